from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.addons.mail.tests.common import MailCommon

from ..models.payment_transaction_follow_up import TRIES_MAX
from .common import SellerCommon

LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction_follow_up"


@tagged("post_install", "-at_install")
class TestFollowUp(SellerCommon, MailCommon):
    """The money is booked first; what is written about it follows, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order, allow_partial=True)

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda report: "ok")
        )

    def _run_cron(self):
        """The mails that one run of the cron has sent."""
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_follow_up")
        with self.mock_mail_gateway():
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.env["mail.mail"].sudo().process_email_queue()
            self.env.invalidate_all()
            return [mail["subject"] for mail in self._mails if self._is_customer(mail)]

    def _is_customer(self, mail):
        return any(self.partner.email in address for address in mail["email_to"])

    def _bell(self):
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", self.seller.partner_id.id),
                ("notification_type", "=", "inbox"),
            ]
        )

    def test_booking_writes_no_mail(self):
        with self.mock_mail_gateway():
            attempt = self._pay(self.link)
            self.env.flush_all()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(attempt.invoice_ids.payment_state, "paid")
        self.assertEqual(self.link.state, "paid")
        self.assertFalse(self._new_mails)
        self.assertFalse(self._mails)
        self.assertFalse(attempt.invoice_ids.is_move_sent)
        self.assertTrue(attempt.pay_link_has_follow_up)

    def test_cron_is_called_at_once(self):
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_follow_up")
        triggers = self.env["ir.cron.trigger"].sudo()
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self._pay(self.link)
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_each_mail_is_sent_once(self):
        attempt = self._pay(self.link)
        subjects = " ".join(self._run_cron())
        self.assertEqual(subjects.count(self.order.name), 1)
        self.assertEqual(subjects.count(attempt.invoice_ids.name), 1)
        self.assertTrue(attempt.invoice_ids.is_move_sent)
        self.assertFalse(attempt.pay_link_has_follow_up)
        self.assertEqual(len(self._bell()), 1)
        self.assertFalse(self._run_cron())
        self.assertEqual(len(self._bell()), 1)

    def test_two_payments_before_the_cron_are_two_stories(self):
        self.order.write({"require_payment": True, "prepayment_percent": 0.4})
        self._pay(self.link, 400)
        self._pay(self.link, 600)
        subjects = self._run_cron()
        about_order = [text for text in subjects if self.order.name in text]
        self.assertEqual(len(about_order), 2)
        self.assertEqual(len(self._bell()), 2)

    def test_a_promise_is_written_about_before_the_money(self):
        attempt = self._make_attempt(self.link)
        attempt._set_pending()
        attempt._post_process()
        self.assertEqual(len(self._run_cron()), 1)
        self.assertFalse(self._bell())
        attempt._set_done()
        attempt._post_process()
        self._run_cron()
        self.assertEqual(len(self._bell()), 1)

    def test_invoice_that_a_person_has_sent_is_not_sent_again(self):
        attempt = self._pay(self.link)
        attempt.invoice_ids.is_move_sent = True
        self.assertNotIn(attempt.invoice_ids.name, " ".join(self._run_cron()))

    def test_without_automatic_invoices_none_is_sent(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "False"
        )
        invoice = self._make_invoice()
        self._pay(self._make_link(invoice))
        self.assertFalse(self._run_cron())
        self.assertFalse(invoice.is_move_sent)

    def test_what_can_not_be_made_leaves_the_money_alone(self):
        attempt = self._pay(self.link)

        def fail(*_args, **_kwargs):
            raise ValueError("no printer")

        with (
            mute_logger(LOGGER),
            patch.object(
                self.env.registry["payment.transaction"], "_send_invoice", fail
            ),
        ):
            for tries in range(1, TRIES_MAX):
                attempt._pay_link_try_follow_up()
                self.assertTrue(attempt.pay_link_has_follow_up)
                self.assertEqual(attempt.pay_link_follow_up_tries, tries)
            attempt._pay_link_try_follow_up()
        self.assertFalse(attempt.pay_link_has_follow_up)
        self.assertIn("by hand", self.link.message_ids[0].body)
        self.assertEqual(attempt.invoice_ids.payment_state, "paid")
        self.assertFalse(self._bell())

    def test_payments_beside_links_are_as_in_odoo(self):
        transaction = self._create_transaction(
            "direct",
            reference="beside links",
            amount=self.order.amount_total,
            sale_order_ids=self.order.ids,
        )
        transaction._set_done()
        with self.mock_mail_gateway():
            transaction._post_process()
        self.assertTrue(self._new_mails)
        self.assertFalse(transaction.pay_link_has_follow_up)
