from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import HOLD_STATUSES


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_get_amount_to_capture(self, holds):
        """Return what of these holds was earned and not paid for yet.

        Note: `self.ensure_one()`

        :param payment.transaction holds: Open holds for this document.
        :return: In the document's currency. A document whose goods are not delivered by
                 Odoo has earned it all.
        :rtype: float
        """
        return holds._get_amount_capturable()

    def _pay_link_is_delivery_over(self):
        """Return whether nothing more will be delivered for the document.

        Note: `self.ensure_one()`

        :rtype: bool
        """
        return True


class SaleOrder(models.Model):
    """The money that is held for an order."""

    _inherit = "sale.order"

    pay_link_amount_held = fields.Monetary(
        string="Held by Pay Link", compute="_compute_pay_link_hold", compute_sudo=True
    )
    pay_link_amount_captured = fields.Monetary(
        string="Captured by Pay Link",
        compute="_compute_pay_link_hold",
        compute_sudo=True,
    )
    pay_link_hold_until = fields.Datetime(
        string="Held Until", compute="_compute_pay_link_hold", compute_sudo=True
    )
    pay_link_hold_status = fields.Selection(
        selection=HOLD_STATUSES,
        string="Hold of Pay Link",
        compute="_compute_pay_link_hold",
        search="_search_pay_link_hold_status",
        compute_sudo=True,
    )
    pay_link_amount_to_capture = fields.Monetary(
        string="Delivered, Not Captured",
        compute="_compute_pay_link_amount_to_capture",
        compute_sudo=True,
    )

    # === COMPUTE === #

    @api.depends(
        "transaction_ids.state",
        "transaction_ids.child_transaction_ids.state",
        "pay_link_ids.hold_until",
    )
    def _compute_pay_link_hold(self):
        for order in self:
            transactions = order.transaction_ids.filtered("pay_link_id")
            holds = transactions._filter_holds()
            open_holds = holds._filter_authorized()
            order.pay_link_amount_held = holds._get_amount_held()
            order.pay_link_amount_captured = holds._get_amount_captured()
            order.pay_link_hold_status = transactions._get_hold_status()
            order.pay_link_hold_until = (
                open_holds._get_hold_deadline()
                if open_holds
                else holds.sorted("id")[-1:].pay_link_hold_lapsed_at
            )

    def _search_pay_link_hold_status(self, operator, value):
        return [("pay_link_ids.hold_status", operator, value)]

    @api.depends(
        "pay_link_amount_held",
        "amount_total",
        "order_line.qty_delivered",
        "order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_pay_link_amount_to_capture(self):
        for order in self:
            holds = order._pay_link_get_holds()
            order.pay_link_amount_to_capture = (
                order._pay_link_get_amount_to_capture(holds) if holds else 0.0
            )

    def _pay_link_get_holds(self):
        """Return the open holds of the order's links, the first first.

        :rtype: payment.transaction
        """
        holds = self.transaction_ids._filter_holds()._filter_authorized()
        return holds.sorted("id")

    def _pay_link_get_amount_to_capture(self, holds):
        """The value delivered, less what was paid for it beside these holds."""
        self.ensure_one()
        paid = self._pay_link_get_amounts()["amount_paid"]
        paid -= self._pay_link_get_holds()._get_amount_capturable()
        earned = self._pay_link_get_value_delivered() - paid
        held = super()._pay_link_get_amount_to_capture(holds)
        return max(0.0, self.currency_id.round(min(earned, held)))

    # === ACTIONS === #

    def payment_action_capture(self):
        """Holds of links have a dialog of their own."""
        if not self.sudo()._pay_link_get_holds():  # whether, before any right is needed
            return super().payment_action_capture()
        return self.action_pay_link_capture()

    def payment_action_void(self):
        """Of holds of links, what is left is released: no more than that."""
        holds_sudo = self.sudo()._pay_link_get_holds()  # see above
        if not holds_sudo:
            return super().payment_action_void()
        return self.action_pay_link_release()

    def action_pay_link_capture(self):
        """Open the dialog that captures the money held for the order.

        :rtype: dict
        :raise UserError: If none is held.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.sudo()._pay_link_get_holds():  # checked above
            raise UserError(self.env._("No money is held any more."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Capture"),
            "res_model": "pay.link.capture",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_pay_link_release(self):
        """Give all back that is held for the order and was not captured.

        :return: A notification.
        :rtype: dict
        :raise UserError: If nothing is held.
        """
        self.check_access("write")
        holds_sudo = self.sudo()._pay_link_get_holds()  # checked above
        if not holds_sudo:
            raise UserError(self.env._("No money is held any more."))
        return holds_sudo._pay_link_release_and_tell()

    def action_pay_link_ask_again(self):
        """Ask the customer again for money whose hold has lapsed.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        links = self.pay_link_ids.filtered(lambda link: link.hold_status == "lapsed")
        if not links:
            return self.action_send_pay_link()
        return links.sorted("id")[-1:].action_ask_again()

    def _action_cancel(self):
        """Nothing will be delivered any more: what is held goes back at once."""
        res = super()._action_cancel()
        for order_sudo in self.sudo():  # part of cancelling
            holds_sudo = order_sudo._pay_link_get_holds()
            if holds_sudo:
                order_sudo._pay_link_release_cancelled(holds_sudo)
        return res

    def _pay_link_release_cancelled(self, holds):
        """Release what is held for a cancelled order; ask where a part was delivered.

        :param payment.transaction holds: Open holds.
        """
        earned = self._pay_link_get_amount_to_capture(holds)
        if self.currency_id.compare_amounts(earned, 0) > 0:
            holds.pay_link_id._report_delivered_and_cancelled(earned)
            return
        for hold in holds:
            try:
                hold._pay_link_release_rest()
            except UserError as error:  # a provider that is switched off
                hold.pay_link_id._report_refusal(hold, str(error))
