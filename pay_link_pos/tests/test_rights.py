from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tests.common import users

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestRights(PosPayLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, group in [
            ("pos_clerk", "point_of_sale.group_pos_user"),
            ("pos_boss", "point_of_sale.group_pos_manager"),
            ("plain_user", "base.group_user"),
            ("stock_user", "stock.group_stock_user"),
        ]:
            new_test_user(cls.env, login, f"base.group_user,{group}")
        cls.pos_order = cls._sell(account=100)

    def _make_own_link(self, order):
        """A link made by the user of the test, who gets it back without sudo."""
        values = {"res_model": order._name, "res_id": order.id}
        return self.env["pay.link"].create(values)

    @users("pos_clerk", "pos_boss")
    def test_cashier_makes_and_closes_a_link(self):
        order = self.pos_order.with_env(self.env)
        self.assertTrue(order.pay_link_is_due)
        link = self._make_own_link(order)
        self.assertEqual(link.amount, 100)
        self.assertIn(link, order.pay_link_ids)
        self.assertTrue(link.url)
        order.action_view_pay_links()
        link.action_deactivate()
        self.assertEqual(link.state, "deactivated")

    @users("pos_clerk")
    def test_cashier_uses_the_dialog(self):
        order = self.pos_order.with_env(self.env)
        action = order.action_send_pay_link()
        wizard = self.env["pay.link.send"].with_context(**action["context"]).create({})
        self.assertEqual(wizard.amount, 100)
        action = wizard.action_create_link()
        self.assertEqual(order.pay_link_ids.ids, [action["res_id"]])

    @users("pos_clerk")
    def test_cashier_reads_list_and_form(self):
        link = self._make_own_link(self.pos_order)
        self._pay(link.sudo(), 100)
        form = Form(link)
        self.assertEqual(form.state, "paid")
        arch = etree.fromstring(self.env["pay.link"].get_view(view_type="list")["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        link.web_read({name: {} for name in names})

    @users("pos_clerk")
    def test_cashier_sees_links_of_the_till_only(self):
        own = self._make_own_link(self.pos_order)
        other = self._make_link(self.order)
        found = self.env["pay.link"].search([])
        self.assertIn(own, found)
        self.assertNotIn(other.with_env(self.env), found)
        with self.assertRaises(AccessError):
            other.with_env(self.env).read(["amount"])
        with self.assertRaises(AccessError):
            self._make_own_link(self.order)

    @users("pos_clerk")
    def test_cashier_deletes_nothing(self):
        link = self._make_own_link(self.pos_order)
        with self.assertRaises(AccessError):
            link.unlink()

    @users("pos_boss")
    def test_manager_deletes_unused_links(self):
        link = self._make_own_link(self.pos_order)
        link.unlink()
        self.assertFalse(link.exists())

    @users("plain_user")
    def test_plain_user_may_nothing(self):
        order = self.pos_order.with_env(self.env)
        with self.assertRaises(AccessError):
            order.action_send_pay_link()
        with self.assertRaises(AccessError):
            self._make_own_link(order)
        link = self._make_link(self.pos_order)
        with self.assertRaises(AccessError):
            link.with_env(self.env).read(["url"])

    @users("stock_user")
    def test_who_only_reads_orders_makes_no_link(self):
        order = self.pos_order.with_env(self.env)
        with self.assertRaises(AccessError):
            order.action_send_pay_link()
        with self.assertRaises(AccessError):
            self._make_own_link(order)

    @users("stock_user")
    def test_who_only_reads_orders_can_open_the_form(self):
        order = self.pos_order.with_env(self.env)
        views = self.env["pos.order"].get_views([(False, "form")])
        names = views["models"]["pos.order"]["fields"]
        shown = views["views"]["form"]["arch"]
        self.assertNotIn("action_view_pay_links", shown)
        self.assertNotIn('name="pay_link_count"', shown)
        order.web_read({name: {} for name in names if name == "pay_link_is_due"})

    def test_links_of_another_company_are_hidden(self):
        link = self._make_link(self.pos_order)
        company = self.env["res.company"].create({"name": "Another shop"})
        clerk = new_test_user(
            self.env,
            "other_clerk",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(AccessError):
            link.with_user(clerk).read(["amount"])
