"""A sale on account whose cashier wants a receipt with a pay link."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .wish_common import WishCommon


@tagged("post_install", "-at_install")
class TestWish(WishCommon):
    def test_link_is_made_with_the_sale(self):
        order = self._sync(self._prepare_sale())
        self.assertEqual(order.state, "done")
        self.assertEqual(order.account_move.state, "posted")
        link = order.pay_link_ids
        self.assertRecordValues(
            link,
            [
                {
                    "amount": 100,
                    "state": "active",
                    "email": "ada@bakery.example.com",
                    "user_id": self.clerk.id,
                    "pos_config_id": self.config.id,
                    "partner_id": self.customer.id,
                }
            ],
        )
        self.assertFalse(link.sending_ids, "mails wait for the sale to be made")
        self.assertEqual(order.pay_link_wish_state, "waiting")

    def test_link_is_sent_after_the_sale(self):
        order = self._sync(self._prepare_sale())
        self._send()
        self.assertEqual(order.pay_link_wish_state, "sent")
        sending = order.pay_link_ids.sending_ids
        self.assertRecordValues(
            sending, [{"channel": "email", "address": "ada@bakery.example.com"}]
        )
        self.assertEqual(sending.user_id, self.clerk)

    def test_mail(self):
        order = self._sync(self._prepare_sale(account=60, cash=40))
        pdf = (b"%PDF-1.4", "pdf")
        reports = type(self.env["ir.actions.report"])
        with (
            patch.object(reports, "get_wkhtmltopdf_state", lambda self: "ok"),
            patch.object(reports, "_render_qweb_pdf", lambda self, *a, **kw: pdf),
        ):
            self._send()
        mail = self._get_mails(order)
        self.assertEqual(len(mail), 1)
        body = mail.body_html
        for text in (
            order.pos_reference,
            order.name,
            "Flour",
            "60.00",
            "100.00",
            order.pay_link_ids.url,
            "of " + order.date_order.strftime("%m/%d/%Y"),
        ):
            self.assertIn(text, body)
        attachment = mail.attachment_ids
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertIn(order.account_move.name.replace("/", "_"), attachment.name)

    def test_customer_gets_one_mail_only(self):
        """Odoo would write another one with the invoice."""
        env = self.env(context={**self.env.context, "generate_pdf": True})
        orders = env["pos.order"].with_user(self.clerk)
        data = orders.sync_from_ui([self._prepare_sale(to_invoice=True)])
        order = self.env["pos.order"].browse(data["pos.order"][0]["id"])
        self.assertEqual(order.account_move.state, "posted")
        self.assertFalse(order.account_move.invoice_pdf_report_id)
        self.assertFalse(order.account_move.is_move_sent)

    def test_rest_is_asked_when_part_is_paid_in_cash(self):
        order = self._sync(self._prepare_sale(account=60.1, cash=39.9))
        self.assertEqual(order.pay_link_ids.amount, 60.1)
        self._pay(order.pay_link_ids)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)

    def test_taxes(self):
        for tax, base, total in (
            (self.tax_ten_excl, 33.33, 36.66),
            (self.tax_ten_incl, 30.30, 33.33),
        ):
            with self.subTest(tax=tax.name):
                sale = self._prepare_sale(
                    account=total,
                    amount_tax=round(total - base, 2),
                    lines=[
                        Command.create(
                            {
                                "product_id": self.goods.id,
                                "qty": 1,
                                "price_unit": 33.33,
                                "price_subtotal": base,
                                "price_subtotal_incl": total,
                                "discount": 0,
                                "tax_ids": tax.ids,
                            }
                        )
                    ],
                )
                order = self._sync(sale)
                self.assertEqual(order.account_move.amount_total, total)
                self.assertEqual(order.pay_link_ids.amount, total)
                self._pay(order.pay_link_ids)
                self.assertEqual(order.account_move.amount_residual, 0)

    def test_cash_is_rounded(self):
        self.config.write(
            {
                "cash_rounding": True,
                "only_round_cash_method": True,
                "rounding_method": self.account_cash_rounding_half.id,
            }
        )
        order = self._sync(self._prepare_sale(account=60, cash=39.95, total=99.97))
        self.assertEqual(order.account_move.amount_residual, 60)
        self.assertEqual(order.pay_link_ids.amount, 60)
        self._pay(order.pay_link_ids)
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)

    def test_other_currency(self):
        euro = self.env.ref("base.EUR")
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 0.5, "company_id": self.env.company.id}
        )
        method = self.env["pos.payment.method"].create(
            {"name": "On account in EUR", "split_transactions": True}
        )
        self.pos_config_eur.write(
            {
                "payment_method_ids": [Command.link(method.id)],
                "invoice_journal_id": self.company_data["default_journal_sale"].id,
            }
        )
        self.pos_config_eur.open_ui()
        sale = self._prepare_sale(
            session_id=self.pos_config_eur.current_session_id.id,
            payment_ids=[
                Command.create({"amount": 100, "payment_method_id": method.id})
            ],
        )
        order = self._sync(sale)
        self.assertRecordValues(
            order.pay_link_ids, [{"amount": 100, "currency_id": euro.id}]
        )
        self.assertEqual(order.account_move.currency_id, euro)
        self._pay(order.pay_link_ids)
        self.assertEqual(order.account_move.amount_residual, 0)

    def test_sms(self):
        sale = self._prepare_sale(
            pay_link_by_sms=True, pay_link_phone="+1 415 555 2671"
        )
        order = self._sync(sale)
        self._send()
        sendings = order.pay_link_ids.sending_ids
        self.assertEqual(set(sendings.mapped("channel")), {"email", "sms"})
        by_sms = sendings.filtered(lambda row: row.channel == "sms")
        self.assertEqual(by_sms.address, "+14155552671")

    def test_sms_only_for_who_has_no_address(self):
        self.customer.email = False
        sale = self._prepare_sale(
            pay_link_by_sms=True, pay_link_phone="+1 415 555 2671", pay_link_email=False
        )
        order = self._sync(sale)
        self._send()
        self.assertEqual(order.pay_link_ids.sending_ids.mapped("channel"), ["sms"])
        self.assertEqual(order.pay_link_wish_state, "sent")

    def test_sale_that_is_not_on_account(self):
        order = self._sync(self._prepare_sale(account=0, cash=100))
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.account_move)
        self.assertFalse(order.pay_link_wish_state)
        self._send()
        self.assertFalse(order.pay_link_ids)

    def test_sale_without_a_wish(self):
        order = self._sync(self._prepare_sale(pay_link_wanted=False))
        self.assertFalse(order.account_move)
        self.assertFalse(order.pay_link_ids)
        self.assertFalse(order.pay_link_wish_state)

    def test_draft_waits(self):
        sale = self._prepare_sale(state="draft", payment_ids=[], amount_paid=0)
        order = self._sync(sale)
        self.assertFalse(order.pay_link_wish_state)
        paid = {
            **sale,
            "state": "paid",
            "payment_ids": self._prepare_sale()["payment_ids"],
        }
        self.assertEqual(self._sync(paid), order)
        self.assertEqual(len(order.pay_link_ids), 1)

    def test_till_keeps_what_the_cashier_chose(self):
        order = self._sync(self._prepare_sale(state="draft", payment_ids=[]))
        data = order.read_pos_data([], order.config_id)["pos.order"][0]
        self.assertEqual(data["pay_link_wanted"], True)
        self.assertEqual(data["pay_link_email"], "ada@bakery.example.com")
        self.assertNotIn("pay_link_wish_state", data)
        self.assertFalse([name for name in data if name.startswith("activity_")])
