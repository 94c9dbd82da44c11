"""What the till's orders hear of mails that did not arrive."""

from datetime import timedelta

from odoo import api, fields, models

from .pos_order_wish import CRON

RETRIES_MAX = 5
RETRY_AFTER = timedelta(minutes=10)  # twice as long each time


class PayLinkSending(models.Model):
    _inherit = "pay.link.sending"

    retry_at = fields.Datetime(
        readonly=True, help="When the mail is handed to the mail server again."
    )
    retry_count = fields.Integer(readonly=True)

    _retry_idx = models.Index("(retry_at) WHERE retry_at IS NOT NULL")

    def _report_failure(self):
        """The order's history tells what its seller is told."""
        res = super()._report_failure()
        if self.link_id.res_model == "pos.order":
            link = self.link_id._in_seller_language()
            text = link.env._("Pay link not delivered to %s", self.address)
            link._log_on_document(f"{text} ({self.failure_reason or ''})")
        return res

    def _mark_failed(self, reason):
        """A mail server that is down comes back: try again then."""
        res = super()._mark_failed(reason)
        for sending in self.filtered(lambda row: row._is_worth_a_retry()):
            delay = RETRY_AFTER * 2**sending.retry_count
            sending.retry_count += 1
            sending.retry_at = fields.Datetime.now() + delay
            self.env.ref(CRON).sudo()._trigger(at=sending.retry_at)
        return res

    def _is_worth_a_retry(self):
        """Return whether the mail of an order failed for a passing reason.

        :rtype: bool
        """
        self.ensure_one()
        failures = self.message_id.notification_ids.mapped("failure_type")
        return (
            self.channel == "email"
            and self.link_id.res_model == "pos.order"
            and "mail_smtp" in failures
            and self.retry_count < RETRIES_MAX
        )

    @api.model
    def _retry_mails(self):
        """Hand the mails whose time has come to Odoo's queue once more."""
        for sending in self.search([("retry_at", "<=", fields.Datetime.now())]):
            sending.retry_at = False
            mails = sending.message_id.mail_ids.filtered(
                lambda mail: mail.state == "exception"
            )
            if sending.state == "failed" and mails and not sending._is_obsolete():
                mails.mark_outgoing()
                sending.state = "queued"
                self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
