import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying

from ..const import CHECK_DAYS, CHECK_MINUTES, CHECKS_MAX

_logger = logging.getLogger(__name__)

CRON = "pay_link_invoicing.cron_pay_link_check"
ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_silent"
BATCH_SIZE = 50
DAY = timedelta(days=1)
PATIENCE = len(CHECK_MINUTES) + CHECK_DAYS  # checks, after which a person is asked
# A refused attempt can often still be paid where the customer has it open.
UNFINISHED_STATES = ("draft", "pending", "error")


class PaymentTransaction(models.Model):
    """Silence is asked about: what becomes of an attempt does not depend on luck.

    An attempt without an outcome is looked up at its provider again and again; one
    whose link is over is closed there until the provider answers.
    """

    _inherit = "payment.transaction"

    pay_link_next_check_at = fields.Datetime(
        string="Next Check",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the provider is asked next about this payment.",
    )
    pay_link_check_count = fields.Integer(string="Checks", readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Make transactions; those of links are asked about from now on."""
        transactions = super().create(vals_list)
        for tx in transactions.filtered("pay_link_id"):
            tx._pay_link_restart_checks()
        return transactions

    # === WHEN TO ASK === #

    def _pay_link_restart_checks(self):
        """Ask about an attempt as about a new one: soon, then less and less often."""
        self.ensure_one()
        self.pay_link_check_count = 0
        self._pay_link_schedule_check(self._pay_link_get_next_check())

    def _pay_link_schedule_check(self, moment):
        """Ask about an attempt at a moment, or not at all.

        :param datetime.datetime|None moment: In UTC.
        """
        self.ensure_one()
        if self.pay_link_next_check_at != (moment or False):
            self.pay_link_next_check_at = moment
        if moment:
            self.env.ref(CRON).sudo()._trigger(moment)  # whoever pays runs no cron

    def _pay_link_get_next_check(self):
        """Return when an attempt is asked about next, as its state is now.

        :return: In UTC; None if it needs to be asked about no more.
        :rtype: datetime.datetime | None
        """
        self.ensure_one()
        now, moment = fields.Datetime.now().replace(microsecond=0), None
        if self.state == "authorized" and self._pay_link_can_be_asked():
            moment = now + DAY  # captured, voided or lapsed at the provider?
        elif self.state in UNFINISHED_STATES and self._pay_link_can_be_asked():
            moment = now + self._pay_link_get_check_delay()
        elif self.state == "pending" and not self.pay_link_check_count:
            moment = now + CHECK_DAYS * DAY
        end = self.pay_link_id.sudo().expires_at  # whoever pays: the clock is the same
        if self.state == "draft" and end and end > now:
            moment = min(moment or end, end)  # nobody may pay after it
        return moment

    def _pay_link_get_check_delay(self):
        """Return how long to wait for the next check, after those that were made.

        :rtype: datetime.timedelta
        """
        done = self.pay_link_check_count
        if done < len(CHECK_MINUTES):
            before = CHECK_MINUTES[done - 1] if done else 0
            return timedelta(minutes=CHECK_MINUTES[done] - before)
        return DAY

    def _pay_link_can_be_asked(self):
        """Return whether the attempt's provider knows an answer.

        :rtype: bool
        """
        return self.provider_id.sudo()._pay_link_can_be_asked()  # a fact of its code

    def _update_state(self, allowed_states, target_state, state_message):
        """Follow the moves of attempts: other states are asked about at other times."""
        moved = super()._update_state(allowed_states, target_state, state_message)
        for tx in moved.filtered("pay_link_id"):
            if target_state != "pending" and tx.pay_link_check_count:
                tx.pay_link_id._drop_activities(ACTIVITY_TYPE)
            if target_state in ("pending", "authorized"):
                tx._pay_link_restart_checks()
            elif target_state in ("done", "cancel"):
                tx._pay_link_schedule_check(None)
        return moved

    def _pay_link_release(self):
        """Close an attempt; where the provider does not answer, it is closed later."""
        is_released = super()._pay_link_release()
        if not is_released and self.state == "draft":
            self._pay_link_restart_checks()
        return is_released

    # === ASKING === #

    @api.model
    def _pay_link_claim_check(self):
        """Take one attempt that is due, for this worker alone.

        The next check is written before this one starts: no other worker takes the
        attempt meanwhile, no lock is held over the network, and it is asked about again
        if this worker dies.

        :rtype: payment.transaction
        """
        due = self.search(
            self._pay_link_get_due_domain(),
            limit=BATCH_SIZE,
            order="pay_link_next_check_at",
        )
        tx = due.try_lock_for_update(allow_referencing=True, limit=1)
        if tx:
            tx.pay_link_check_count += 1
            tx._pay_link_schedule_check(tx._pay_link_get_next_check())
        return tx

    @api.model
    def _pay_link_get_due_domain(self):
        return Domain("pay_link_next_check_at", "<=", fields.Datetime.now())

    def _pay_link_try_check(self):
        """Check one claimed attempt in a transaction of its own."""
        self.ensure_one()
        try:
            retrying(self.with_company(self.company_id)._pay_link_check, self.env)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Attempt %s could not be checked", self.reference)

    def _pay_link_check(self):
        """Ask what became of an attempt, or close it; ask a person after a while."""
        is_answered = True
        if self._pay_link_is_over():
            is_answered = self._pay_link_close()
        elif self._pay_link_can_be_asked():
            is_answered = self.provider_id._pay_link_fetch_status(self)
        if self.state not in UNFINISHED_STATES:
            return
        is_patient = self._pay_link_can_be_asked() and (
            self.pay_link_check_count < PATIENCE
        )
        if self.state == "error":
            if not is_patient:
                self._pay_link_schedule_check(None)
        elif not is_patient and (self.state == "pending" or not is_answered):
            self._pay_link_report_silence()
        if self.pay_link_check_count >= CHECKS_MAX:
            self._pay_link_schedule_check(None)

    def _pay_link_is_over(self):
        """Return whether nobody should go on with an attempt.

        Its link is over, another attempt has taken its place, or the customer has not
        come back for days.

        :rtype: bool
        """
        self.ensure_one()
        if self.source_transaction_id or self.state not in ("draft", "error"):
            return False
        link = self.pay_link_id
        attempts = link.transaction_ids.filtered(
            lambda tx: not tx.source_transaction_id
        )
        return (
            link._get_effective_state() != "active"
            or max(attempts.ids) > self.id
            or (self.state == "draft" and self.pay_link_check_count >= PATIENCE)
        )

    def _pay_link_close(self):
        """Close an attempt that is over, at the provider first.

        :return: Whether the provider answered, or can't be asked.
        :rtype: bool
        """
        if not self.provider_id._pay_link_close_attempt(self):
            return False
        self._pay_link_lock()
        if self.state == "draft":
            self._set_canceled(state_message=self.env._("It was not paid in time."))
        elif self.state == "error":
            self._pay_link_schedule_check(None)
        return True

    def _pay_link_report_silence(self):
        """Ask a person about an attempt that has had no outcome for days."""
        link = self.pay_link_id._in_seller_language()
        link._schedule_once(
            ACTIVITY_TYPE,
            link.env._(
                "Still no word about %(amount)s from %(provider)s",
                amount=self.currency_id.with_env(link.env).format(self.amount),
                provider=self.provider_id.with_env(link.env).display_name,
            ),
            note=link.env._(
                "The payment %(transaction)s was started on %(date)s, and nobody knows"
                " yet whether it will arrive. See what the provider says about it.",
                transaction=self._get_html_link(),
                date=self.create_date.date(),
            ),
        )

    # === CRON === #

    @api.model
    def _cron_ask_providers(self):
        """Ask about what is due, one attempt a transaction, workers side by side."""
        cron = self.env["ir.cron"]
        while tx := retrying(self._pay_link_claim_check, self.env):
            tx._pay_link_try_check()
            due = self._pay_link_get_due_domain()
            remaining = self.search_count(due, limit=BATCH_SIZE)
            if cron._commit_progress(1, remaining=remaining) <= 0:
                break


class PayLink(models.Model):
    _inherit = "pay.link"

    def _follow_state(self, state):
        """Close at once what is still open of links that have ended."""
        res = super()._follow_state(state)
        if state != "active":
            attempts_sudo = self.sudo().transaction_ids  # part of ending the link
            for tx in attempts_sudo.filtered("pay_link_next_check_at"):
                if tx.state in ("draft", "error") and not tx.source_transaction_id:
                    tx.pay_link_check_count = 0
                    tx._pay_link_schedule_check(fields.Datetime.now())
        return res
