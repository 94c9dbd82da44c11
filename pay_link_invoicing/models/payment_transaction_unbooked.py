"""Money that was received and could not be booked is tried again, and told of.

Odoo tries for four days, notes failures in the server's log only, and then gives up.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_unbooked"
PATIENCE_MINUTES = 15  # Odoo's own cron tries every ten
BATCH_SIZE = 50


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    # Odoo's own post-processing, which each payment starts, looks for the same.
    _pay_link_unbooked_idx = models.Index(
        "(last_state_change) WHERE is_post_processed IS NOT TRUE"
    )

    def _pay_link_try_booking(self):
        """Book an attempt in a transaction of its own; ask a person if it fails.

        :return: Whether it is booked.
        :rtype: bool
        """
        self.ensure_one()
        try:
            retrying(self._post_process, self.env)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("The payment %s could not be booked", self.reference)
            self._pay_link_report_unbooked(error)
            return False
        return True

    def _pay_link_report_unbooked(self, error):
        """Ask a person to remove what is in the way of booking.

        :param Exception error: What was raised.
        """
        link = self.pay_link_id._in_seller_language()
        reason = str(error) if isinstance(error, UserError) else type(error).__name__
        link._schedule_once(
            ACTIVITY_TYPE,
            link.env._(
                "%s was received and could not be booked",
                self.currency_id.with_env(link.env).format(self.amount),
            ),
            note=link.env._(
                "%(transaction)s: %(reason)s It is tried again every hour.",
                transaction=self._get_html_link(),
                reason=reason,
            ),
        )

    @api.model
    def _cron_book_late(self):
        """Book what has waited for too long, one attempt a transaction."""
        patience = fields.Datetime.now() - timedelta(minutes=PATIENCE_MINUTES)
        late = self.search(
            [
                ("pay_link_id", "!=", False),
                ("state", "in", ("authorized", "done")),
                ("is_post_processed", "=", False),
                ("last_state_change", "<=", patience),
            ],
            order="last_state_change desc",
            limit=BATCH_SIZE,
        )
        failed = self.browse()
        for tx in late:
            if not tx._pay_link_try_booking():
                failed |= tx
            if not self.env["ir.cron"]._commit_progress(1):
                return
        told = [("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id)]
        links = self.env["pay.link"].search(told)
        (links - failed.pay_link_id)._drop_activities(ACTIVITY_TYPE)
