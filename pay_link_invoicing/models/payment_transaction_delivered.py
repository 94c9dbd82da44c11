"""What was delivered is captured by itself, where the link wants it so."""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CAPTURE_TRIES

CRON = "pay_link_invoicing.cron_pay_link_capture"
DELIVERED = "pay_link_invoicing.delivered"  # orders whose quantities have changed

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _pay_link_capture_delivered(self):
        """Capture what was delivered; release what never will be."""
        self.ensure_one()
        document = self.pay_link_id._get_document()
        if not document or not self._pay_link_may_try():
            return
        document._pay_link_lock_holds()
        if self.state != "authorized":
            return
        is_over = document._pay_link_is_delivery_over()
        amount = document._pay_link_get_amount_to_capture(self)
        if self.currency_id.compare_amounts(amount, 0) > 0:
            part = self._pay_link_capture_earned(amount, is_over)
            if not part or part.state == "error":
                return
        if is_over:
            self._pay_link_release_rest()

    def _pay_link_capture_earned(self, amount, is_over):
        """Capture what was earned, if the provider can do it now.

        :param float amount: In the transaction's currency.
        :param bool is_over: Whether nothing more will be delivered.
        :return: The capture, or nothing where it has to wait.
        :rtype: payment.transaction
        """
        provider, left = self.provider_id, self._get_amount_capturable()
        is_all = self.currency_id.compare_amounts(amount, left) == 0
        if not is_over and not provider._pay_link_can_capture_in_parts(self):
            return self.browse()
        if not is_all and not provider._pay_link_can_capture_less(self):
            if is_over:
                self.pay_link_id._report_refusal(
                    self,
                    self.env._(
                        "%(provider)s can only capture all of %(held)s, but"
                        " %(earned)s was delivered.",
                        provider=provider.name,
                        held=self.currency_id.format(left),
                        earned=self.currency_id.format(amount),
                    ),
                )
            return self.browse()
        return self._pay_link_capture(amount)

    def _pay_link_may_try(self):
        """Return whether a capture that failed may be tried again by now.

        :rtype: bool
        """
        failed = self._get_parts_failed()
        if not failed:
            return True
        last = max(failed.mapped("last_state_change"))
        pause = timedelta(hours=2 ** (len(failed) - 1))
        is_time = last + pause <= fields.Datetime.now()
        return len(failed) < CAPTURE_TRIES and is_time

    # === CRON === #

    @api.model
    def _cron_capture_delivered(self):
        """Capture for each order what was delivered; one commit a hold.

        Workers can run side by side: one that finds a hold locked leaves it alone.
        """
        holds = self.search(
            [
                ("state", "=", "authorized"),
                ("pay_link_id", "!=", False),
                ("source_transaction_id", "=", False),
                ("pay_link_capture_mode", "=", "delivery"),
            ],
            order="id",
        )
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(holds))
        for hold in holds:
            hold._pay_link_try_delivered()
            if not commit_progress(1):
                break

    def _pay_link_try_delivered(self):
        """Capture what was delivered, unless somebody else is at it."""
        self.env.invalidate_all()
        if not self.pay_link_id.try_lock_for_update(allow_referencing=True):
            return
        try:
            self._pay_link_capture_delivered()
        except UserError as error:
            self.pay_link_id._report_refusal(self, str(error))
        except psycopg2.OperationalError as error:  # somebody else was faster
            self.env.cr.rollback()
            _logger.info("Did not capture %s: %s", self.reference, error)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Could not capture %s", self.reference)


class PayLink(models.Model):
    _inherit = "pay.link"

    def _report_refusal(self, hold, reason):
        """Ask the seller to look after a hold that the server can't capture.

        :param payment.transaction hold: The hold.
        :param str reason: Why.
        """
        self.ensure_one()
        link = self._in_seller_language()
        amount = hold.currency_id.with_env(link.env).format(hold._get_amount_held())
        self._schedule_once(
            "pay_link_invoicing.mail_activity_type_hold_failed",
            link.env._("Capture or release the hold of %s by hand", amount),
            note=reason,
        )

    def _report_delivered_and_cancelled(self, amount):
        """Ask the seller what to do about money for goods of a cancelled order.

        :param float amount: What was delivered and not captured.
        """
        for link in self:
            told = link._in_seller_language()
            link._schedule_once(
                "pay_link_invoicing.mail_activity_type_hold_failed",
                told.env._(
                    "The order is cancelled, but %s was delivered: capture or release"
                    " the hold",
                    told.currency_id.format(amount),
                ),
            )


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_lock_holds(self):
        """Lock all holds of the document: what one takes, the others don't."""
        self.ensure_one()
        transactions_sudo = self.sudo().pay_link_ids.transaction_ids  # locked only
        transactions_sudo._filter_holds()._filter_authorized()._pay_link_lock()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_qty_delivered(self):
        res = super()._compute_qty_delivered()
        self._pay_link_note_delivery()
        return res

    def write(self, vals):
        res = super().write(vals)
        if not {"qty_delivered", "product_uom_qty"}.isdisjoint(vals):
            self._pay_link_note_delivery()
        return res

    def _pay_link_note_delivery(self):
        """Before the commit, have a cron look at the orders of these lines."""
        self.order_id._pay_link_note_delivery()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_lock(self):
        res = super().action_lock()
        self._pay_link_note_delivery()
        return res

    def _pay_link_note_delivery(self):
        """Before the commit, have a cron capture what was delivered: no network now."""
        order_ids = [order_id for order_id in self.ids if order_id]
        if not order_ids:
            return
        precommit = self.env.cr.precommit
        if DELIVERED not in precommit.data:
            precommit.data[DELIVERED] = set()
            precommit.add(self.browse()._pay_link_trigger_capture)
        precommit.data[DELIVERED].update(order_ids)

    def _pay_link_trigger_capture(self):
        """Start the cron if money is held for one of the orders that were noted."""
        order_ids = self.env.cr.precommit.data.pop(DELIVERED, ())
        holds_sudo = self.env["payment.transaction"].sudo()  # whether there are any
        domain = [
            ("sale_order_ids", "in", list(order_ids)),
            ("state", "=", "authorized"),
            ("pay_link_capture_mode", "=", "delivery"),
        ]
        if holds_sudo.search_count(domain, limit=1):
            self.env.ref(CRON).sudo()._trigger()  # a job of the system
