from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestOrderHooks(PayLinkCommon):
    def test_amounts(self):
        self.assertEqual(
            self.order._pay_link_get_amounts(),
            {
                "currency": self.order.currency_id,
                "amount_total": 1000.0,
                "amount_paid": 0.0,
                "amount_due": 1000.0,
                "amount_min": 0.01,
            },
        )

    def test_lines_are_the_products(self):
        self.order.order_line = [
            Command.create({"display_type": "line_section", "name": "Furniture"})
        ]
        (line,) = self.order._pay_link_get_lines()
        self.assertEqual(line["amount"], 1000.0)
        self.assertIn("Oak table", line["name"])
        self.assertTrue(line["quantity"].startswith("2 "))

    def test_validity_ends_the_link(self):
        self.order.validity_date = fields.Date.today() + timedelta(days=5)
        link = self._make_link(self.order)
        end = datetime.combine(self.order.validity_date, datetime.max.time())
        self.assertEqual(link.expires_at, end.replace(microsecond=0))

    def test_check(self):
        free = self._make_order(order_line=[])
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(free)
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._make_link(self.order)

    def test_paid_order(self):
        self._pay(self._make_link(self.order))
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(self.order)

    def test_action_opens_the_dialog(self):
        action = self.order.action_send_pay_link()
        self.assertEqual(action["res_model"], "pay.link.send")
        self.assertEqual(action["context"]["default_res_id"], self.order.id)

    def test_action_needs_write_access(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.portal_user).action_send_pay_link()

    def test_count_and_smart_button(self):
        self.assertEqual(self.order.pay_link_count, 0)
        link = self._make_link(self.order)
        self.order.invalidate_recordset()
        self.assertEqual(self.order.pay_link_count, 1)
        self.assertEqual(self.order.pay_link_ids, link)
        self.assertEqual(self.order.action_view_pay_links()["res_id"], link.id)

    def test_document_of_a_link(self):
        link = self._make_link(self.order)
        action = link.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.order.id)
        )

    def test_active_link_of_the_document(self):
        self.assertFalse(self.order._pay_link_get_active())
        link = self._make_link(self.order)
        self.assertEqual(self.order._pay_link_get_active(), link)
        link.expires_at = "2020-01-01 00:00:00"
        self.assertFalse(self.order._pay_link_get_active())


@tagged("post_install", "-at_install")
class TestInvoiceHooks(PayLinkCommon):
    def test_amounts_of_a_partly_paid_invoice(self):
        invoice = self._make_invoice()
        self._pay(self._make_link(invoice, allow_partial=True), 400.0)
        amounts = invoice._pay_link_get_amounts()
        self.assertEqual(
            (amounts["amount_total"], amounts["amount_paid"], amounts["amount_due"]),
            (1000.0, 400.0, 600.0),
        )

    def test_received_money_counts_before_it_is_booked(self):
        invoice = self._make_invoice()
        self._make_attempt(self._make_link(invoice))._set_done()
        self.assertEqual(invoice._pay_link_get_amounts()["amount_due"], 0.0)

    def test_lines(self):
        (line,) = self._make_invoice()._pay_link_get_lines()
        self.assertEqual(line["amount"], 1000.0)
        self.assertIn("Oak table", line["name"])

    def test_due_date(self):
        invoice = self._make_invoice()
        self.assertEqual(invoice._pay_link_get_due_date(), invoice.invoice_date_due)

    def test_check(self):
        draft = self._make_invoice(post=False)
        with self.assertRaisesRegex(UserError, "Confirm the invoice first"):
            self._make_link(draft)
        draft.button_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._make_link(draft)
        credit = self._make_invoice(move_type="out_refund")
        with self.assertRaisesRegex(UserError, "no customer invoice"):
            self._make_link(credit)
        paid = self._make_invoice()
        self._pay(self._make_link(paid))
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(paid)


@tagged("post_install", "-at_install")
class TestCompanies(PayLinkCommon):
    def test_document_of_a_company_the_user_is_not_in(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = self._make_order()
        order_elsewhere = (
            self.env["sale.order"]
            .sudo()
            .create({"partner_id": self.partner.id, "company_id": company.id})
        )
        seller = self._prepare_user(self.internal_user, "sales_team.group_sale_manager")
        links = self.env["pay.link"].with_user(seller)
        links.create({"res_model": "sale.order", "res_id": order.id})
        with self.assertRaises(AccessError):
            links.create({"res_model": "sale.order", "res_id": order_elsewhere.id})

    def test_providers_of_the_documents_company_only(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.dummy_provider.copy({"company_id": company.id, "state": "test"})
        providers, _methods = self._make_link(self.order)._get_payment_options()
        self.assertIn(self.provider, providers)
        self.assertNotIn(foreign, providers)
