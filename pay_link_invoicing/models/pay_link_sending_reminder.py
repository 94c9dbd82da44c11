"""Reminding customers of links that nobody has paid yet."""

import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# A reminder whose day is longer ago is left out: whoever adds one, or comes back from a
# failure, must not write to the customers of last year.
GRACE = timedelta(days=3)
HOURS = range(9, 20)  # of the customer's day
BATCH_SIZE = 50


class ResPartner(models.Model):
    _inherit = "res.partner"

    pay_link_no_reminder = fields.Boolean(
        string="No Reminders of Pay Links",
        help="This customer is never reminded of a pay link.",
    )


class PayLinkSending(models.Model):
    _inherit = "pay.link.sending"

    reminder_id = fields.Many2one(
        comodel_name="pay.link.reminder",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _one_reminder = models.UniqueIndex(
        "(link_id, reminder_id) WHERE reminder_id IS NOT NULL",
        "The customer was reminded already.",
    )
    _request_date_idx = models.Index("(create_date) WHERE purpose = 'request'")


class PayLinkReminder(models.Model):
    _inherit = "pay.link.reminder"

    # === BUSINESS === #

    def _get_due_domain(self):
        """Return the domain of the links that this reminder is for now.

        :rtype: Domain
        """
        self.ensure_one()
        now = fields.Datetime.now()
        company = self.company_id
        return (
            Domain("state", "=", "active")
            & Domain("company_id", "=", company.id)
            & Domain("payment_state", "in", ("unpaid", "partial"))
            & (Domain("expires_at", "=", False) | Domain("expires_at", ">", now))
            & Domain("partner_id.pay_link_no_reminder", "=", False)
            & Domain(
                "partner_id.commercial_partner_id.pay_link_no_reminder", "=", False
            )
            & Domain("sending_ids", "not any", [("reminder_id", "=", self.id)])
            & Domain("sending_ids", "any", [("purpose", "=", "request")])
            & self._get_moment_domain(now, timedelta(days=self.days))
        )

    def _get_moment_domain(self, now, delay):
        """Return the domain of the links whose moment has come, and not long ago.

        :param datetime.datetime now: In UTC.
        :param datetime.timedelta delay: The days of this reminder.
        :rtype: Domain
        """
        self.ensure_one()
        latest = now - delay
        if self.trigger == "after_sending":
            sent = [("purpose", "=", "request"), ("state", "!=", "failed")]
            recent = [*sent, ("create_date", ">", latest - GRACE)]
            later = [*sent, ("create_date", ">", latest)]
            return Domain("sending_ids", "any", recent) & Domain(
                "sending_ids", "not any", later
            )
        if self.trigger == "before_expiry":
            return Domain("expires_at", "<=", now + delay)
        return Domain("due_date", "<=", latest.date()) & Domain(
            "due_date", ">", (latest - GRACE).date()
        )

    def _remind(self, link):
        """Remind the customer of a link, once; what fails is kept in its history.

        :param pay.link link: A locked link that this reminder is for.
        """
        self.ensure_one()
        if link._get_life_problem():  # an offer that ran out, or nothing is due
            return
        if problem := link._get_sending_problem(self.channel, "reminder"):
            self._note_failure(link, problem)
        else:
            link._send(self.channel, "reminder").sudo().reminder_id = self

    # === CRON === #

    @api.model
    def _cron_remind(self):
        """Remind the customers whose time has come, in their daytime."""
        for reminder in self.search([("company_id.pay_link_enabled", "=", True)]):
            reminder._remind_all()

    def _remind_all(self):
        """Send this reminder for all links that it is for, a few a transaction."""
        self.ensure_one()
        links = self.env["pay.link"].search(self._get_due_domain(), order="id")
        links = links.filtered(lambda link: self._is_time_for(link))
        for start in range(0, len(links), BATCH_SIZE):
            chunk = links[start : start + BATCH_SIZE].try_lock_for_update(
                allow_referencing=True
            )
            chunk._refresh_due_dates()
            for link in chunk.filtered_domain(self._get_due_domain()):
                self._remind_safely(link)
            if self.env["ir.cron"]._commit_progress(len(chunk)) <= 0:
                break

    def _is_time_for(self, link):
        """Return whether a link may be reminded of now, by its limit and by the clock.

        :rtype: bool
        """
        reminders = link.sending_ids.filtered(
            lambda sending: sending.purpose == "reminder" and sending.state != "failed"
        )
        if len(reminders) >= self.company_id.pay_link_reminder_max:
            return False
        if self.trigger == "before_expiry":
            # a link that lives shorter than that was sent a moment ago
            if link.create_date > link.expires_at - timedelta(days=self.days):
                return False
        zone = link.partner_id.tz or self.company_id.partner_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        )
        return local.hour in HOURS

    def _remind_safely(self, link):
        """Remind of one link; one that fails must not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._remind(link)
        except OperationalError:  # somebody else's lock: the cron comes back
            raise
        except Exception as error:  # pylint: disable=broad-except
            _logger.exception("Could not remind of pay link %s", link.name)
            self._note_failure(link, str(error))

    def _note_failure(self, link, reason):
        """Keep a reminder that could not be sent, so that it is not tried again.

        :param pay.link link: The link.
        :param str reason: Why, for people.
        """
        link._note_sending(
            self.channel,
            "reminder",
            state="failed",
            failure_reason=reason,
            reminder_id=self.id,
        )
