"""The end of a deposit: the order is cancelled, or the goods come back."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.pay_link_invoicing.models.pay_link_refund import ACTIVITY_TYPE

DECISIONS = ("refund", "keep")


class PosOrder(models.Model):
    _inherit = "pos.order"

    # === CRUD === #

    def write(self, vals):
        drafts = self.browse()
        if vals.get("state") == "cancel":
            drafts = self.filtered(lambda order: order.state == "draft")
        res = super().write(vals)
        for order in drafts:
            order._pay_link_follow_cancel()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deposit(self):
        for order in self:
            if order.payment_ids._pay_link_filter_deposits():
                raise UserError(
                    self.env._(
                        "%s has a deposit by pay link: cancel the order instead.",
                        order.display_name,
                    )
                )

    @api.model
    def remove_from_ui(self, server_ids):
        """Orders with a deposit leave a till, not the server."""
        orders = self.browse(server_ids).exists()
        kept = orders.filtered(
            lambda order: order.payment_ids._pay_link_filter_deposits()
        )
        return super().remove_from_ui((orders - kept).ids)

    # === TILL === #

    def action_pos_order_cancel(self):
        """Orders that wait for money stay, unless somebody decides about it.

        Tills cancel what is left when they close. The back office cancels what was
        chosen; there, the seller is asked about the money.
        """
        is_decided = self.env.context.get("pay_link_decision") in DECISIONS
        if is_decided or self.env.context.get("active_ids"):
            return super().action_pos_order_cancel()
        kept = self._pay_link_filter_kept()
        kept._pay_link_leave_session()
        if kept and kept == self:
            return {"pos.order": []}
        return super(PosOrder, self - kept).action_pos_order_cancel()

    def pay_link_get_deposit(self):
        """Return what a cashier has to know of the deposit to cancel or refund.

        :return: `amount` that can be given back, `provider` that gives it back,
                 `can_refund` (whether it does so by itself), `held`, `has_link`.
        :rtype: dict
        """
        self._pay_link_check_cashier()
        order_sudo = self.sudo()  # checked right above
        attempts = order_sudo._pay_link_get_refundable()
        links = order_sudo.pay_link_ids
        supports = [attempt._get_refund_support() for attempt in attempts]
        return {
            "amount": order_sudo._pay_link_get_amount_returnable(),
            "provider": ", ".join(set(attempts.provider_id.mapped("name"))),
            "can_refund": bool(supports) and "none" not in supports,
            "held": links.transaction_ids._get_amount_held(),
            "has_link": "active" in links.mapped("state"),
        }

    def pay_link_cancel(self, decision):
        """Cancel an order in progress and decide about its deposit.

        :param str decision: `refund` through the provider, or `keep` as credit.
        :return: What to tell the cashier: `message` and `type`.
        :rtype: dict
        :raise UserError: If the order is finished, or the decision is none.
        """
        self._pay_link_check_cashier()
        order_sudo = self.sudo()  # checked right above
        order_sudo.pay_link_ids._lock()
        if decision not in DECISIONS:
            raise UserError(self.env._("Refund the deposit, or keep it as credit."))
        if order_sudo.state != "draft":
            raise UserError(
                self.env._("%s is finished: refund it instead.", self.display_name)
            )
        attempts = order_sudo._pay_link_get_refundable()
        order_sudo.with_context(pay_link_decision=decision)._pay_link_end()
        config = order_sudo.config_id
        config.notify_synchronisation(config.current_session_id.id, "pay_link")
        if not attempts:
            return {"type": "success", "message": self.env._("Cancelled.")}
        if decision == "keep":
            text = self.env._(
                "The deposit stays as credit of %s.", self.partner_id.name
            )
            return {"type": "success", "message": text}
        return order_sudo._pay_link_refund_all(attempts)

    def _pay_link_check_cashier(self):
        """Check that the user works at tills, and may work on this order.

        :raise AccessError: If not.
        """
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only cashiers may do this."))
        self.check_access("write")
        self.config_id.check_access("read")

    # === CANCELLING === #

    def _pay_link_end(self):
        """Cancel an order in progress, for whatever day it is."""
        self.write({"state": "cancel"})

    def _pay_link_follow_cancel(self):
        """Take the deposit off a cancelled order, and see to its money."""
        order_sudo = self.sudo().with_context(pay_link_deposit=True)  # our own lines
        links = order_sudo.pay_link_ids
        if not links:
            return
        attempts = order_sudo._pay_link_get_refundable()
        order_sudo.payment_ids._pay_link_filter_deposits().unlink()
        order_sudo.amount_paid = order_sudo._compute_amount_paid()
        links.filtered(lambda link: link.state == "active")._deactivate()
        if links.transaction_ids._filter_authorized():
            order_sudo._pay_link_note_follow_up()
        for attempt in attempts:
            attempt.pay_link_id._report_exception(attempt, "late")
        if self.env.context.get("pay_link_decision") == "keep":
            for link in attempts.pay_link_id:
                link._resolve_exception("kept")

    def _pay_link_get_refundable(self):
        """Return the deposits of which something can still be given back.

        :rtype: payment.transaction
        """
        attempts = self._pay_link_get_attempts()
        return attempts.pay_link_id._get_refundable().filtered(
            lambda tx: tx in attempts
        )

    def _pay_link_refund_all(self, attempts):
        """Give these payments back in full.

        :param payment.transaction attempts: Payments by link.
        :return: What to tell the cashier: `message` and `type`.
        :rtype: dict
        """
        answers = [
            self._pay_link_refund(attempt, attempt._get_amount_unrefunded())
            for attempt in attempts
        ]
        ranks = {"success": 0, "info": 1, "danger": 2}
        worst = max(answers, key=lambda answer: ranks.get(answer["type"], 2))
        text = " ".join(answer["message"] for answer in answers)
        if worst["type"] == "danger":
            text = self.env._(
                "%s The money stays on the customer's account until the seller"
                " decides.",
                text,
            )
        return {"type": worst["type"], "message": text}

    def _pay_link_refund(self, attempt, amount):
        """Give a part of a payment back, as the dialog of its link does.

        :param payment.transaction attempt: A payment by link.
        :param float amount: In its currency.
        :return: `message` and `type`; what fails is told, not raised.
        :rtype: dict
        """
        wizard_sudo = self.env["pay.link.refund"].sudo()  # callers check rights
        values = {"link_id": attempt.pay_link_id.id, "transaction_id": attempt.id}
        wizard_sudo = wizard_sudo.create({**values, "amount": amount})
        wizard_sudo.amount = amount
        try:
            answer = wizard_sudo.action_refund()["params"]
        except UserError as error:
            return {"type": "danger", "message": str(error)}
        return {"type": answer["type"], "message": answer["message"]}

    # === GOODS THAT COME BACK === #

    def _pay_link_get_returns(self):
        """Return the lines of a refund that give a deposit back.

        :rtype: pos.payment
        """
        return self.payment_ids.filtered(
            lambda line: (
                line.payment_method_id.is_pay_link
                and not line.pay_link_transaction_id
                and line.amount < 0
            )
        )

    def _pay_link_get_amount_returnable(self, refund=None):
        """Return what of the deposit can still be given back.

        :param pos.order|None refund: The refund that is being made, which asks.
        :return: In the order's currency.
        :rtype: float
        """
        order_sudo = self.sudo()  # an amount only
        attempts = order_sudo._pay_link_get_refundable()
        left = sum(tx._get_amount_unrefunded() for tx in attempts)
        if self.state != "draft":
            lines = order_sudo.payment_ids._pay_link_filter_deposits()
            refunds = order_sudo.lines.refund_orderline_ids.order_id.filtered(
                lambda order: order != refund and order.state in ("paid", "done")
            )
            used = sum(lines.mapped("amount"))
            used += sum(refunds._pay_link_get_returns().mapped("amount"))
            left = min(left, used)
        return max(0.0, self.currency_id.round(left))

    def _pay_link_check_returns(self):
        """Check that a refund gives back no more than is left of the deposit.

        :raise UserError: If it does.
        """
        returns = self._pay_link_get_returns()
        if not returns:
            return
        original, currency = self.refunded_order_id, self.currency_id
        if original.sudo().pay_link_ids:
            original.sudo().pay_link_ids._lock()  # two tills refund at once
        left = original._pay_link_get_amount_returnable(self) if original else 0.0
        wanted = -sum(returns.mapped("amount"))
        if currency.compare_amounts(wanted, left) > 0:
            raise UserError(
                self.env._(
                    "Only %s of the deposit can still be given back by pay link.",
                    currency.format(left),
                )
            )
        self.partner_id = original.partner_id

    def _pay_link_return_deposits(self):
        """Give back through the provider what a refund at the till gives back."""
        self.ensure_one()
        left = -sum(self._pay_link_get_returns().mapped("amount"))
        original = self.refunded_order_id
        for attempt in original._pay_link_get_refundable().sorted("id"):
            amount = min(left, attempt._get_amount_unrefunded())
            if self.currency_id.compare_amounts(amount, 0) <= 0:
                break
            left = self.currency_id.round(left - amount)
            answer = original._pay_link_refund(attempt, amount)
            if answer["type"] == "danger":
                self._pay_link_ask_for_refund(attempt, amount, answer["message"])

    def _pay_link_ask_for_refund(self, attempt, amount, reason):
        """Ask the seller to give money back that the provider did not.

        :param payment.transaction attempt: The payment.
        :param float amount: In its currency.
        :param str reason: What the provider says.
        """
        link = attempt.pay_link_id
        link.activity_schedule(
            ACTIVITY_TYPE,
            summary=self.env._(
                "Give %s back to the customer", attempt.currency_id.format(amount)
            ),
            note=reason,
            user_id=link._get_responsible().id,
        )
        self.message_post(body=reason)

    def _pay_link_match_returns(self):
        """Match what was given back by link with the credit notes of the till."""
        refunds = self._pay_link_get_attempts().filtered(
            lambda tx: tx.operation == "refund"
        )
        credits_sudo = self.sudo().lines.refund_orderline_ids.order_id.account_move
        lines = refunds._filter_received()._get_receivable_lines()
        lines |= credits_sudo.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for account_lines in lines.grouped("account_id").values():
            account_lines._pay_link_match()
