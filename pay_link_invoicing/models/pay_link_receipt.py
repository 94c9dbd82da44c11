"""The receipt after each payment: queued with the booking, sent outside of it."""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

BATCH_SIZE = 50


class PayLink(models.Model):
    _inherit = "pay.link"

    def _send_receipt(self, transaction):
        """Queue the receipt of a payment, once. It never stands in the booking's way.

        A cron sends it: it makes a PDF, and the caller holds the lock of the link.

        :param payment.transaction transaction: A confirmed attempt.
        """
        self.ensure_one()
        sendings_sudo = self.env["pay.link.sending"].sudo()  # once, whoever sent it
        if sendings_sudo.search_count([("transaction_id", "=", transaction.id)]):
            return
        channel = self._get_receipt_channel()
        if not channel:
            return
        problem = self._get_address_problem(channel)
        self._note_sending(
            channel,
            "receipt",
            state="failed" if problem else "queued",
            failure_reason=problem,
            transaction_id=transaction.id,
        )
        # sudo: the customer has paid, who may run no cron
        self.env.ref("pay_link_invoicing.cron_pay_link_receipt").sudo()._trigger()

    def _get_receipt_channel(self):
        """Return how the customer gets receipts: by SMS where the request came so.

        :rtype: str | None
        """
        if self.email:
            return "email"
        requests_sudo = self.sudo()._get_requests()
        return "sms" if requests_sudo[-1:].channel == "sms" else None

    def _get_receipt(self):
        """Return the payment that a receipt is being made for.

        :rtype: payment.transaction
        """
        transaction_id = self.env.context.get("pay_link_receipt_id")
        return self.env["payment.transaction"].sudo().browse(transaction_id or ())

    def _get_receipt_report(self):
        """Return what to print for a receipt.

        :return: The XML id of a report, and the record to print.
        :rtype: tuple
        """
        payment = self._get_receipt().payment_id
        if payment:
            return "account.action_report_payment_receipt", payment
        document = self._get_document()
        return document._pay_link_get_report(), document


class PayLinkSending(models.Model):
    _inherit = "pay.link.sending"

    transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Payment",
        readonly=True,
        ondelete="set null",
        groups="base.group_user",
        help="What the receipt is for.",
    )

    _transaction_uniq = models.UniqueIndex(
        "(transaction_id) WHERE transaction_id IS NOT NULL",
        "There is a receipt for this payment already.",
    )
    _receipt_idx = models.Index(
        "(id) WHERE purpose = 'receipt' AND state = 'queued' AND message_id IS NULL"
    )

    def _get_templates(self):
        """A receipt for a part says what is left, and how to pay it."""
        self.ensure_one()
        if self.purpose != "receipt":
            return super()._get_templates()
        return self.link_id._get_templates(
            "receipt_part" if self.link_id._is_payable() else "receipt"
        )

    @api.model
    def _cron_send_receipts(self):
        """Send the receipts that are waiting, each in a transaction of its own."""
        waiting = [
            ("purpose", "=", "receipt"),
            ("state", "=", "queued"),
            ("message_id", "=", False),
        ]
        for sending in self.search(waiting, order="id", limit=BATCH_SIZE):
            if sending.try_lock_for_update().filtered_domain(waiting):
                sending._deliver_receipt()
            if not self.env["ir.cron"]._commit_progress(1):
                break  # each prints a PDF: the other scheduled actions want a turn
        if self.search_count(waiting, limit=1):
            self.env.ref("pay_link_invoicing.cron_pay_link_receipt")._trigger()

    def _deliver_receipt(self):
        """Send a receipt; what keeps it from being sent is kept with it."""
        self.ensure_one()
        if not self.link_id._get_document():
            self._mark_failed(self.env._("The document to pay does not exist."))
            return
        sending = self.with_context(pay_link_receipt_id=self.transaction_id.id)
        try:
            with self.env.cr.savepoint():
                sending._deliver()
        except OperationalError:  # somebody else's lock: the cron comes back
            raise
        except Exception as error:  # pylint: disable=broad-except
            _logger.exception("The receipt %s could not be sent", self.id)
            self._mark_failed(str(error))
