from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .wallet_common import WalletCommon


@tagged("post_install", "-at_install")
class TestWallet(WalletCommon):
    def _assertBooked(self, attempt, total, tax=0.0):
        """One posted invoice of this total, matched with the payment to the cent."""
        invoice = attempt.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual((invoice.state, invoice.move_type), ("posted", "out_invoice"))
        self.assertEqual(invoice.amount_total, total)
        self.assertAlmostEqual(invoice.amount_tax, tax, 2)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(invoice.invoice_line_ids.product_id, self.top_up_product)
        self.assertTrue(attempt.payment_id.is_reconciled)
        return invoice

    def test_payment_is_credited_once_with_history_and_invoice(self):
        link = self._make_link(self.wallet, amount=30.0)
        self.assertEqual((link.amount, link.amount_due), (30.0, 30.0))
        self.assertEqual(link.partner_id, self.customer)
        attempt = self._pay(link)
        self.assertEqual(self.wallet.points, 30.0)
        history = self.wallet.history_ids
        self.assertEqual((history.issued, history.used), (30.0, 0.0))
        self.assertEqual(history.pay_link_transaction_id, attempt)
        invoice = self._assertBooked(attempt, 30.0)
        self.assertEqual(history.order_id, invoice.id)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(link.payment_exception, "none")
        self.assertAlmostEqual(self._get_balance(), 0.0)
        attempt._post_process()
        self.assertEqual(self.wallet.points, 30.0)
        self.assertEqual(len(self.wallet.history_ids), 1)

    def test_total_is_the_payment_to_the_cent_whatever_the_taxes(self):
        total = 0.0
        for percent, included in ((21, False), (21, True), (7.7, False), (19, True)):
            self.top_up_product.taxes_id = self._make_tax(percent, included)
            for amount in (0.5, 33.33, 99.99, 100.0, 100.01):
                with self.subTest(percent=percent, included=included, amount=amount):
                    total += amount
                    attempt = self._pay(self._make_link(self.wallet, amount=amount))
                    tax = round(amount - amount / (1 + percent / 100), 2)
                    self._assertBooked(attempt, amount, tax)
                    self.assertAlmostEqual(self.wallet.points, total, 2)
        self.assertAlmostEqual(self._get_balance(), 0.0)

    def test_several_taxes(self):
        self.top_up_product.taxes_id = self._make_tax(5, False) + self._make_tax(
            9.975, False
        )
        attempt = self._pay(self._make_link(self.wallet, amount=57.49))
        self._assertBooked(attempt, 57.49, 7.49)

    def test_other_currency(self):
        currency = self._enable_currency("EUR")
        currency.rate_ids = [
            fields.Command.clear(),
            fields.Command.create({"name": "2020-01-01", "rate": 0.7}),
        ]
        self.top_up_product.taxes_id = self._make_tax(21, False)
        program = self._make_program(company_id=False, currency_id=currency.id)
        wallet = self._make_wallet(program_id=program.id)
        link = self._make_link(wallet, amount=100.0)
        self.assertEqual(link.currency_id, currency)
        attempt = self._pay(link)
        invoice = self._assertBooked(attempt, 100.0, 17.36)
        self.assertEqual(invoice.currency_id, currency)
        self.assertEqual(wallet.points, 100.0)
        self.assertAlmostEqual(self._get_balance(), 0.0)

    def test_part_payments_credit_their_part(self):
        link = self._make_link(self.wallet, amount=100.0, allow_partial=True)
        self._assertBooked(self._pay(link, 40.0), 40.0)
        self.assertEqual(self.wallet.points, 40.0)
        self.assertAmounts(link, paid=40.0, due=60.0)
        self.assertEqual(link.payment_state, "partial")
        self._assertBooked(self._pay(link, 60.0), 60.0)
        self.assertEqual(self.wallet.points, 100.0)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))

    def test_second_payment_stays_on_the_account(self):
        link = self._make_link(self.wallet, amount=100.0)
        first = self._make_attempt(link)
        first._set_done()
        self.env.flush_all()
        second = self._make_attempt(link, 100.0)
        second._set_done()  # before the first one was booked
        first._post_process()
        second._post_process()
        self.assertEqual(self.wallet.points, 100.0)
        self.assertEqual(link.payment_exception, "duplicate")
        self.assertEqual(self._get_balance(), -100.0)
        self.assertFalse(second.invoice_ids)
        self._refund_by_link(second)
        self.assertEqual(self.wallet.points, 100.0)  # it was never credited
        self.assertAlmostEqual(self._get_balance(), 0.0)

    def test_refund_takes_the_credit_back(self):
        self.top_up_product.taxes_id = self._make_tax(21, False)
        link = self._make_link(self.wallet, amount=99.99)
        attempt = self._pay(link)
        refund = self._refund_by_link(attempt, 33.33)
        self.assertAlmostEqual(self.wallet.points, 66.66, 2)
        credit_note = refund.invoice_ids
        self.assertEqual(credit_note.move_type, "out_refund")
        self.assertEqual(credit_note.reversed_entry_id, attempt.invoice_ids)
        self.assertEqual(credit_note.amount_total, 33.33)
        self.assertEqual(credit_note.amount_residual, 0.0)
        self._refund_by_link(attempt, 66.66)
        self.assertEqual(self.wallet.points, 0.0)
        self.assertEqual(sum(self.wallet.history_ids.mapped("used")), 99.99)
        self.assertAlmostEqual(self._get_balance(), 0.0)
        self.assertFalse(self._get_open_lines())

    def test_refund_of_what_was_spent_asks_a_person(self):
        link = self._make_link(self.wallet, amount=100.0)
        attempt = self._pay(link)
        self.wallet.points = 30.0  # spent at the till
        refund = self._refund_by_link(attempt)
        self.assertEqual(self.wallet.points, 0.0)
        self.assertEqual(refund.invoice_ids.amount_total, 30.0)
        self.assertEqual(self._get_balance(), 70.0)  # the customer owes it
        activity = link.activity_ids
        self.assertIn("70.00", activity.summary)
        self.assertEqual(activity.user_id, link.user_id)

    def test_refund_of_an_empty_wallet(self):
        link = self._make_link(self.wallet, amount=100.0)
        attempt = self._pay(link)
        self.wallet.points = 0.0
        refund = self._refund_by_link(attempt)
        self.assertEqual(self.wallet.points, 0.0)
        self.assertFalse(refund.invoice_ids)
        self.assertEqual(self._get_balance(), 100.0)
        self.assertTrue(link.activity_ids)

    def test_bonus_of_the_programme(self):
        self.program.rule_ids.reward_point_amount = 1.1
        attempt = self._pay(self._make_link(self.wallet, amount=50.0))
        self.assertEqual(self.wallet.points, 55.0)
        self._refund_by_link(attempt, 10.0)
        self.assertEqual(self.wallet.points, 44.0)
        self._refund_by_link(attempt, 40.0)
        self.assertEqual(self.wallet.points, 0.0)

    def test_late_payment_is_credited_and_told(self):
        link = self._make_link(self.wallet, amount=20.0)
        attempt = self._make_attempt(link)
        link._deactivate()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(self.wallet.points, 20.0)
        self.assertEqual(link.payment_exception, "late")

    def test_wallet_that_is_archived_meanwhile(self):
        link = self._make_link(self.wallet, amount=20.0)
        attempt = self._make_attempt(link)
        self.wallet.active = False
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(self.wallet.points, 0.0)
        self.assertEqual(self._get_balance(), -20.0)
        self.assertEqual(link.payment_exception, "late")
        self.assertTrue(link.activity_ids)

    def test_newer_link_replaces_the_older(self):
        older = self._make_link(self.wallet, amount=20.0)
        newer = self._make_link(self.wallet, amount=30.0)
        self.assertEqual((older.state, newer.state), ("deactivated", "active"))

    def test_price_of_the_product_is_asked_unless_told(self):
        self.assertEqual(self._make_link(self.wallet).amount, 50.0)

    def test_amounts_that_no_link_asks(self):
        for amount in (0.0, -5.0, 0.49, 1_000_000.01, float("nan")):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._make_link(self.wallet, amount=amount)

    def test_cards_that_are_refused(self):
        today = fields.Date.today()
        yesterday = fields.Date.subtract(today, days=1)
        for record, values, words in (
            (self.wallet, {"partner_id": False}, "no customer"),
            (self.customer, {"active": False}, "is archived"),
            (self.wallet, {"active": False}, "can't be used any more"),
            (self.wallet, {"expiration_date": yesterday}, "can't be used any more"),
            (self.program, {"active": False}, "is not offered"),
            (self.program, {"date_to": yesterday}, "is not offered"),
            (self.top_up_product, {"active": False}, "no top-up product"),
            (self.wallet, {"pay_link_blocked": True}, "to have no pay link"),
        ):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                record.write(values)
                with self.assertRaisesRegex(UserError, words):
                    self._make_link(self.wallet, amount=20.0)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_only_wallets_are_topped_up(self):
        program = self.env["loyalty.program"].create(
            {"name": "Points", "program_type": "loyalty"}
        )
        card = self._make_wallet(program_id=program.id)
        with self.assertRaisesRegex(UserError, "is no e-wallet"):
            self._make_link(card, amount=20.0)

    def test_page_and_mail_read_well(self):
        link = self._make_link(self.wallet, amount=20.0).with_context(lang="en_US")
        values = link._prepare_page_values()
        self.assertEqual(values["kind"], "pay")
        line = values["document"]["lines"][0]
        self.assertEqual(line["title"], "Top-up of your e-wallet")
        self.assertFalse(values["document"]["pdf"])
        self._pay(link)
        self.assertIn("20.00", link._get_wallet_balance())
        receipts = self.env["pay.link.sending"].search([("link_id", "=", link.id)])
        receipts.sudo()._deliver_receipt()
        body = receipts.message_id.body
        self.assertIn("Your e-wallet now holds", body)
        self.assertTrue(link._prepare_page_values()["document"]["lines"])

    def test_cashier_asks_from_the_back_office(self):
        cashier = new_test_user(
            self.env, "wallet_cashier", "base.group_user,point_of_sale.group_pos_user"
        )
        action = self.wallet.with_user(cashier).action_send_pay_link()
        dialogs = self.env["pay.link.send"].with_user(cashier)
        form = Form(dialogs.with_context(**action["context"]))
        self.assertEqual(form.amount, 50.0)
        form.amount = 12.34
        dialog = form.save()
        dialog.action_create_link()
        link = self.wallet.pay_link_ids
        self.assertEqual((link.amount, link.user_id), (12.34, cashier))

    def test_rights(self):
        link = self._make_link(self.wallet, amount=20.0)
        plain = new_test_user(self.env, "wallet_plain", "base.group_user")
        with self.assertRaises(AccessError):
            self.wallet.with_user(plain)._pay_link_check_access()
        with self.assertRaises(AccessError):
            link.with_user(plain).read(["amount"])
        with self.assertRaises(AccessError):
            self.env["pay.link"].with_user(plain).create(
                {"res_model": "loyalty.card", "res_id": self.wallet.id, "amount": 20}
            )
