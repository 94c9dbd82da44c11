from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import HOLD_STATUSES


class PayLink(models.Model):
    """Money of a link that is held: its clock, and what the seller does with it."""

    _inherit = "pay.link"

    hold_until = fields.Datetime(
        string="Held Until",
        compute="_compute_hold",
        compute_sudo=True,
        store=True,
        help="Until when the held money can be captured. After that, the provider gives"
        " it back.",
    )
    hold_status = fields.Selection(
        selection=HOLD_STATUSES,
        compute="_compute_hold",
        compute_sudo=True,
        store=True,
    )
    amount_held = fields.Monetary(
        string="Held", compute="_compute_amount_held", compute_sudo=True
    )

    # === COMPUTE === #

    @api.depends(
        "transaction_ids.state",
        "transaction_ids.pay_link_is_hold",
        "transaction_ids.pay_link_hold_lapsed_at",
        "transaction_ids.last_state_change",
        "company_id.pay_link_hold_days",
    )
    def _compute_hold(self):
        """A cron computes these again too: time passes, nothing else changes."""
        for link in self:
            transactions = link.transaction_ids
            holds = transactions._filter_holds()
            open_holds = holds._filter_authorized()
            link.hold_until = (
                open_holds._get_hold_deadline()
                if open_holds
                else holds.sorted("id")[-1:].pay_link_hold_lapsed_at
            )
            link.hold_status = transactions._get_hold_status()

    @api.depends("transaction_ids.state", "transaction_ids.amount")
    def _compute_amount_held(self):
        for link in self:
            link.amount_held = link.transaction_ids._get_amount_held()

    # === ACTIONS === #

    def action_capture_hold(self):
        """Open the dialog that captures held money.

        :rtype: dict
        :raise UserError: If none is held.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_held()
        document = self._get_document()
        context = {"default_link_id": self.id}
        if document and document._name == "sale.order":
            context["default_order_id"] = document.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Capture"),
            "res_model": "pay.link.capture",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_release_hold(self):
        """Give all back that is held and was not captured.

        :return: A notification.
        :rtype: dict
        :raise UserError: If nothing is held.
        """
        self.check_access("write")
        self._check_held()
        holds_sudo = self.sudo().transaction_ids._filter_authorized()  # checked above
        return holds_sudo._pay_link_release_and_tell()

    def action_ask_again(self):
        """Open the dialog that asks for the money of a hold that lapsed.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "deactivated":
            return self._get_document().action_send_pay_link()
        if self._get_effective_state() != "active":
            self.action_renew()
        return self.action_send()

    def _check_held(self):
        """Check that there is something to capture or to release.

        :raise UserError: If not.
        """
        if all(
            link.currency_id.compare_amounts(link.amount_held, 0) <= 0 for link in self
        ):
            raise UserError(self.env._("No money is held any more."))

    # === BUSINESS === #

    def _is_over(self):
        """A link whose money is held, and that asks no more, waits for no customer."""
        self.ensure_one()
        return super()._is_over() and not self._is_all_held()

    def _is_all_held(self):
        """Return whether money is held and none is due.

        :rtype: bool
        """
        self.ensure_one()
        if self.hold_status not in ("held", "lapsing"):
            return False
        return self.currency_id.compare_amounts(self._get_amount_asked(), 0) <= 0

    def _is_covered(self, document):
        """Held money is not paid yet."""
        held = self.transaction_ids._get_amount_held()
        if self.currency_id.compare_amounts(held, 0) > 0:
            return False
        return super()._is_covered(document)

    def _settle(self, transaction):
        res = super()._settle(transaction)
        self._follow_holds()
        return res

    def _follow_holds(self):
        """Drop what was asked about holds that are over; close what asks no more.

        What was released was not delivered: nobody pays it by this link.
        """
        self.ensure_one()
        holds = self.transaction_ids._filter_holds()
        if holds._filter_authorized():
            return
        self._drop_hold_activities()
        compare = self.currency_id.compare_amounts
        released = holds._get_amount_released()
        if (
            self.state == "active"
            and compare(self.amount_paid, 0) > 0
            and compare(released, 0) > 0
            and compare(self._get_amount_asked(), released) <= 0
        ):
            self._move_to("paid", paid_at=fields.Datetime.now())
