import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import retrying

from ..const import EVENT_KEPT_DAYS, EVENT_RETRY_MINUTES, EVENT_STATES

_logger = logging.getLogger(__name__)

CRON = "pay_link_invoicing.cron_pay_link_event"
ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_event"
BATCH_SIZE = 50
GC_BATCH = 5000


class PayLinkEvent(models.Model):
    """What a provider has told about attempts of links: stored first, judged later.

    An event is a hint only. Processing it asks the provider; so it is harmless when
    events come twice, late or in another order.
    """

    _name = "pay.link.event"
    _description = "Pay Link Event"
    _rec_name = "event_id"
    _order = "id desc"

    provider_id = fields.Many2one(
        comodel_name="payment.provider",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    event_id = fields.Char(required=True, readonly=True)
    type = fields.Char(string="About", required=True, readonly=True)
    payload = fields.Text(readonly=True, groups="base.group_system")
    state = fields.Selection(
        selection=EVENT_STATES, required=True, readonly=True, default="new"
    )
    failure_reason = fields.Char(readonly=True)
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(
        string="Next Try",
        readonly=True,
        index="btree_not_null",
        default=lambda self: fields.Datetime.now(),
    )
    processed_at = fields.Datetime(string="Processed On", readonly=True)
    transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    link_id = fields.Many2one(
        comodel_name="pay.link", string="Pay Link", readonly=True, index=True
    )

    _event_uniq = models.Constraint(
        "unique(provider_id, event_id)", "This event is stored already."
    )
    _state_date_idx = models.Index("(state, create_date)")  # what is old is removed

    # === ACTIONS === #

    def action_retry(self):
        """Process events once more, from the first try on.

        :raise UserError: If one of them did not fail.
        """
        self.check_access("write")
        events_sudo = self.sudo()  # rights were checked right above
        events_sudo.lock_for_update(allow_referencing=True)
        if set(events_sudo.mapped("state")) != {"failed"}:
            raise UserError(self.env._("Only failed events can be tried again."))
        events_sudo.write({"tries": 0, "next_try_at": fields.Datetime.now()})
        self._trigger()

    def action_open_transaction(self):
        """Open the attempt that the event is about.

        :rtype: dict
        """
        self.ensure_one()
        return self.transaction_id._get_records_action()

    # === BUSINESS === #

    @api.model
    def _store(self, provider, tx, event_id, event_type, payload):
        """Store an event that was verified, and have it processed at once.

        :param payment.provider provider: Who has told it.
        :param payment.transaction tx: The attempt that it is about.
        :param str event_id: The provider's id: a repeat is dropped.
        :param str event_type: What happened, in the provider's words.
        :param str payload: The event as it was received.
        :return: Whether it was stored; a repeat is not.
        :rtype: bool
        """
        self.env.cr.execute(
            """
            INSERT INTO pay_link_event (
                provider_id, company_id, event_id, type, payload, state, tries,
                next_try_at, transaction_id, link_id,
                create_uid, create_date, write_uid, write_date
            ) VALUES (
                %(provider)s, %(company)s, %(event)s, %(type)s, %(payload)s, 'new', 0,
                %(now)s, %(transaction)s, %(link)s,
                %(user)s, %(now)s, %(user)s, %(now)s
            ) ON CONFLICT (provider_id, event_id) DO NOTHING RETURNING id
            """,
            {
                "provider": provider.id,
                "company": provider.company_id.id,
                "event": event_id,
                "type": event_type,
                "payload": payload,
                "now": fields.Datetime.now(),
                "transaction": tx.id or None,
                "link": tx.pay_link_id.id or None,
                "user": self.env.uid,
            },
        )
        if not self.env.cr.fetchall():
            return False
        self._trigger()
        return True

    @api.model
    def _trigger(self, at=None):
        """Let the scheduled action run.

        :param datetime.datetime|None at: When; at once if None.
        """
        self.env.ref(CRON).sudo()._trigger(at)

    @api.model
    def _claim(self):
        """Take one event that is due, for this worker alone.

        The next try is written before this one starts: no other worker takes the event
        meanwhile, and it is tried again if this one dies.

        :rtype: pay.link.event
        """
        due = self.search(self._get_due_domain(), limit=BATCH_SIZE, order="next_try_at")
        event = due.try_lock_for_update(allow_referencing=True, limit=1)
        if event:
            delays = EVENT_RETRY_MINUTES
            minutes = delays[min(event.tries, len(delays) - 1)]
            event.tries += 1
            event.next_try_at = fields.Datetime.now() + timedelta(minutes=minutes)
        return event

    @api.model
    def _get_due_domain(self):
        return Domain("next_try_at", "<=", fields.Datetime.now())

    def _try_process(self):
        """Process one claimed event in a transaction of its own; keep its failure."""
        self.ensure_one()
        try:
            reason = retrying(self._process, self.env)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("Event %s could not be processed", self.event_id)
            reason = self._describe(error)
        if reason:
            self._mark_failed(reason)
            self.env["ir.cron"]._commit_progress()

    def _process(self):
        """Ask the provider about what the event says.

        :return: Why it could not be processed, or nothing.
        :rtype: str
        """
        self.ensure_one()
        tx = self.transaction_id.with_company(self.company_id)
        if not tx.exists() or tx.provider_id != self.provider_id:
            self._mark_processed("ignored", self.env._("There is no such payment."))
            return ""
        if not self._handle(tx):
            return self.env._("%s did not answer.", self.provider_id.name)
        self._mark_processed("done")
        return ""

    def _handle(self, tx):
        """Bring an attempt in line with the provider; extended by kinds of events.

        :param payment.transaction tx: The attempt that the event is about.
        :return: Whether the provider answered.
        :rtype: bool
        """
        return self.provider_id._pay_link_fetch_status(tx)

    def _mark_processed(self, state, reason=False):
        """Note that nothing is left to do.

        :param str state: `done` or `ignored`.
        :param str reason: Why it is ignored.
        """
        self.write(
            {
                "state": state,
                "failure_reason": reason,
                "processed_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )
        self._drop_activity()

    def _mark_failed(self, reason):
        """Note a failure; ask a person after the last try.

        :param str reason: Why, for people.
        """
        self.write({"state": "failed", "failure_reason": reason})
        if self.tries < len(EVENT_RETRY_MINUTES):
            self._trigger(self.next_try_at)
            return
        self.next_try_at = False
        link = self.link_id._in_seller_language()
        link._schedule_once(
            ACTIVITY_TYPE,
            link.env._(
                "News from %s could not be processed", self.provider_id.display_name
            ),
            note=link.env._(
                "Event %(event)s failed %(tries)s times: %(reason)s Compare the payment"
                " with what the provider shows, then try the event again.",
                event=self.event_id,
                tries=self.tries,
                reason=reason,
            ),
        )

    def _drop_activity(self):
        """Ask nobody any more once no event of the link is given up."""
        given_up = Domain("state", "=", "failed") & Domain("next_try_at", "=", False)
        if not self.search_count(given_up & Domain("link_id", "=", self.link_id.id)):
            self.link_id._drop_activities(ACTIVITY_TYPE)

    def _describe(self, error):
        """Return an unexpected error for people; the log has the rest.

        :param Exception error: What was raised.
        :rtype: str
        """
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "Unexpected error (%s): the server's log says more.", type(error).__name__
        )

    # === CRON === #

    @api.model
    def _cron_process_events(self):
        """Process what is due: an event a transaction, workers side by side."""
        cron = self.env["ir.cron"]
        while event := retrying(self._claim, self.env):
            event._try_process()
            remaining = self.search_count(self._get_due_domain(), limit=BATCH_SIZE)
            if cron._commit_progress(1, remaining=remaining) <= 0:
                break

    @api.autovacuum
    def _gc_events(self):
        """Remove what was dealt with long ago; failures stay until they are."""
        oldest = fields.Datetime.now() - timedelta(days=EVENT_KEPT_DAYS)
        events = self.search(
            [("state", "in", ("done", "ignored")), ("create_date", "<", oldest)],
            limit=GC_BATCH,
        )
        events.unlink()
        return len(events), len(events) == GC_BATCH
