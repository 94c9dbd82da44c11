from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.mail.tests.common import MailCommon
from odoo.addons.sms.tests.common import SMSCommon

from .common import SellerCommon


@tagged("post_install", "-at_install")
class TestSending(SellerCommon, SMSCommon, MailCommon):
    """What goes out is kept in the history, with what became of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order)

    def _send(self, channel, **kwargs):
        link = self.link.with_user(self.seller)
        with self.mock_mail_gateway(), self.mockSMSGateway():
            return link._send(channel, **kwargs).sudo()

    def _run_sms_queue(self):
        self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()

    def _find_activities(self):
        return self.link.activity_ids.filtered(
            lambda activity: "failed" in (activity.summary or "")
        )

    # === History === #

    def test_keeps_what_was_sent(self):
        sending = self._send("email")
        self.assertEqual(sending.link_id, self.link)
        self.assertEqual(
            (sending.channel, sending.purpose, sending.address, sending.user_id),
            ("email", "request", "norbert@customer.example", self.seller),
        )
        self.assertIn(self.link.url, sending.message_id.body)
        self.assertIn(sending.address, self.order.message_ids[0].body)

    def test_keeps_what_the_seller_does_by_hand(self):
        for channel in ("whatsapp", "copy", "qr"):
            with self.subTest(channel=channel):
                sending = self._send(channel)
                self.assertEqual(sending.state, "sent")
                self.assertFalse(sending.message_id)
        self.assertEqual(len(self.link.sending_ids), 3)

    def test_nobody_writes_history_by_hand(self):
        sending = self._send("copy").with_user(self.seller)
        self.assertEqual(sending.channel, "copy")
        with self.assertRaises(AccessError):
            sending.write({"address": "somebody"})
        with self.assertRaises(AccessError):
            sending.unlink()
        with self.assertRaises(AccessError):
            sending.create({"link_id": self.link.id, "channel": "email"})

    def test_other_sellers_see_no_sendings(self):
        stranger = new_test_user(
            self.env, login="stranger", groups="sales_team.group_sale_salesman"
        )
        sending = self._send("copy")
        self.assertFalse(sending.with_user(stranger).search([("id", "=", sending.id)]))

    # === E-mail === #

    def test_mail_is_queued_then_sent(self):
        link = self.link.with_user(self.seller)
        with self.mock_mail_gateway():
            sending = link.with_context(mail_notify_force_send=False)._send("email")
            self.assertEqual(sending.state, "queued")
            self.env["mail.mail"].sudo().process_email_queue()
        self.assertEqual(sending.state, "sent")

    def test_mail_of_a_seller_without_address_is_from_the_company(self):
        self.seller.email = False
        self.env.company.email = "shop@company.example"
        sending = self._send("email")
        self.assertIn("shop@company.example", sending.message_id.email_from)

    def _send_to_broken_server(self):
        with self.mock_mail_gateway():
            with patch.object(
                IrMail_Server, "send_email", side_effect=OSError("no route to host")
            ):
                sending = (
                    self.link.with_user(self.seller)
                    .with_context(mail_notify_force_send=False)
                    ._send("email")
                    .sudo()
                )
                self.env["mail.mail"].sudo().process_email_queue()
        return sending

    def test_failed_mail_is_told_once(self):
        sending = self._send_to_broken_server()
        self.assertEqual(sending.state, "failed")
        self.assertIn("no route to host", sending.failure_reason)
        self.assertIn("norbert@customer.example", self.link.delivery_problem)
        activity = self._find_activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.seller)
        sending._read_delivery()
        self.assertEqual(self._find_activities(), activity)

    def test_sending_again_settles_the_activity(self):
        self._send_to_broken_server()
        self._send("whatsapp")
        self.assertFalse(self._find_activities())
        self.assertFalse(self.link.delivery_problem)

    def test_late_failure_after_another_success_is_not_told(self):
        sending = self._send("email")
        self._send("copy")
        sending._mark_failed("Bounce")
        self.assertEqual(sending.state, "failed")
        self.assertFalse(self._find_activities())

    def test_bounce(self):
        sending = self._send("email")
        message = sending.message_id
        self.assertEqual(sending.state, "sent")
        self.env["mail.thread"]._routing_handle_bounce(
            None,
            {
                "bounced_email": self.partner.email,
                "bounced_partner": self.partner,
                "bounced_msg_ids": [message.message_id],
                "bounced_message": message,
                "body": "550 mailbox unknown",
                "email_from": "mailer-daemon@customer.example",
                "to": "bounce@company.example",
                "message_id": "<bounce@customer.example>",
            },
        )
        self.assertEqual(sending.state, "failed")
        self.assertIn("550 mailbox unknown", sending.failure_reason)
        self.assertEqual(len(self._find_activities()), 1)

    def test_address_that_is_no_contact(self):
        self.link.email = "boss@customer.example"
        partners = self.env["res.partner"].search_count([])
        sending = self._send("email")
        self.assertEqual((sending.state, sending.address), ("sent", self.link.email))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_customer_with_an_inbox_gets_a_mail(self):
        self.internal_user.email = "colleague@company.example"
        self.internal_user.notification_type = "inbox"
        order = self._make_order(partner_id=self.internal_user.partner_id.id)
        link = self._make_link(order)
        with self.mock_mail_gateway():
            sending = link._send("email")
        self.assertEqual(sending.message_id.notification_ids.notification_type, "email")

    # === SMS === #

    def test_sms_goes_to_the_number_in_e164(self):
        sending = self._send("sms")
        self.assertEqual((sending.state, sending.address), ("queued", "+32470123456"))
        with self.mockSMSGateway():
            self._run_sms_queue()
            self.assertIn(self.link.url, self._sms[0]["body"])
            self.assertEqual(self._sms[0]["number"], "+32470123456")
        self.assertEqual(sending.state, "sent")

    def test_failed_sms_is_told(self):
        sending = self._send("sms")
        with self.mockSMSGateway(sms_allow_unlink=True, sim_error="credit"):
            self._run_sms_queue()
        self.assertEqual(sending.state, "failed")
        self.assertTrue(sending.failure_reason)
        self.assertEqual(len(self._find_activities()), 1)

    def test_delivery_report_of_the_gateway(self):
        sending = self._send("sms")
        with self.mockSMSGateway():
            self._run_sms_queue()
        tracker = sending.message_id.notification_ids.sms_tracker_ids
        tracker._action_update_from_provider_error("invalid_destination")
        self.assertEqual(sending.state, "failed")
        self.assertEqual(len(self._find_activities()), 1)

    # === What stands in the way === #

    def test_refuses_what_can_not_arrive(self):
        for channel, field, value, reason in (
            ("email", "email", False, "has no e-mail"),
            ("email", "email", "norbert", "not a valid e-mail"),
            ("email", "email", "norbert@customer", "not a valid e-mail"),
            ("email", "email", "norbert@customer..example", "not a valid e-mail"),
            ("email", "email", "a@b.example, c@d.example", "several e-mail"),
            ("sms", "phone", False, "has no phone"),
            ("sms", "phone", "12", "not a valid phone"),
            ("sms", "phone", "0470 12 34 56; 0470 12 34 57", "several phone"),
            ("whatsapp", "phone", "call me", "not a valid phone"),
        ):
            with self.subTest(channel=channel, value=value):
                self.link[field] = value
                self.assertIn(reason, self.link._get_sending_problem(channel))
                with self.assertRaisesRegex(UserError, reason):
                    self._send(channel)
        self.assertFalse(self.link.sending_ids)

    def test_sends_sms_to_allowed_countries_only(self):
        countries = self.env.company.pay_link_sms_country_ids
        self.assertFalse(countries, "all are allowed unless some are chosen")
        france, belgium = self.env.ref("base.fr"), self.env.ref("base.be")
        self.env.company.pay_link_sms_country_ids = france
        self.assertIn("Belgium", self.link._get_sending_problem("sms"))
        with self.assertRaisesRegex(UserError, "Belgium"):
            self._send("sms")
        self.assertFalse(self.link._get_sending_problem("whatsapp"))
        self.link.phone = "+33 6 12 34 56 78"  # the number counts, not the customer
        self.assertFalse(self.link._get_sending_problem("sms"))
        self.env.company.pay_link_sms_country_ids = france | belgium
        self.link.phone = "0470 12 34 56"
        self.assertFalse(self.link._get_sending_problem("sms"))

    def test_refuses_a_link_that_is_over(self):
        self.link.action_deactivate()
        self.assertIn("is over", self.link._get_sending_problem("email"))
        with self.assertRaises(UserError):
            self._send("copy")

    def test_refuses_a_link_for_which_nothing_is_due(self):
        self.order._action_cancel()
        self.assertTrue(self.link._get_sending_problem("email"))
