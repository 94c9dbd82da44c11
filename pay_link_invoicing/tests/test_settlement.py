from odoo.fields import Command
from odoo.tests import tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestSettleOrder(PayLinkCommon):
    def _assert_books_add_up(self, order, total=1000.0):
        """Invoices sum to what was paid; each of them is paid and reconciled."""
        invoices = order.invoice_ids
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        self.assertTrue(
            all(i.payment_state in ("paid", "in_payment") for i in invoices),
            invoices.mapped("payment_state"),
        )
        self.assertEqual(sum(invoices.mapped("amount_total")), total)
        self.assertEqual(sum(invoices.mapped("amount_residual")), 0.0)

    def test_paid_order_is_confirmed_invoiced_and_reconciled(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        self.assertEqual(self.order.state, "sale")
        self._assert_books_add_up(self.order)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertTrue(link.paid_at)
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertTrue(attempt.payment_id.is_reconciled)

    def test_part_payments_add_up_exactly(self):
        link = self._make_link(self.order, allow_partial=True)
        for amount, paid, due in (
            (333.33, 333.33, 666.67),
            (333.33, 666.66, 333.34),
            (333.34, 1000.0, 0.0),
        ):
            self._pay(link, amount)
            self.assertAmounts(link, paid=paid, due=due)
            self._assert_books_add_up(self.order, total=paid)
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))
        self.assertEqual(len(self.order.invoice_ids), 3)

    def test_part_payments_add_up_with_taxes(self):
        tax = self.env["account.tax"].create({"name": "21 %", "amount": 21.0})
        self.product.taxes_id = tax
        order = self._make_order()
        self.assertEqual(order.amount_total, 1210.0)
        link = self._make_link(order, allow_partial=True)
        for amount in (100.01, 403.33, 706.66):
            self._pay(link, amount)
        self.assertAmounts(link, paid=1210.0, due=0.0)
        self._assert_books_add_up(order, total=1210.0)

    def test_deposit_then_the_rest(self):
        deposit = self._make_link(self.order, amount=300.0)
        self._pay(deposit)
        self.assertEqual((deposit.state, deposit.payment_state), ("paid", "paid"))
        self.assertEqual(self.order.state, "sale")
        rest = self._make_link(self.order)
        self.assertEqual(rest.amount, 700.0)
        self._pay(rest)
        self._assert_books_add_up(self.order)

    def test_without_automatic_invoice_the_payment_waits_on_the_account(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "False"
        )
        link = self._make_link(self.order)
        attempt = self._pay(link)
        self.assertFalse(self.order.invoice_ids)
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertAmounts(link, paid=1000.0, due=0.0)
        self.assertEqual(link.state, "paid")
        self.order._create_invoices().action_post()
        self._assert_books_add_up(self.order)

    def test_money_of_other_ways_is_not_asked_again(self):
        """Registered on the invoice: Odoo's `amount_paid` of the order misses it."""
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "False"
        )
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 400.0})._create_payments()
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 600.0)
        link = self._make_link(self.order)
        self.assertEqual(link.amount, 600.0)

    def test_invoice_for_two_orders_counts_in_parts(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "False"
        )
        other = self._make_order(
            order_line=[Command.create({"product_id": self.product.id})]
        )
        (self.order + other).action_confirm()
        invoice = (self.order + other)._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 750.0})._create_payments()
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 500.0)
        self.assertEqual(other._pay_link_get_amounts()["amount_due"], 250.0)

    def test_credit_note_reopens_the_debt(self):
        self._pay(self._make_link(self.order))
        credit = self.order.invoice_ids._reverse_moves([{}])
        credit.action_post()
        refunded = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=credit.ids
        )
        refunded.create({})._create_payments()
        self.assertEqual(self.order._pay_link_get_amounts()["amount_paid"], 0.0)

    def test_post_processing_twice_has_one_effect(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        payment, invoices = attempt.payment_id, self.order.invoice_ids
        messages = len(link.message_ids)
        attempt._post_process()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(attempt.payment_id, payment)
        self.assertEqual(self.order.invoice_ids, invoices)
        self.assertEqual(len(link.message_ids), messages)
        self.assertEqual(link.payment_exception, "none")

    def test_every_step_is_in_the_chatter(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        attempt._pay_link_report_booking()
        payment = attempt.payment_id
        for record in (self.order, link):
            bodies = " ".join(record.message_ids.mapped("body"))
            for linked in (attempt, payment, payment.move_id):
                with self.subTest(record=record._name, linked=linked._name):
                    self.assertIn(
                        f'data-oe-model="{linked._name}" data-oe-id="{linked.id}"',
                        bodies,
                    )

    def test_cancelled_order_paid_late(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        self.order._action_cancel()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertEqual(link.payment_exception, "late")
        self.assertEqual(link.activity_ids.user_id, link.user_id)

    def test_part_of_a_cancelled_order_paid_late(self):
        link = self._make_link(self.order, allow_partial=True)
        attempt = self._make_attempt(link, 100.0)
        self.order._action_cancel()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual((link.state, link.payment_state), ("active", "partial"))
        self.assertEqual(link.payment_exception, "late")

    def test_deactivated_link_paid_late(self):
        """A cancelled attempt that the provider confirms all the same is booked."""
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        link.action_deactivate()
        self.assertEqual(attempt.state, "cancel")
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(attempt.payment_id.amount, 1000.0)
        self.assertEqual((link.state, link.payment_exception), ("deactivated", "late"))
        self.assertEqual(len(link.activity_ids), 1)
        self.assertEqual(self.order.state, "sale")

    def test_paid_twice(self):
        link = self._make_link(self.order)
        replaced = self._make_attempt(link)
        replaced._set_canceled()
        replaced.flush_recordset()
        self._pay(link)
        replaced._set_done()
        replaced._post_process()
        self.assertEqual(link.payment_exception, "duplicate")
        self.assertEqual(link.amount_paid, 2000.0)
        self.assertTrue(replaced.payment_id)
        self.assertEqual(len(link.activity_ids), 1)
        self._assert_books_add_up(self.order)

    def test_more_than_due(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        self.order.order_line.product_uom_qty = 1  # cheaper while the customer pays
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "over")
        self.assertEqual(link.state, "paid")

    def test_failed_attempts_change_nothing(self):
        for outcome in ("_set_canceled", "_set_error"):
            link = self._make_link(self._make_order())
            attempt = self._make_attempt(link)
            getattr(attempt, outcome)("No")
            attempt._post_process()
            with self.subTest(outcome=outcome):
                self.assertEqual((link.state, link.payment_state), ("active", "unpaid"))
                self.assertEqual(link.amount_due, 1000.0)
                self.assertFalse(attempt.payment_id)

    def test_pending_attempt(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        attempt._set_pending()
        attempt._post_process()
        self.assertEqual((link.state, link.payment_state), ("active", "pending"))

    def test_capture_of_a_hold(self):
        self.provider.support_manual_capture = "partial"
        link = self._make_link(self.order)
        hold = self._make_attempt(link)
        hold._set_authorized()
        hold._post_process()
        capture = hold._create_child_transaction(1000.0)
        capture._set_done()
        (capture + hold)._post_process()
        self.assertEqual(capture.pay_link_id, link)
        self.assertAmounts(link, paid=1000.0, due=0.0)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))
        self._assert_books_add_up(self.order)

    def test_partial_refund(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        refund = attempt._create_child_transaction(250.0, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertEqual(refund.pay_link_id, link)
        self.assertAmounts(link, paid=750.0, due=250.0)
        self.assertEqual(link.payment_exception, "none")
