from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .account_common import AccountCommon


@tagged("post_install", "-at_install")
class TestAccountRules(AccountCommon):
    def test_items_must_be_the_customers(self):
        foreign = self._make_item(1.0, "2026-01-01", partner_id=self.partner.id)
        with self.assertRaisesRegex(UserError, "Only open items"):
            self._make_account_link(self.first + foreign)

    def test_items_must_be_receivable(self):
        income = self.first.move_id.line_ids - self.first
        with self.assertRaisesRegex(UserError, "Only open items"):
            self._make_account_link(income)

    def test_items_must_be_open(self):
        self._pay(self._make_account_link(self.first))
        with self.assertRaisesRegex(UserError, "not open any more"):
            self._make_account_link(self.first + self.second)
        draft = self._make_item(9.0, "2026-01-01", post=False)
        with self.assertRaisesRegex(UserError, "not open any more"):
            self._make_account_link(draft)

    def test_items_must_be_of_one_currency_and_account(self):
        currency = self._enable_currency("CHF")
        foreign = self._make_item(33.33, "2026-01-10", currency_id=currency.id)
        with self.assertRaisesRegex(UserError, "one currency"):
            self._make_account_link(self.first + foreign)
        self.customer.property_account_receivable_id = self.first.account_id.copy()
        other = self._make_item(33.33, "2026-01-10")
        self.assertNotEqual(other.account_id, self.first.account_id)
        with self.assertRaisesRegex(UserError, "one account"):
            self._make_account_link(self.first + other)
        self.assertEqual(self._make_account_link().item_ids, other)

    def test_items_that_do_not_exist(self):
        with self.assertRaises(UserError):
            self._make_link(self.customer, item_ids=[Command.set([2**30])], amount=1e6)

    def test_a_contact_has_no_account_of_its_own(self):
        contact = self.customer.create({"name": "Eve", "parent_id": self.customer.id})
        with self.assertRaisesRegex(UserError, "Ada & Sons"):
            self._make_link(contact)
        context = contact.action_send_pay_link()["context"]
        self.assertEqual(context["default_partner_id"], self.customer.id)

    def test_items_are_not_written_by_users(self):
        link = self._make_account_link(self.first)
        user = self._make_user("account.group_account_invoice")
        for values in (
            {"item_ids": [Command.set(self.second.ids)]},
            {"item_amounts": {}},
        ):
            with self.assertRaises(AccessError):
                link.with_user(user).write(values)

    def test_billing_user_without_write_on_customers(self):
        user = self._make_user("account.group_account_invoice")
        self.assertFalse(self.customer.with_user(user).has_access("write"))
        link = self._make_account_link_as(user)
        self.assertEqual(link.sudo().amount, 600.06)

    def test_seller_asks_only_for_what_they_see(self):
        user = self._make_user("sales_team.group_sale_salesman")
        self.second.move_id.invoice_user_id = user
        (self.first + self.third).move_id.invoice_user_id = self.env.ref(
            "base.user_admin"
        )
        link = self._make_account_link_as(user)
        self.assertEqual(link.sudo().item_ids, self.second)
        with self.assertRaises(AccessError):
            self._make_account_link_as(user, item_ids=[Command.set(self.first.ids)])

    def test_others_may_not_ask(self):
        for group in ("base.group_user", "base.group_portal"):
            user = self._make_user(group)
            with self.subTest(group=group), self.assertRaises(UserError):
                self._make_account_link_as(user)
            with self.subTest(group=group), self.assertRaises(UserError):
                self.customer.with_user(user).action_send_pay_link()

    def test_each_company_has_its_own_account(self):
        data = self.company_data_2 = self.setup_other_company(name="Second")
        company = data["company"]
        own = self._make_account_link()
        items = self.env["account.move.line"].search(
            [("company_id", "=", company.id), ("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(items)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-01-01",
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "A", "price_unit": 77.77, "tax_ids": False}
                        )
                    ],
                }
            )
        )
        move.action_post()
        link = self._make_link(self.customer.with_company(company), amount=77.77)
        other = (
            self.env["pay.link"]
            .with_company(company)
            .create({"res_model": "res.partner", "res_id": self.customer.id})
        )
        self.assertEqual((other.company_id, other.amount_due), (company, 77.77))
        self.assertEqual(link.company_id, self.env.company)
        self.assertEqual(own.superseded_by_id, link)
        self.assertEqual((link + other).mapped("state"), ["active", "active"])

    def _make_user(self, group):
        return new_test_user(self.env, f"user of {group}", groups=group)

    def _make_account_link_as(self, user, **values):
        links = self.env["pay.link"].with_user(user)
        return links.create(
            {"res_model": "res.partner", "res_id": self.customer.id, **values}
        )
