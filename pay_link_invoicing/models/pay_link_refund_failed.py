from odoo import models

ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_refund_failed"


class PaymentTransaction(models.Model):
    """Refunds that the provider had accepted, and that came back after all."""

    _inherit = "payment.transaction"

    def _apply_updates(self, payment_data):
        """Remember why the provider could not give money back."""
        refund = payment_data.get("refund")
        if self.pay_link_id and self.operation == "refund" and isinstance(refund, dict):
            self = self.with_context(  # noqa: PLW0642
                pay_link_refund_reason=refund.get("failure_reason")
            )
        return super()._apply_updates(payment_data)

    def _update_state(self, allowed_states, target_state, state_message):
        accepted = self.filtered(
            lambda tx: (
                tx.pay_link_id
                and tx.operation == "refund"
                and tx.state in ("pending", "done")
            )
        )
        moved = super()._update_state(allowed_states, target_state, state_message)
        if target_state in ("error", "cancel"):
            for refund in moved & accepted:
                refund.pay_link_id._report_failed_refund(refund)
        return moved

    def _pay_link_get_refund_reason(self):
        """Return why the provider could not give money back, for people.

        https://docs.stripe.com/api/refunds/object#refund_object-failure_reason

        :rtype: str
        """
        _ = self.env._
        reasons = {
            "lost_or_stolen_card": _("The card was lost or stolen."),
            "expired_or_canceled_card": _("The card has expired or was cancelled."),
            "charge_for_pending_refund_disputed": _(
                "The customer disputes the payment."
            ),
            "insufficient_funds": _("The balance at the provider is too low."),
            "declined": _("The customer's bank declined it."),
            "merchant_request": _("It was cancelled at the provider."),
        }
        reason = self.env.context.get("pay_link_refund_reason")
        return reasons.get(reason, _("The provider gives no reason."))


class PayLink(models.Model):
    _inherit = "pay.link"

    def _report_failed_refund(self, refund):
        """Ask the seller to give money back in another way.

        :param payment.transaction refund: The refund that failed.
        """
        self.ensure_one()
        link = self._in_seller_language()
        tx = refund.with_env(link.env).with_context(
            pay_link_refund_reason=refund.env.context.get("pay_link_refund_reason")
        )
        link.sudo().activity_schedule(  # the server asks
            ACTIVITY_TYPE,
            summary=link.env._(
                "The refund of %s failed", tx.currency_id.format(-tx.amount)
            ),
            note=link.env._(
                "%(reason)s The money of %(refund)s did not reach the customer. Give it"
                " back in another way, and cancel the payment that is booked for it.",
                reason=tx._pay_link_get_refund_reason(),
                refund=tx._get_html_link(),
            ),
            user_id=self._get_responsible().id,
        )
