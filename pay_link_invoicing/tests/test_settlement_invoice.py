from odoo.fields import Command
from odoo.tests import tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestSettleInvoice(PayLinkCommon):
    def test_invoice_is_paid_and_reconciled(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._pay(link)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertTrue(attempt.payment_id.is_reconciled)
        self.assertEqual(link.state, "paid")

    def test_part_payments(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice, allow_partial=True, amount_min=10.0)
        self._pay(link, 10.0)
        self.assertEqual(invoice.payment_state, "partial")
        self.assertAmounts(link, paid=10.0, due=990.0)
        self._pay(link, 990.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(link.state, "paid")

    def test_only_the_rest_is_asked(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 600.0})._create_payments()
        self.assertAmounts(link, paid=0.0, due=400.0)
        self._pay(link)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_foreign_currency(self):
        currency = self._enable_currency("CHF")
        self.env["res.currency.rate"].create({"currency_id": currency.id, "rate": 2.0})
        self.provider.available_currency_ids = [Command.clear()]
        invoice = self._make_invoice(currency_id=currency.id)
        link = self._make_link(invoice)
        self.assertEqual((link.currency_id, link.amount), (currency, 1000.0))
        attempt = self._pay(link)
        self.assertEqual(attempt.payment_id.currency_id, currency)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_early_payment_discount(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % in 10 days",
                "early_discount": True,
                "discount_days": 10,
                "discount_percentage": 2.0,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self._make_invoice(invoice_payment_term_id=term.id)
        link = self._make_link(invoice)
        self.assertEqual(link.amount_due, 980.0)
        self._pay(link)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_paid_in_cash_while_the_customer_pays(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._make_attempt(link)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertFalse(attempt.payment_id.is_reconciled)
        self.assertEqual(link.payment_exception, "over")
        self.assertTrue(link.activity_ids)

    def test_refund_reopens_the_debt(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        refund = self._pay(link)._create_child_transaction(300.0, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertAmounts(link, paid=700.0, due=300.0)

    def test_cancelled_invoice_paid_late(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        attempt = self._make_attempt(link)
        invoice.button_draft()
        invoice.button_cancel()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(invoice.state, "cancel")
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertEqual(link.payment_exception, "late")
        self.assertTrue(link.activity_ids)
