from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .account_common import AccountCommon


@tagged("post_install", "-at_install")
class TestAccount(AccountCommon):
    def test_all_open_items_by_default(self):
        link = self._make_account_link()
        self.assertEqual(link.item_ids, self.first + self.second + self.third)
        self.assertEqual((link.amount, link.amount_due), (600.06, 600.06))
        self.assertEqual(link.partner_id, self.customer)
        self.assertEqual(link.email, "ada@example.com")
        self.assertEqual(link.document_name, "Account of Ada & Sons")

    def test_chosen_items_are_settled_to_the_cent(self):
        link = self._make_account_link(self.first + self.third)
        self.assertEqual(link.amount, 400.04)
        attempt = self._pay(link)
        self.assertOpen(0.0, 200.02, 0.0)
        self.assertTrue(attempt.payment_id.is_reconciled)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(link.payment_exception, "none")
        self.assertFalse(attempt.invoice_ids)

    def test_oldest_first_where_it_does_not_cover_all(self):
        link = self._make_account_link(allow_partial=True)
        self._pay(link, 150.5)
        self.assertOpen(0.0, 149.53, 300.03)
        self.assertAmounts(link, paid=150.5, due=449.56)
        self._pay(link, 149.54)
        self.assertOpen(0.0, 0.0, 300.02)
        self._pay(link)
        self.assertOpen(0.0, 0.0, 0.0)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))

    def test_due_date_decides_not_the_order_of_booking(self):
        older = self._make_item(50.05, "2025-12-01")
        link = self._make_account_link(allow_partial=True)
        self._pay(link, 50.05)
        self.assertEqual(older.amount_residual, 0.0)
        self.assertOpen(100.01, 200.02, 300.03)

    def test_credit_notes_count_against_the_debts(self):
        credit = self._make_item(120.02, "2026-01-05", move_type="out_refund")
        link = self._make_account_link()
        self.assertIn(credit, link.item_ids)
        self.assertEqual(link.amount, 480.04)
        self._pay(link)
        self.assertOpen(0.0, 0.0, 0.0)
        self.assertEqual(credit.amount_residual, 0.0)

    def test_credit_is_used_before_money(self):
        credit = self._make_item(50.0, "2026-06-01", move_type="out_refund")
        link = self._make_account_link(self.first + self.second + credit)
        link.allow_partial = True
        self._pay(link, 60.0)
        self.assertEqual(credit.amount_residual, 0.0)
        self.assertOpen(0.0, 190.03, 300.03)
        self.assertAmounts(link, paid=60.0, due=190.03)

    def test_unallocated_payment_counts_against_the_debts(self):
        payment = self.env["account.payment"].create(
            {
                "amount": 100.0,
                "partner_id": self.customer.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.provider.journal_id.id,
                "payment_method_line_id": self.inbound_payment_method_line.id,
            }
        )
        payment.action_post()
        link = self._make_account_link()
        self.assertEqual(link.amount, 500.06)
        self._pay(link)
        self.assertOpen(0.0, 0.0, 0.0)
        self.assertTrue(payment.is_reconciled)

    def test_more_credit_than_debt(self):
        self._make_item(700.0, "2026-01-05", move_type="out_refund")
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_account_link()

    def test_foreign_currency(self):
        currency = self._enable_currency("CHF")
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 3.0, "name": "2025-01-01"}
        )
        self.provider.available_currency_ids = [Command.clear()]
        items = self._make_item(33.33, "2026-01-10", currency_id=currency.id)
        items += self._make_item(66.67, "2026-02-10", currency_id=currency.id)
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 2.0, "name": "2026-05-01"}
        )
        self.assertNotIn(items[0], self._make_account_link().item_ids)
        link = self._make_account_link(items)
        self.assertEqual((link.currency_id, link.amount), (currency, 100.0))
        self._pay(link)
        self.assertEqual(items.mapped("amount_residual_currency"), [0.0, 0.0])
        self.assertEqual(items.mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(link.state, "paid")

    def test_links_of_two_currencies_live_side_by_side(self):
        currency = self._enable_currency("CHF")
        foreign = self._make_item(33.33, "2026-01-10", currency_id=currency.id)
        own = self._make_account_link()
        other = self._make_account_link(foreign)
        self.assertEqual((own + other).mapped("state"), ["active", "active"])
        newer = self._make_account_link(self.first)
        self.assertEqual(own.superseded_by_id, newer)
        self.assertEqual(other.state, "active")

    def test_late_money_stays_on_the_account(self):
        link = self._make_account_link(self.first)
        attempt = self._make_attempt(link)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.first.move_id.ids
        ).create({})._create_payments()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "over")
        self.assertFalse(attempt.payment_id.is_reconciled)
        self.assertOpen(0.0, 200.02, 300.03)

    def test_page_and_mail_show_the_items(self):
        link = self._make_account_link(self.first + self.second)
        page = link._in_customer_language()._prepare_page_values()
        lines = page["document"]["lines"]
        self.assertEqual(
            [line["title"] for line in lines],
            (self.first + self.second).move_id.mapped("name"),
        )
        self.assertIn("01/10/2026", lines[0]["note"])
        self.assertIn("100.01", lines[0]["amount"])
        self._pay(link)
        page = link._in_customer_language()._prepare_page_values()
        self.assertEqual(page["kind"], "paid")
        self.assertIn("100.01", page["document"]["lines"][0]["amount"])
        sums = {row["key"]: row["amount"] for row in page["document"]["sums"]}
        self.assertIn("300.03", sums["total"])

    def test_statement_shows_what_the_link_asks(self):
        link = self._make_account_link(self.first + self.second)
        document = link._get_document()
        html = (
            document.env["ir.actions.report"]
            ._render_qweb_html(document._pay_link_get_report(), document.ids)[0]
            .decode()
        )
        self.assertIn(self.first.move_id.name, html)
        self.assertNotIn(self.third.move_id.name, html)

    def test_wizard_chooses_and_leads_to_the_dialog(self):
        action = self.customer.action_send_pay_link()
        self.assertEqual(action["res_model"], "pay.link.items")
        form = Form(self.env["pay.link.items"].with_context(**action["context"]))
        self.assertEqual(form.amount_total, 600.06)
        with form.line_ids.edit(1) as line:
            line.is_chosen = False
        self.assertEqual(form.amount_total, 400.04)
        action = form.save().action_next()
        dialog = Form(self.env["pay.link.send"].with_context(**action["context"]))
        self.assertEqual((dialog.amount_due, dialog.amount), (400.04, 400.04))
        link = dialog.save()._create_link()
        self.assertEqual(link.item_ids, self.first + self.third)

    def test_wizard_chooses_what_is_overdue(self):
        self._make_item(10.0, "2999-01-01")
        credit = self._make_item(5.0, "2026-01-05", move_type="out_refund")
        wizard = self.env["pay.link.items"].create({"partner_id": self.customer.id})
        wizard.action_choose_overdue()
        chosen = wizard.line_ids.filtered("is_chosen").item_id
        self.assertEqual(chosen, self.first + self.second + self.third + credit)
