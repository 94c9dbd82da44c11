from itertools import product

from odoo import fields
from odoo.tests import tagged

from .capture_common import CaptureCommon


@tagged("post_install", "-at_install")
class TestCaptureInvoice(CaptureCommon):
    """Invoices, payments and their matching follow what was captured, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        taxes = cls.env["account.tax"]
        cls.excluded = taxes.create({"name": "21 %", "amount": 21.0})
        cls.reduced = taxes.create({"name": "5.5 %", "amount": 5.5})
        cls.included = taxes.create(
            {
                "name": "20 % included",
                "amount": 20.0,
                "price_include_override": "tax_included",
            }
        )
        cls.lines = (
            (3, 33.33, (cls.excluded,)),
            (3, 19.99, (cls.included,)),
            (7, 0.57, (cls.reduced, cls.excluded)),
        )
        cls.pricelist = cls._make_foreign_pricelist()
        cls.deliveries = ((1, 1, 2), (2, 1, 3), (3, 3, 7))

    def _switch_automatic_invoice(self, on):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", str(on)
        )

    @classmethod
    def _make_foreign_pricelist(cls):
        currency = cls.env["res.currency"].create(
            {"name": "XPL", "symbol": "X", "rounding": 0.01}
        )
        cls.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 1.37, "name": fields.Date.today()}
        )
        return cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )

    def _capture_deliveries(self, order, deliveries):
        hold = self._hold(order, mode="delivery")
        for quantities in deliveries:
            self._deliver(order, *quantities)
            self._run_cron()
        self.assertEqual(hold.state, "done")
        return hold

    def assertBooks(self, order, hold, count):
        """Invoices and captures are the order's total, and each pays its own."""
        captures = hold.child_transaction_ids.filtered(lambda tx: tx.state == "done")
        currency, total = order.currency_id, order.amount_total
        self.assertEqual(len(captures), count)
        self.assertEqual(currency.round(sum(captures.mapped("amount"))), total)
        invoices = order.invoice_ids
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        self.assertEqual(currency.round(sum(invoices.mapped("amount_total"))), total)
        self.assertEqual(set(invoices.mapped("amount_residual")), {0.0})
        self.assertEqual(set(invoices.mapped("amount_residual_signed")), {0.0})
        self.assertEqual(len(captures.payment_id), count)
        self.assertEqual(set(captures.payment_id.mapped("is_reconciled")), {True})
        self.assertFalse(hold.payment_id, "the hold itself was no payment")

    def test_three_deliveries_of_three_lines_with_mixed_taxes(self):
        for method, foreign in product(("round_per_line", "round_globally"), (0, 1)):
            with self.subTest(method=method, foreign=foreign):
                self.env.company.tax_calculation_rounding_method = method
                values = {"pricelist_id": self.pricelist.id} if foreign else {}
                order = self._make_service_order(self.lines, **values)
                hold = self._capture_deliveries(order, self.deliveries)
                self.assertBooks(order, hold, 3)
                self.assertEqual(len(order.invoice_ids), 3)
                totals = order.invoice_ids.sorted("id").mapped("amount_total")
                self.assertCaptured(hold, *totals)
                self.assertEqual(order.invoice_status, "invoiced")

    def test_many_small_deliveries_add_up(self):
        lines = ((10, 0.33, (self.excluded,)), (10, 1.05, (self.reduced,)))
        for method in ("round_per_line", "round_globally"):
            with self.subTest(method=method):
                self.env.company.tax_calculation_rounding_method = method
                order = self._make_service_order(lines)
                steps = [(n, n) for n in range(1, 11)]
                hold = self._capture_deliveries(order, steps)
                self.assertBooks(order, hold, 10)

    def test_rounding_without_taxes(self):
        order = self._make_service_order(((3, 10.0, ()),))
        order.order_line.discount = 33.35
        hold = self._capture_deliveries(order, ((1,), (2,), (3,)))
        self.assertBooks(order, hold, 3)

    def test_products_invoiced_as_ordered_are_invoiced_as_captured(self):
        order = self._make_service_order(self.lines)
        order.order_line.product_id.invoice_policy = "order"
        hold = self._hold(order, mode="delivery")
        self._deliver(order, 1, 1, 2)
        self._run_cron()
        self.assertCaptured(hold, order.invoice_ids.amount_total)
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [2.0, 2.0, 5.0])
        for quantities in self.deliveries[1:]:
            self._deliver(order, *quantities)
            self._run_cron()
        self.assertBooks(order, hold, 3)

    def test_what_was_released_is_not_invoiced(self):
        order = self._make_service_order(self.lines)
        hold = self._hold(order, mode="delivery")
        self._deliver(order, 3, 0, 2)
        self._run_cron()
        order.action_lock()
        self._run_cron()
        self.assertEqual(hold.state, "done")
        self.assertCaptured(hold, order.invoice_ids.amount_total)
        self.assertEqual(order.invoice_ids.amount_residual, 0.0)

    def test_a_deposit_is_deducted(self):
        order = self._make_service_order(self.lines)
        self.provider.capture_manually = False
        self._pay(self._make_link(order, amount=50.0))
        self.provider.capture_manually = True
        hold = self._capture_deliveries(order, self.deliveries)
        captured = sum(hold.child_transaction_ids.mapped("amount"))
        invoices = order.invoice_ids
        self.assertEqual(
            order.currency_id.round(captured),
            order.currency_id.round(order.amount_total - 50.0),
        )
        self.assertEqual(set(invoices.mapped("amount_residual")), {0.0})
        self.assertEqual(
            order.currency_id.round(sum(invoices.mapped("amount_total"))),
            order.amount_total,
        )

    def test_a_capture_in_advance_is_a_down_payment(self):
        order = self._make_service_order(self.lines)
        hold = self._hold(order)
        hold._pay_link_capture(60.0)
        self._book()
        self.assertEqual(order.invoice_ids.amount_total, 60.0)
        self.assertTrue(order.invoice_ids._is_downpayment())
        self.assertEqual(order.invoice_ids.amount_residual, 0.0)
        self._deliver(order, 3, 3, 7)
        hold._pay_link_capture(order.pay_link_amount_to_capture)
        self._book()
        self.assertBooks(order, hold, 2)

    def test_two_captures_in_advance(self):
        order = self._make_service_order(self.lines)
        hold = self._hold(order)
        hold._pay_link_capture(60.0)
        self._book()
        hold._pay_link_capture(order.pay_link_amount_held)
        self._book()
        self.assertBooks(order, hold, 2)

    def test_two_captures_in_advance_of_what_is_invoiced_when_ordered(self):
        """Booked as the scheduler does it: the newest first."""
        for newest_first in (False, True):
            with self.subTest(newest_first=newest_first):
                order = self._make_service_order(((1, 120.5, ()),))
                order.order_line.product_id.invoice_policy = "order"
                hold = self._hold(order)
                hold._pay_link_capture(60.25)
                self._book(newest_first)
                hold._pay_link_capture(60.25)
                self._book(newest_first)
                self.assertBooks(order, hold, 2)

    def test_captured_before_the_hold_was_booked(self):
        """The order is confirmed by its hold, and invoiced by the capture."""
        order = self._make_service_order(self.lines)
        link = self._make_link(order, capture_mode="manual")
        hold = self._make_attempt(link)
        hold._set_authorized()
        hold._pay_link_capture(60.0)
        self._book(newest_first=True)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.invoice_ids.mapped("amount_total"), [60.0])
        self.assertEqual(order.invoice_ids.amount_residual, 0.0)

    def test_all_captured_before_delivery_is_invoiced_in_full(self):
        order = self._make_service_order(self.lines)
        hold = self._hold(order)
        hold._pay_link_capture(order.amount_total)
        self._book()
        self.assertBooks(order, hold, 1)
        self.assertFalse(order.invoice_ids._is_downpayment())

    def test_an_open_invoice_is_paid_by_the_capture(self):
        order = self._make_service_order(self.lines)
        hold = self._hold(order, mode="delivery")
        self._deliver(order, 3, 3, 7)
        order._create_invoices().action_post()
        self._run_cron()
        self.assertBooks(order, hold, 1)
        self.assertEqual(len(order.invoice_ids), 1)

    # === Invoiced by hand === #

    def test_one_invoice_by_hand_is_matched_with_all_captures(self):
        self._switch_automatic_invoice(False)
        order = self._make_service_order(self.lines)
        hold = self._capture_deliveries(order, self.deliveries)
        self.assertFalse(order.invoice_ids)
        order._create_invoices().action_post()
        self.assertBooks(order, hold, 3)

    def test_invoices_by_hand_of_each_delivery_are_matched(self):
        self._switch_automatic_invoice(False)
        order = self._make_service_order(self.lines)
        hold = self._hold(order, mode="delivery")
        for quantities in self.deliveries:
            self._deliver(order, *quantities)
            self._run_cron()
            order._create_invoices().action_post()
        self.assertBooks(order, hold, 3)

    def test_orders_without_a_hold_are_invoiced_as_ever(self):
        order = self._make_service_order(self.lines)
        order.action_confirm()
        self._deliver(order, 1, 1, 2)
        invoice = order._create_invoices()
        self.assertFalse(
            invoice.line_ids.filtered(lambda line: line.name == "Rounding")
        )
        self.assertEqual(invoice.invoice_line_ids.mapped("quantity"), [1.0, 1.0, 2.0])
