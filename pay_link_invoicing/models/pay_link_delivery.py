"""Where Odoo learns what became of a message, the history of its link learns it too."""

from odoo import api, models

REASON_CHARACTERS = 300


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # read now: mails, and messages that are no notification, may be deleted below
        messages = self.mail_message_id.filtered(lambda m: m.model == "pay.link")
        res = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        self.env["pay.link.sending"]._follow_delivery(messages.exists())
        return res


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        res = super()._routing_handle_bounce(email_message, message_dict)
        if message := message_dict["bounced_message"]:
            self.env["pay.link.sending"]._follow_delivery(message.sudo())
        return res


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        res = super()._update_sms_notifications(
            notification_status,
            failure_type=failure_type,
            failure_reason=failure_reason,
        )
        messages = self.mail_notification_id.mail_message_id
        self.env["pay.link.sending"]._follow_delivery(messages)
        return res


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def _pay_link_get_failure_reason(self):
        """Return why a message did not arrive: what kind of failure, and its words.

        :rtype: str
        """
        self.ensure_one()
        words = " ".join((self.failure_reason or "").split())
        parts = [words]
        if self.failure_type != "unknown" or not words:
            parts.insert(0, self.format_failure_reason())
        return ": ".join(filter(None, parts))[:REASON_CHARACTERS]
