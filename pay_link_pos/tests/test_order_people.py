from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestOrderPeople(PosPayLinkCommon, HttpCase):
    """Who may ask for the money of an order made already, and who sees that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._make_cashier("pay_link_cashier", cls.env.company)
        cls.config = cls.pos_config_usd.with_user(cls.cashier)
        cls.order = cls._sell(account=100)

    @classmethod
    def _make_cashier(cls, login, company):
        return new_test_user(
            cls.env,
            login=login,
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def assertForbidden(self, config):
        """Neither may anything be learned, nor sent, nor closed."""
        link = self._make_link(self.order)
        for call in (
            lambda: config.pay_link_prepare("pos.order", self.order.id),
            lambda: config.pay_link_check("pos.order", self.order.id, {}),
            lambda: config.pay_link_send("pos.order", self.order.id, {"amount": 1}),
            lambda: config.pay_link_share(link.id, "copy"),
            lambda: config.pay_link_deactivate(link.id),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                call()
        self.assertEqual(link.state, "active")
        self.assertEqual(self.order.pay_link_ids, link)

    def test_archived_customer(self):
        self.customer.active = False
        self.assertForbidden(self.config)

    def test_order_without_customer(self):
        order = self._sell(account=10, invoice=False)
        order.partner_id = False
        with self.assertRaisesRegex(UserError, "has no customer"):
            self.config.pay_link_prepare("pos.order", order.id)
        with self.assertRaisesRegex(UserError, "has no customer"):
            self.config.pay_link_send("pos.order", order.id, {"amount": 10})

    def test_cashier_of_another_company(self):
        company = self.env["res.company"].create({"name": "Another shop"})
        stranger = self._make_cashier("pay_link_stranger", company)
        self.assertForbidden(self.config.with_user(stranger))

    def test_till_of_another_point_of_sale(self):
        self.assertForbidden(self.config.sudo().copy().with_user(self.cashier))

    def test_who_does_not_sell(self):
        clerk = new_test_user(
            self.env, login="pay_link_clerk", groups="stock.group_stock_user"
        )
        self.assertForbidden(self.config.with_user(clerk))

    def test_switched_off(self):
        self.config.sudo().pay_link_enabled = False
        self.assertForbidden(self.config)

    def test_status_of_another_company_is_hidden(self):
        company = self.env["res.company"].create({"name": "Another shop"})
        stranger = self._make_cashier("pay_link_stranger", company)
        orders = self.env["pos.order"].with_user(stranger)
        self.assertFalse(orders.search([("pay_link_till_state", "=", "unpaid")]))
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).read(["pay_link_till_due"])

    def test_office_shows_how_far_it_is_paid(self):
        """The list and the form, with the rights of a cashier."""
        orders = self.order.with_user(self.cashier)
        search = self.env.ref("point_of_sale.view_pos_order_filter").id
        views = orders.get_views([(False, "list"), (False, "form"), (search, "search")])
        for kind in ("list", "form"):
            self.assertIn("pay_link_till_due", views["views"][kind]["arch"])
        self.assertIn("pay_link_not_fully_paid", views["views"]["search"]["arch"])
        self._pay(self._make_link(self.order))
        orders.invalidate_recordset()
        [values] = orders.web_read({"pay_link_till_state": {}, "pay_link_till_due": {}})
        self.assertEqual(values["pay_link_till_state"], "paid")

    def test_customer_sees_and_pays_it_in_the_portal(self):
        customer = new_test_user(
            self.env,
            login="pay_link_customer",
            groups="base.group_portal",
            partner_id=self.customer.id,
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        link = self._make_link(self.order)
        self.authenticate(customer.login, customer.login)
        page = html.fromstring(self.url_open("/my/pay-links").text)
        self.assertIn(link.name, page.text_content())
        self.assertTrue(page.xpath(f"//a[contains(@href, '{link._get_path()}')]"))
        self._pay(link)
        page = html.fromstring(self.url_open("/my/pay-links?filterby=to_pay").text)
        self.assertNotIn(link.name, page.text_content())
        page = html.fromstring(self.url_open("/my/pay-links?filterby=paid").text)
        self.assertIn(link.name, page.text_content())
