from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.addons.mail.tests.common import MailCommon

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestMails(PayLinkCommon, MailCommon):
    """What customers read: the request, the reminder and the receipts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"email": "norbert@customer.example", "tz": "UTC"})
        cls.link = cls._make_link(cls.order, allow_partial=True)

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda report: "ok")
        )

    def _send(self, purpose="request", link=None):
        with self.mock_mail_gateway():
            return (link or self.link)._send("email", purpose).sudo().message_id

    def _run_cron(self):
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_receipt")
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].sudo()
        queued = triggers.search([("cron_id", "=", queue.id)])
        with self.mock_mail_gateway():
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()
        return triggers.search([("cron_id", "=", queue.id)]) - queued

    def _get_receipts(self):
        return self.link.sending_ids.filtered(lambda row: row.purpose == "receipt")

    # === Request and reminder === #

    def test_request_tells_what_is_asked(self):
        self._pay(self.link, 400)
        self.link.note = "See you <b>soon</b>."
        self.env.company.pay_link_text = "Questions? Call us."
        message = self._send()
        for text in (
            self.order.name,
            "Oak table",
            "See you &lt;b&gt;soon&lt;/b&gt;.",
            "Questions? Call us.",
            self.link.url,
        ):
            self.assertIn(text, message.body)
        text = " ".join(message.body.replace("\N{NO-BREAK SPACE}", " ").split())
        for amount in ("1,000.00", "400.00", "600.00"):
            self.assertIn(amount, text)
        self.assertEqual(len(message.attachment_ids), 1)

    def test_reminder_says_since_when(self):
        self._send()
        message = self._send("reminder")
        self.assertIn("Reminder", message.subject)
        self.assertIn("friendly reminder", message.body)
        self.assertNotIn("It was due on", message.body)
        self.assertIn(self.link.url, message.body)

    def test_reminder_says_that_it_is_overdue(self):
        invoice = self._make_invoice(
            invoice_date="2020-01-01", invoice_date_due="2020-01-31"
        )
        link = self._make_link(invoice)
        message = self._send("reminder", link)
        self.assertIn("It was due on", message.body)
        self.assertIn(invoice.name.replace("/", "_"), message.attachment_ids.name)

    def test_words_are_the_customers(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        view = self.env.ref("pay_link_invoicing.mail_details")
        view.update_field_translations("arch_db", {"fr_FR": {"To pay now": "À payer"}})
        self.assertIn("À payer", self._send().body)

    def test_mails_go_in_the_direction_of_the_language(self):
        self.assertIn('dir="ltr"', self._send().body)
        self.env["res.lang"]._activate_lang("ar_001")
        self.partner.lang = "ar_001"
        for purpose in ("request", "reminder"):
            body = self._send(purpose).body
            self.assertIn('dir="rtl"', body)
            self.assertIn("text-align:left", body.replace(": ", ":"))
            self.assertNotIn("text-align:right", body.replace(": ", ":"))

    # === Receipts === #

    def test_receipt_after_a_full_payment(self):
        payment = self._pay(self.link)
        receipt = self._get_receipts()
        self.assertEqual((receipt.state, receipt.address), ("queued", self.link.email))
        self.assertFalse(receipt.message_id, "no mail within the booking")
        self.assertTrue(self._run_cron(), "the mail queue runs at once")
        self.assertEqual(receipt.state, "sent")
        message = receipt.message_id
        self.assertIn("has received your payment", message.body)
        self.assertIn(payment.reference, message.body)
        self.assertNotIn("left to pay", message.body)
        self.assertNotIn(self.link.url, message.body)
        self.assertEqual(len(message.attachment_ids), 1)

    def test_receipt_for_a_part_says_what_is_left(self):
        self._pay(self.link, 400)
        self._run_cron()
        message = self._get_receipts().message_id
        text = message.body.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn("400.00", text)
        self.assertIn("600.00", text)
        self.assertIn("left to pay", message.body)
        self.assertIn(self.link.url, message.body)

    def test_each_payment_has_one_receipt(self):
        first, second = self._pay(self.link, 400), self._pay(self.link, 600)
        self._run_cron()
        self.link._send_receipt(first)
        self._run_cron()
        receipts = self._get_receipts()
        self.assertEqual(receipts.transaction_id, first | second)
        self.assertEqual(len(receipts), 2)
        self.assertEqual(len(receipts.message_id), 2)

    def test_receipts_give_way_when_their_time_is_over(self):
        self._pay(self.link, 400)
        self._pay(self.link, 600)
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_receipt")
        triggers_sudo = self.env["ir.cron.trigger"].sudo()
        trigger = [("cron_id", "=", cron.id)]
        triggers_sudo.search(trigger).unlink()
        no_time = patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *_args: 0
        )
        with self.mock_mail_gateway(), no_time:
            self.env["pay.link.sending"].sudo()._cron_send_receipts()
        self.assertEqual(len(self._get_receipts().message_id), 1)
        self.assertTrue(triggers_sudo.search(trigger), "it comes back")

    def test_no_receipt_without_money(self):
        attempt = self._make_attempt(self.link)
        attempt._set_error("declined")
        attempt._post_process()
        self.assertFalse(self._get_receipts())

    def test_failed_receipt_never_fails_the_booking(self):
        template = self.env.ref("pay_link_invoicing.mail_template_pay_link_receipt")
        template.body_html = "<div><t t-out='1 // (not object._get_receipt())'/></div>"
        payment = self._pay(self.link)
        with self.assertLogs("odoo.addons.pay_link_invoicing", "ERROR"):
            self._run_cron()
        self.assertEqual((payment.state, self.link.state), ("done", "paid"))
        self.assertEqual(self._get_receipts().state, "failed")
        self.assertTrue(self._get_receipts().failure_reason)
        self.assertIn("failed", self.link.activity_ids.summary)
        self._run_cron()
        self.assertEqual(len(self._get_receipts()), 1)

    def test_bad_address_is_shown_and_asked_for(self):
        self.link.email = "norbert"
        self._pay(self.link)
        receipt = self._get_receipts()
        self.assertEqual(receipt.state, "failed")
        self.assertIn("not a valid e-mail", receipt.failure_reason)

    def test_receipt_by_sms_to_whom_was_asked_by_sms(self):
        self.link.write({"email": False, "phone": "+32470123456"})
        self._pay(self.link, 100)
        self.assertFalse(self._get_receipts(), "no address that the customer used")
        with self.mock_mail_gateway():
            self.link._send("sms")
        self._pay(self.link)
        self._run_cron()
        receipt = self._get_receipts()
        self.assertEqual(receipt.channel, "sms")
        self.assertIn("thank you", receipt.message_id.body)

    def test_seller_reads_the_history_of_receipts(self):
        seller = new_test_user(
            self.env,
            login="pay_link_seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        self.link.user_id = self.order.user_id = seller
        self._pay(self.link)
        self.assertEqual(self._get_receipts().with_user(seller).purpose, "receipt")
