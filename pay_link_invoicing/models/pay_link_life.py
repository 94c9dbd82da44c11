import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

CRON_EXPIRE = "pay_link_invoicing.cron_pay_link_expire"
BATCH_SIZE = 500


class PayLink(models.Model):
    """What ends a link, and what opens it again."""

    _inherit = "pay.link"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().transaction_ids:
            raise UserError(
                self.env._(
                    "A pay link that was used is part of the books."
                    " Deactivate it instead."
                )
            )

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Make a new pay link from the document instead."))

    def _deactivate(self):
        """Close the addresses and release the attempts that are still open."""
        self._lock()
        moved = self._move_to("deactivated", deactivated_at=fields.Datetime.now())
        moved._release_open_attempts()
        moved.flush_recordset()  # one active link a document: a new one is to follow

    def action_deactivate(self):
        """Close the addresses for good."""
        self.check_access("write")
        self._deactivate()

    def action_renew(self, expires_at=False):
        """Open expired addresses again, and paid ones whose debt a refund reopened.

        :param datetime.datetime|str|bool expires_at: See `_renew`.
        :raise UserError: If a link was deactivated, is still active, or nothing is due,
                          or the new end has passed.
        """
        self.check_access("write")
        expires_at = fields.Datetime.to_datetime(expires_at or False) or False
        if expires_at and expires_at <= fields.Datetime.now():
            raise UserError(self.env._("The end of the link must be in the future."))
        for link in self:
            link_sudo = link.sudo()  # rights were checked above
            link_sudo._lock()
            if link_sudo._get_effective_state() not in ("expired", "paid"):
                raise UserError(
                    self.env._("Only an expired or a paid link can be renewed.")
                )
            if link_sudo.currency_id.compare_amounts(link_sudo.amount_due, 0) <= 0:
                raise UserError(
                    self.env._("%(link)s: nothing is due.", link=link.display_name)
                )
            link_sudo._renew(expires_at)

    def _renew(self, expires_at=False):
        """Open the address again, with no end unless the seller sets a new one.

        :param datetime.datetime|bool expires_at: The new end; where there is none, an
                                                  end that has passed is dropped.
        """
        self.ensure_one()
        values = {
            "paid_at": False,
            "is_paid_elsewhere": False,
            "renewal_requested_at": False,
        }
        if expires_at or self._is_over():
            values["expires_at"] = expires_at
        if self.state == "active":  # over by the clock, the cron has not run yet
            self.write(values)
        else:
            if self.supersedes:
                newer = self._search_active([(self.res_model, self.res_id)])
                newer = newer._filter_rivals([self._get_debt()])
                newer._deactivate()
                newer._point_to(self)
            self._move_to("active", **values)

    def action_open_page(self):
        """Open the pay page as the customer sees it.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")  # a field that is not stored asks for no rights
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    @api.model
    def _cron_expire(self):
        """Write the end of the links whose time is over, one a transaction."""
        over = self.search(
            [("state", "=", "active"), ("expires_at", "<=", fields.Datetime.now())],
            order="expires_at",
            limit=BATCH_SIZE,
        )
        for link in over:
            link._try_expire()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        if len(over) == BATCH_SIZE:
            self.env.ref(CRON_EXPIRE)._trigger()

    def _try_expire(self):
        """Write the end of this link, unless somebody else has it; it fails alone."""
        self.ensure_one()
        try:
            if self.try_lock_for_update(allow_referencing=True) and self._is_over():
                self._move_to("expired")
                self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Could not expire pay link %s", self.name)
