"""The clock of held money: warned of in time, and said so when it has lapsed."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..const import HOLD_URGENT_HOURS, HOLD_WARN_HOURS

HOLD = "pay_link_invoicing.mail_activity_type_hold"
HOLD_URGENT = "pay_link_invoicing.mail_activity_type_hold_urgent"
HOLD_FAILED = "pay_link_invoicing.mail_activity_type_hold_failed"
HOLD_LAPSED = "pay_link_invoicing.mail_activity_type_hold_lapsed"

_logger = logging.getLogger(__name__)


class PayLink(models.Model):
    _inherit = "pay.link"

    def _drop_hold_activities(self):
        """Nothing is held any more: nobody needs to hurry."""
        self._drop_activities(HOLD, HOLD_URGENT, HOLD_FAILED)

    def _warn_of_lapse(self, hold):
        """Ask the seller to capture or release in time; once, and once more.

        :param payment.transaction hold: Money that is held.
        """
        self.ensure_one()
        deadline = hold._get_hold_deadline()
        left = deadline - fields.Datetime.now()
        if left > timedelta(hours=HOLD_WARN_HOURS):
            return
        link = self._in_seller_language()
        held = hold.currency_id.with_env(link.env).format(hold._get_amount_held())
        if left <= timedelta(hours=HOLD_URGENT_HOURS):
            seller = self._get_responsible()
            moment = format_datetime(link.env, deadline, tz=seller.tz or "UTC")
            self._drop_activities(HOLD)
            self._schedule_once(
                HOLD_URGENT,
                link.env._(
                    "Capture now: the hold of %(amount)s lapses on %(moment)s",
                    amount=held,
                    moment=moment,
                ),
                date_deadline=fields.Date.context_today(self),
            )
        else:
            self._schedule_once(
                HOLD,
                link.env._("Capture or release the hold of %s", held),
                date_deadline=deadline.date(),
            )

    def _report_failed_capture(self, part):
        """Tell the seller that the provider refused to capture or to release.

        :param payment.transaction part: The capture or release, in error.
        """
        self.ensure_one()
        link = self._in_seller_language()
        amount = part.currency_id.with_env(link.env).format(part.amount)
        self._drop_activities(HOLD_FAILED)
        self._schedule_once(
            HOLD_FAILED,
            link.env._("%s could not be captured or released", amount),
            note=part.state_message or "",
        )

    def _report_lapse(self, amount):
        """Say that held money went back to the customer and is due again.

        :param float amount: In the link's currency.
        """
        self.ensure_one()
        link = self._in_seller_language()
        text = link.env._(
            "The hold of %s has lapsed: the amount is due again.",
            link.currency_id.format(amount),
        )
        self._drop_hold_activities()
        self.sudo()._message_log(body=text)  # the clock says it
        document = self._get_document()
        if document and document._name == "sale.order":
            document.sudo()._message_log(body=text)
        self._schedule_once(HOLD_LAPSED, link.env._("Ask the customer again?"))

    # === CRON === #

    @api.model
    def _cron_watch_holds(self):
        """Warn of holds that are about to lapse, and find those that have lapsed."""
        holds = self.env["payment.transaction"].search(
            [
                ("state", "=", "authorized"),
                ("pay_link_id", "!=", False),
                ("source_transaction_id", "=", False),
            ]
        )
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(holds))
        for hold in holds:
            hold._pay_link_try_watch()
            if not commit_progress(1):
                break
        kinds = [self.env.ref(xmlid).id for xmlid in (HOLD, HOLD_URGENT)]
        for link in self.search([("activity_type_id", "in", kinds)]):
            link._try_follow_holds()
            commit_progress()

    def _try_follow_holds(self):
        """Follow the holds of this link, unless somebody else does; it fails alone."""
        self.ensure_one()
        try:
            if self.try_lock_for_update(allow_referencing=True):
                self._follow_holds()
                self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Could not follow the holds of pay link %s", self.name)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _pay_link_try_watch(self):
        """Watch this hold, unless somebody else does; its failure is its own."""
        if not self.pay_link_id.try_lock_for_update(allow_referencing=True):
            return
        self.invalidate_recordset()
        try:
            self._pay_link_watch()
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Could not watch the hold %s", self.reference)

    def _pay_link_watch(self):
        """Warn of this hold, or find out that it has lapsed."""
        self.ensure_one()
        if self.state != "authorized":
            return
        if self._get_hold_deadline() <= fields.Datetime.now():
            self._pay_link_check_lapse()
        link = self.pay_link_id
        if self.state == "authorized":
            link._warn_of_lapse(self)
        link._compute_hold()

    def _pay_link_check_lapse(self):
        """Ask the provider whether a hold of the past is still there.

        A provider that can be asked is believed; of the others, the clock is.
        """
        provider = self.provider_id
        provider._pay_link_fetch_status(self)
        is_open = self.state == "authorized" and not self._get_parts_underway()
        if is_open and not provider._pay_link_can_be_asked():
            self._pay_link_lapse()

    def _pay_link_lapse(self):
        """Give up a hold whose time is over, at the provider too, if it lets us."""
        try:
            part = self._void()
        except UserError as error:  # the provider is switched off
            _logger.info("Could not release %s: %s", self.reference, error)
            part = self._create_child_transaction(self._get_amount_capturable())
        if self.state != "authorized":  # the provider agreed
            self._pay_link_mark_lapsed(part.amount)
        elif self._get_captures():
            part._set_canceled(
                state_message=self.env._("The hold has lapsed."),
                extra_allowed_states=("error",),
            )
            self._pay_link_mark_lapsed(part.amount)
        else:  # if money comes all the same, it is the hold's own
            self._set_canceled(state_message=self.env._("The hold has lapsed."))

    def _pay_link_mark_lapsed(self, amount):
        """Remember that the time of the hold was over, and say so.

        :param float amount: What went back to the customer.
        """
        self.pay_link_hold_lapsed_at = fields.Datetime.now()
        self.pay_link_id._report_lapse(amount)
        self.env.ref("payment.cron_post_process_payment_tx")._trigger()

    def _set_canceled(self, state_message=None, extra_allowed_states=()):
        """A hold that the provider gives up when its time is over has lapsed."""
        now = fields.Datetime.now() + timedelta(hours=1)  # clocks differ
        lapsing = {
            tx: tx._get_amount_held()
            for tx in self._filter_holds()._filter_authorized()
            if tx._get_hold_deadline() <= now
        }
        txs = super()._set_canceled(
            state_message=state_message, extra_allowed_states=extra_allowed_states
        )
        for tx, amount in lapsing.items():
            if tx in txs:
                tx._pay_link_mark_lapsed(amount)
        return txs
