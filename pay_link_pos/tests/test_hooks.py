from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestHooks(PosPayLinkCommon):
    def test_link_is_filled_from_the_order(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        self.assertRecordValues(
            link,
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": order.company_id.id,
                    "currency_id": order.currency_id.id,
                    "amount": 100,
                    "email": "ada@bakery.example.com",
                    "phone": "+1 555 0100",
                    "user_id": order.user_id.id,
                    "document_name": order.display_name,
                }
            ],
        )

    def test_payer_is_who_is_invoiced(self):
        office = self.env["res.partner"].create(
            {"name": "Office", "type": "invoice", "parent_id": self.customer.id}
        )
        link = self._make_link(self._sell(account=100))
        self.assertEqual(link.partner_id, office)
        self.assertEqual(link.email, "ada@bakery.example.com")

    def test_lines(self):
        order = self._sell(account=60, cash=40)
        self.assertEqual(
            order._pay_link_get_lines(),
            [{"name": "Flour", "quantity": "1 Units", "amount": 100}],
        )

    def test_attempt_is_tied_to_the_invoice_only(self):
        order = self._sell(account=100)
        values = order._pay_link_prepare_transaction_values(100)
        self.assertEqual(values, {"invoice_ids": [(6, 0, order.account_move.ids)]})

    def test_report_prints_the_invoice_of_the_order(self):
        order = self._sell(account=100)
        report = self.env.ref(order._pay_link_get_report())
        self.assertEqual(report.model, "pos.order")
        rendered = []

        def render(_self, report_ref, res_ids, data=None):
            rendered.append((report_ref, res_ids))
            return {}, "pdf"

        path = "odoo.addons.account.models.ir_actions_report.IrActionsReport"
        with patch(f"{path}._pre_render_qweb_pdf", render):
            report._render_qweb_pdf(report, order.ids)
        (report_ref, res_ids) = rendered[0]
        self.assertEqual(report_ref, "account.account_invoices")
        self.assertEqual(res_ids, order.account_move.ids)

    def test_effects_are_told(self):
        order = self._sell(account=100)
        self.assertEqual(
            order._pay_link_describe_effects(100),
            order.account_move._pay_link_describe_effects(100),
        )

    def test_amount_above_due_is_refused(self):
        order = self._sell(account=60, cash=40)
        with self.assertRaises(ValidationError):
            self._make_link(order, amount=60.01)

    def test_button_is_offered_while_something_is_due(self):
        order = self._sell(account=100)
        self.assertTrue(order.pay_link_is_due)
        self._pay(self._make_link(order))
        order.invalidate_recordset()
        self.assertFalse(order.pay_link_is_due)
        self.assertFalse(self._sell(cash=10).pay_link_is_due)

    def test_dialog_and_smart_button(self):
        order = self._sell(account=100)
        action = order.action_send_pay_link()
        self.assertEqual(action["context"]["default_res_model"], "pos.order")
        link = self._make_link(order)
        self.assertEqual(order.pay_link_count, 1)
        self.assertEqual(order.action_view_pay_links()["res_id"], link.id)

    def test_till_reads_only_what_it_shows(self):
        order = self._sell(account=100)
        self._make_link(order)
        data = order.read_pos_data([], order.config_id)["pos.order"][0]
        self.assertEqual(
            {name for name in data if name.startswith("pay_link_")},
            order._pay_link_get_till_fields(),
        )
        self.assertTrue({"lines", "payment_ids", "uuid", "access_token"} <= data.keys())


@tagged("post_install", "-at_install")
class TestRefusals(PosPayLinkCommon):
    """Every order that can't be paid by link, and what the seller reads."""

    def assertRefused(self, order, message, due=0):
        with self.assertRaisesRegex(UserError, message):
            order.action_send_pay_link()
        with self.assertRaisesRegex(UserError, message):
            self._make_link(order)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], due)

    def test_draft(self):
        order = self._sell()
        self.assertEqual(order.state, "draft")
        self.assertRefused(order, "Add what is sold first")

    def test_cancelled(self):
        order = self._sell()
        order.action_pos_order_cancel()
        self.assertRefused(order, "is cancelled")

    def test_not_invoiced(self):
        order = self._sell(account=100, invoice=False)
        self.assertRefused(order, "Invoice .* first", due=100)
        self._close_session()
        self.assertRefused(order, "Invoice .* first", due=100)

    def test_refund(self):
        order = self._sell(account=100)
        refund = self._refund(order, self.credit_payment_method, 100, invoice=True)
        self.assertRefused(refund, "is a refund")

    def test_paid_at_the_till(self):
        self.assertRefused(self._sell(cash=60, bank=40), "was paid at the till")

    def test_no_customer(self):
        method = self.env["pos.payment.method"].create({"name": "Nobody's account"})
        self.pos_config_usd.payment_method_ids += method
        self.credit_payment_method = method
        order = self._sell(cash=10, invoice=False, partner_id=False)
        order.payment_ids.payment_method_id = method
        self.assertRefused(order, "has no customer")

    def test_nothing_due(self):
        order = self._sell(account=100)
        self._pay(self._make_link(order))
        self.assertRefused(order, "nothing is due")

    def test_invoice_is_a_draft(self):
        order = self._sell(account=100)
        self._close_session()
        order.account_move.button_draft()
        self.assertRefused(order, "Confirm the invoice first")

    def test_invoice_is_cancelled(self):
        order = self._sell(account=100)
        self._close_session()
        order.account_move.button_draft()
        order.account_move.button_cancel()
        self.assertRefused(order, "is cancelled")

    def test_link_of_an_order_whose_invoice_is_cancelled(self):
        order = self._sell(account=100)
        self._close_session()
        link = self._make_link(order)
        order.account_move.button_draft()
        order.account_move.button_cancel()
        self.assertAmounts(link, paid=0, due=0)
        self.assertFalse(link._is_payable())

    def test_renewed_link_needs_a_debt(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        link._move_to("expired")
        self._pay(self._make_link(order.account_move))
        with self.assertRaises(UserError):
            link.action_renew()
