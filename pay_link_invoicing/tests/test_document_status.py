from odoo import fields
from odoo.tests import tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestDocumentStatus(PayLinkCommon):
    """What the lists of orders and invoices say of asking by pay link."""

    def _find(self, document, status):
        found = document.search(
            [("id", "=", document.id), ("pay_link_status", "=", status)]
        )
        return found == document

    def assertStatus(self, document, status):
        self.assertEqual(document.pay_link_status, status)
        self.assertTrue(self._find(document, status))

    def test_an_order_from_nothing_to_paid(self):
        order = self.order
        self.assertStatus(order, "none")
        link = self._make_link(order, allow_partial=True)
        self.assertStatus(order, "asked")
        link.sudo()._mark_seen()
        self.assertStatus(order, "seen")
        self._pay(link, 300)
        self.assertStatus(order, "partial")
        self._pay(link, 700)
        self.assertStatus(order, "paid")

    def test_a_deposit_is_a_part_though_its_link_is_paid(self):
        link = self._make_link(self.order, amount=300)
        self._pay(link)
        self.assertEqual(link.state, "paid")
        self.assertStatus(self.order, "partial")
        self._pay(self._make_link(self.order))
        self.assertStatus(self.order, "paid")

    def test_a_link_that_was_closed_asks_nothing(self):
        link = self._make_link(self.order)
        link._deactivate()
        self.assertStatus(self.order, "none")

    def test_an_expired_link_has_asked(self):
        link = self._make_link(self.order)
        link._move_to("expired")
        self.assertStatus(self.order, "asked")

    def test_an_invoice_that_is_paid_in_another_way_is_paid(self):
        invoice = self._make_invoice()
        self._make_link(invoice)
        self.assertStatus(invoice, "asked")
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"amount": 400})._create_payments()
        self.assertStatus(invoice, "partial")
        register.create({"amount": 600})._create_payments()
        self.assertStatus(invoice, "paid")

    def test_an_order_follows_its_invoice(self):
        self.order.action_confirm()
        self._make_link(self.order)
        self.product.invoice_policy = "order"
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.assertStatus(self.order, "asked")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 400})._create_payments()
        self.assertStatus(self.order, "partial")

    def test_a_refund_takes_the_mark_away(self):
        link = self._make_link(self.order, amount=300)
        attempt = self._pay(link)
        self.assertStatus(self.order, "partial")
        refund = attempt._create_child_transaction(attempt.amount, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.env.flush_all()
        self.assertNotEqual(self.order.pay_link_status, "paid")

    def test_orders_are_grouped_by_status(self):
        other = self._make_order()
        self._make_link(self.order)
        groups = self.order._read_group(
            [("id", "in", (self.order | other).ids)],
            ["pay_link_status"],
            ["__count"],
            order="pay_link_status",
        )
        self.assertEqual(groups, [("asked", 1), ("none", 1)])

    def test_statuses_of_many_orders_take_the_queries_of_one(self):
        orders = self.order.concat(*(self._make_order() for _number in range(12)))
        for order in orders:
            self._make_link(order)
        self.env.flush_all()

        def recompute(documents):
            self.env.invalidate_all()
            self.env.add_to_compute(documents._fields["pay_link_status"], documents)
            documents.mapped("pay_link_status")

        recompute(orders[:2])
        with self.assertQueryCount(12):
            recompute(orders)
        self.assertEqual(set(orders.mapped("pay_link_status")), {"asked"})

    def test_existing_documents_cost_nothing_when_the_column_is_made(self):
        cr = self.env.cr
        self._make_link(self.order)
        self.env.flush_all()
        cr.execute("ALTER TABLE sale_order DROP COLUMN pay_link_status")
        self.order._pay_link_make_status_column()
        cr.execute("SELECT DISTINCT pay_link_status FROM sale_order")
        self.assertEqual(cr.fetchall(), [("none",)])

    def test_time_of_first_view_is_all_that_a_view_changes(self):
        link = self._make_link(self.order)
        before = self.order.write_date
        link.sudo().first_seen_at = fields.Datetime.now()
        self.assertStatus(self.order, "seen")
        self.assertEqual(self.order.write_date, before)
