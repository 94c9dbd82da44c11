from odoo.exceptions import UserError
from odoo.tests import tagged

from .capture_common import CaptureCommon
from .test_elsewhere import _register, register_without_entry
from .test_refund import RefundCommon


class OrderInvoicesMixin:
    def _switch_automatic_invoice(self, on):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", str(on)
        )

    def _invoice(self, deposit=None):
        """A posted invoice of the order, or of a deposit on it."""
        if self.order.state != "sale":
            self.order.action_confirm()
        method = "fixed" if deposit else "delivered"
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": self.order.ids,
                "advance_payment_method": method,
                "fixed_amount": deposit or 0.0,
            }
        )
        invoice = wizard._create_invoices(self.order)
        invoice.action_post()
        return invoice

    def _invoice_jointly_and_alone(self, other):
        """Half of the order with another order, earlier; the rest by itself."""
        for order in (self.order | other).filtered(lambda order: order.state != "sale"):
            order.action_confirm()
        joint = (self.order | other)._create_invoices()
        lines = joint.invoice_line_ids
        lines.filtered(
            lambda line: line.sale_line_ids.order_id == self.order
        ).quantity = 1
        joint.invoice_date = "2026-01-01"
        joint.action_post()
        alone = self.order._create_invoices()
        alone.action_post()
        self.assertEqual((joint.amount_total, alone.amount_total), (1500.0, 500.0))
        return joint, alone

    def assertInvoiced(self, total, *, residual=0.0):
        invoices = self.order.invoice_ids
        self.assertEqual(sum(invoices.mapped("amount_total")), total)
        self.assertEqual(sum(invoices.mapped("amount_residual")), residual)


@tagged("post_install", "-at_install")
class TestOrderInvoices(OrderInvoicesMixin, RefundCommon):
    """What is paid for an order settles what was invoiced for it before."""

    def test_open_invoice_is_paid(self):
        invoice = self._invoice()
        link = self._make_link(self.order)
        self._pay(link)
        self.assertEqual(self.order.invoice_ids, invoice)
        self.assertInvoiced(1000.0)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))

    def test_open_invoice_is_paid_in_parts(self):
        for automatic in (True, False):
            self._switch_automatic_invoice(automatic)
            self.order = self._make_order()
            self._invoice()
            link = self._make_link(self.order, allow_partial=True)
            self._pay(link, 400.0)
            self.assertInvoiced(1000.0, residual=600.0)
            self.assertAmounts(link, paid=400.0, due=600.0)
            self._pay(link)
            self.assertInvoiced(1000.0)

    def test_open_deposit_is_paid_first(self):
        self._invoice(deposit=300.0)
        link = self._make_link(self.order, allow_partial=True)
        self._pay(link, 500.0)
        self.assertInvoiced(500.0)
        self._pay(link)
        self.assertInvoiced(1000.0)

    def test_deposit_in_payment_is_paid(self):
        """Without an outstanding account, its residual waits for the bank."""
        deposit = self._invoice(deposit=300.0)
        register_without_entry(self, deposit)
        self.assertEqual(deposit.amount_residual, 300.0)
        self._pay(self._make_link(self.order, allow_partial=True), 200.0)
        self.assertEqual(deposit.amount_residual, 300.0)
        self.assertInvoiced(500.0, residual=300.0)

    def test_invoice_of_the_order_is_not_asked_again(self):
        invoice = self._invoice()
        other = self._make_link(invoice)
        self._pay(self._make_link(self.order))
        self.assertEqual((other.state, other.amount_due), ("paid", 0.0))

    def test_draft_is_paid_once_it_is_posted(self):
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        self._pay(self._make_link(self.order))
        self.assertEqual((invoice.state, invoice.amount_residual), ("draft", 1000.0))
        invoice.action_post()
        self.assertInvoiced(1000.0)

    def test_no_deposit_is_made_beside_a_draft(self):
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        link = self._make_link(self.order, allow_partial=True)
        self._pay(link, 400.0)
        self.assertEqual(self.order.invoice_ids, invoice)
        self.assertAmounts(link, paid=400.0, due=600.0)
        invoice.action_post()
        self.assertInvoiced(1000.0, residual=600.0)

    def test_what_a_deposit_leaves_pays_the_final_invoice(self):
        self._switch_automatic_invoice(False)
        deposit = self._invoice(deposit=300.0)
        self._pay(self._make_link(self.order))
        self.assertEqual(deposit.amount_residual, 0.0)
        self.order._create_invoices(final=True).action_post()
        self.assertInvoiced(1000.0)

    def test_invoice_in_another_currency_counts_at_its_rate(self):
        foreign = self.env["res.currency"].create({"name": "XPL", "symbol": "X"})
        self.env["res.currency.rate"].create(
            {"currency_id": foreign.id, "rate": 2.0, "name": "2020-01-01"}
        )
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        invoice.currency_id = foreign
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 1000.0)
        _register(self.env, invoice)
        self.assertEqual(self.order._pay_link_get_amounts()["amount_paid"], 500.0)

    def test_invoice_of_two_orders_is_paid_by_the_one(self):
        other = self._make_order()
        (self.order | other).action_confirm()
        invoice = (self.order | other)._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 2000.0)
        links = [self._make_link(order) for order in (self.order, other)]
        self._pay(links[0])
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 0.0)
        self.assertAmounts(links[1], paid=0.0, due=1000.0)
        self._pay(links[1])
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual([link.payment_state for link in links], ["paid", "paid"])

    def test_money_is_for_the_orders_own_invoice_first(self):
        other = self._make_order()
        joint, alone = self._invoice_jointly_and_alone(other)
        link = self._make_link(self.order, allow_partial=True)
        self._pay(link, 300.0)
        self.assertEqual(
            (alone.amount_residual, joint.amount_residual), (200.0, 1500.0)
        )
        attempt = self._pay(link)
        self.assertEqual((alone.amount_residual, joint.amount_residual), (0.0, 1000.0))
        self.assertEqual(attempt.invoice_ids, joint | alone)
        self.assertEqual(attempt.payment_id.invoice_ids, joint | alone)
        self.assertEqual(other._pay_link_get_amounts()["amount_due"], 1000.0)
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(alone)
        self._pay(self._make_link(other))
        self.assertEqual(joint.amount_residual, 0.0)

    def test_money_too_much_pays_for_no_other_order(self):
        other = self._make_order()
        (self.order | other).action_confirm()
        invoice = (self.order | other)._create_invoices()
        invoice.action_post()
        link = self._make_link(self.order)
        self._pay_twice(link)
        self.assertEqual(link.payment_exception, "duplicate")
        self.assertEqual(invoice.amount_residual, 1000.0)
        self.assertEqual(other._pay_link_get_amounts()["amount_due"], 1000.0)

    def test_invoice_of_two_orders_is_paid_elsewhere_beside(self):
        """What no order has paid by itself is shared by what is left of each."""
        other = self._make_order()
        (self.order | other).action_confirm()
        invoice = (self.order | other)._create_invoices()
        invoice.action_post()
        self._pay(self._make_link(self.order, allow_partial=True), 600.0)
        _register(self.env, invoice, amount=700.0)
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 200.0)
        self.assertEqual(other._pay_link_get_amounts()["amount_due"], 500.0)

    def test_money_that_went_back_confirms_nothing(self):
        order = self._make_order(require_payment=True, prepayment_percent=0.5)
        link = self._make_link(order, allow_partial=True)
        self._pay(link, 300.0)
        self._refund(link, 300.0)
        self._pay(link, 300.0)
        self.assertEqual(order.state, "draft")
        self._pay(link, 200.0)
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestOrderInvoicesOfHolds(OrderInvoicesMixin, CaptureCommon):
    """Held money is asked for by nobody, and settles what was invoiced before."""

    def setUp(self):
        super().setUp()
        self._switch_automatic_invoice(False)

    def test_capture_is_for_the_orders_own_invoice_first(self):
        other = self._make_order()
        hold = self._hold(self.order)
        joint, alone = self._invoice_jointly_and_alone(other)
        hold._pay_link_capture(700.0)._post_process()
        self.assertEqual((alone.amount_residual, joint.amount_residual), (0.0, 1300.0))

    def test_captures_pay_the_open_invoice(self):
        self._invoice()
        hold = self._hold(self.order)
        for amount, residual in ((400.0, 600.0), (600.0, 0.0)):
            hold._pay_link_capture(amount)._post_process()
            self.assertInvoiced(1000.0, residual=residual)

    def test_capture_makes_no_deposit_beside_a_draft(self):
        self._switch_automatic_invoice(True)
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        hold = self._hold(self.order)
        hold._pay_link_capture(400.0)._post_process()
        self.assertEqual(self.order.invoice_ids, invoice)
        if invoice.state == "draft":
            invoice.action_post()
        self.assertInvoiced(1000.0, residual=600.0)

    def test_account_asks_for_what_is_not_held(self):
        """What is held above an order's invoice is not for other invoices."""
        self._hold(self.order)
        self._invoice(deposit=300.0)
        self._make_invoice()
        customer = self.partner.commercial_partner_id
        self.assertEqual(self._make_link(customer).amount, 1000.0)

    def test_account_does_not_ask_for_held_money(self):
        self._hold(self.order)
        self._invoice()
        customer = self.partner.commercial_partner_id
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(customer)
