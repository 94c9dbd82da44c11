"""The money first, the mail after.

Booking a payment is one short transaction. What follows it is noted on the attempt in
that same transaction, and done by a cron at once after it: the notes in the chatter,
the seller's bell, Odoo's mails with the PDFs they carry.
"""

import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import str2bool

_logger = logging.getLogger(__name__)

CRON = "pay_link_invoicing.cron_pay_link_follow_up"
BATCH_SIZE = 50
TRIES_MAX = 5


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    pay_link_order_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Mail About the Order",
        readonly=True,
        ondelete="set null",
        help="What Odoo is still to write to the customer about the order.",
    )
    pay_link_has_follow_up = fields.Boolean(
        string="Mails Are Waiting",
        readonly=True,
        help="Whether mails about this payment are still to be sent.",
    )
    pay_link_follow_up_tries = fields.Integer(readonly=True)

    _pay_link_follow_up_idx = models.Index("(id) WHERE pay_link_has_follow_up IS TRUE")

    def _pay_link_note_follow_up(self, order_template=None):
        """Have the mails of this attempt sent once the money is booked.

        :param mail.template order_template: What to write about the order, if anything.
        """
        self.ensure_one()
        self.write(
            {
                "pay_link_has_follow_up": True,
                "pay_link_order_template_id": (
                    order_template or self.pay_link_order_template_id
                ).id,
            }
        )
        self.env.ref(CRON).sudo()._trigger()  # the customer has paid, who runs no cron

    def _pay_link_sends_invoices(self):
        """Return whether Odoo sends the invoices that it makes for payments.

        :rtype: bool
        """
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # a switch, no secret
        is_automatic = str2bool(parameters_sudo.get_param("sale.automatic_invoice"))
        return is_automatic and self.state == "done"

    def _pay_link_follow_up(self):
        """Tell the seller, and send what is waiting.

        Each mail is noted as sent in the transaction that makes it, so that none is
        made twice; Odoo's queue delivers it.
        """
        self.ensure_one()
        tx = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        template = tx.pay_link_order_template_id
        tx.write({"pay_link_order_template_id": False, "pay_link_has_follow_up": False})
        tx._pay_link_report_booking()
        for order in tx.sale_order_ids:
            order._send_order_notification_mail(template, allow_deferred_sending=False)
        if tx._pay_link_sends_invoices():
            tx._send_invoice()

    def _pay_link_report_booking(self):
        """Note the journal entry of a payment, and put it into the seller's bell."""
        if self._filter_received() and self.operation != "refund":
            self.pay_link_id._log_booking(self)
            self.pay_link_id._ring_bell_for(self)

    def _pay_link_try_follow_up(self):
        """Send what is waiting; give up after some tries, and say so on the link."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._pay_link_follow_up()
        except OperationalError:  # somebody else's lock: the cron comes back
            raise
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The mails of %s could not be made", self.reference)
            self.pay_link_follow_up_tries += 1
            if self.pay_link_follow_up_tries >= TRIES_MAX:
                self.pay_link_has_follow_up = False
                self.pay_link_id.message_post(
                    body=self.env._(
                        "The order confirmation or the invoice of %s could not be sent."
                        " Please send it by hand.",
                        self.reference,
                    )
                )

    @api.model
    def _cron_follow_up(self):
        """Send the mails that are waiting, each attempt's in a transaction of its own.

        Several workers can run this side by side.
        """
        waiting = [("pay_link_has_follow_up", "=", True)]
        for tx in self.search(waiting, order="id", limit=BATCH_SIZE):
            if tx.try_lock_for_update(allow_referencing=True):
                tx.invalidate_recordset()
                if tx.pay_link_has_follow_up:
                    tx._pay_link_try_follow_up()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        if self.search_count(waiting, limit=1):
            self.env.ref(CRON)._trigger()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _send_order_notification_mail(self, mail_template, **kwargs):
        """While a payment by link is booked, only note what is to be written."""
        transaction_id = self.env.context.get("pay_link_transaction_id")
        if not transaction_id or not kwargs.get("allow_deferred_sending", True):
            return super()._send_order_notification_mail(mail_template, **kwargs)
        attempt_sudo = self.env["payment.transaction"].sudo()  # part of the booking
        attempt_sudo = attempt_sudo.browse(transaction_id)
        if mail_template:
            attempt_sudo._pay_link_note_follow_up(mail_template)
        return None
