import stripe

from odoo import models
from odoo.exceptions import ValidationError


class PaymentTransaction(models.Model):
    """Refunds at Stripe: asked for once, and those that were made at its dashboard."""

    _inherit = "payment.transaction"

    def _pay_link_get_refunds(self):
        """Return the refunds of an attempt and of its captures.

        :rtype: payment.transaction
        """
        self.ensure_one()
        children = self.child_transaction_ids
        return (children | children.child_transaction_ids).filtered(
            lambda tx: tx.operation == "refund"
        )

    # === REQUESTS === #

    def _send_refund_request(self):
        if not self._pay_link_is_stripe():
            return super()._send_refund_request()
        root = self._pay_link_get_root()
        try:
            refunds = self._pay_link_look_at_refunds()
        except stripe.StripeError as error:
            self._pay_link_raise_stripe_error(error)
        unknown = root._pay_link_get_unknown_refunds(refunds)
        own = [refund for refund in unknown if self._pay_link_is_own_refund(refund)]
        if own:  # made before a crash
            self._pay_link_process_refund(own[0])
        elif unknown:
            root._pay_link_take_over_refunds(unknown)
            raise ValidationError(
                self.env._(
                    "Money was given back at Stripe meanwhile. It is recorded now:"
                    " please look at the amounts, and try again if need be."
                )
            )
        else:
            self._pay_link_create_refund()
        return None

    def _pay_link_list_refunds(self, intent):
        """Ask Stripe what was given back of an attempt's money.

        What was held and not taken is shown among it by Stripe, and left out here.

        :param dict intent: Stripe's object.
        :rtype: list[dict]
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        refunds = self.provider_id._pay_link_get_stripe_client().v1.refunds
        page = refunds.list({"payment_intent": intent["id"], "limit": 100})
        refunds = [refund.to_dict() for refund in page.auto_paging_iter()]
        release = self._pay_link_find_release(intent, refunds)
        return [refund for refund in refunds if refund is not release]

    def _pay_link_find_release(self, intent, refunds):
        """Return the refund by which Stripe shows that it released held money.

        Nobody has asked for it, it moved nothing on the account's balance, and it is as
        old as the last capture; a refund made by hand can only be younger.

        :param dict intent: Stripe's object.
        :param list[dict] refunds: Stripe's objects.
        :rtype: dict | None
        """
        released = intent["amount"] - (intent.get("amount_received") or 0)
        released -= intent.get("amount_capturable") or 0
        known = set(self._pay_link_get_refunds().mapped("provider_reference"))
        for refund in sorted(refunds, key=lambda refund: refund["created"]):
            is_ours = refund["id"] in known or refund.get("metadata")
            is_booked = is_ours or refund.get("balance_transaction")
            if not is_booked and released and refund["amount"] == released:
                return refund
        return None

    def _pay_link_look_at_refunds(self):
        """Ask Stripe for the refunds of this refund's attempt.

        :rtype: list[dict]
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        root = self._pay_link_get_root()
        return root._pay_link_list_refunds(root._pay_link_retrieve_intent())

    def _pay_link_create_refund(self):
        """Ask Stripe to give the money back.

        Where the answer got lost, the refund stays pending: Stripe is asked later.

        :raise ValidationError: If Stripe refuses.
        """
        amount = self._pay_link_to_minor(-self.amount)
        refunds = self.provider_id._pay_link_get_stripe_client().v1.refunds
        params = {
            "payment_intent": self._pay_link_get_root().provider_reference,
            "amount": amount,
            "metadata": self._pay_link_get_stripe_metadata(),
        }
        options = self._pay_link_get_stripe_options(f"refund-{amount}")
        try:
            refund = refunds.create(params, options).to_dict()
        except stripe.StripeError as error:
            refund = self._pay_link_find_lost_refund(error)
        if refund:
            self._pay_link_process_refund(refund)

    def _pay_link_find_lost_refund(self, error):
        """Return the refund that Stripe made although the request failed, if it did.

        :param stripe.StripeError error: What was raised.
        :return: None if it isn't known: then this refund is pending.
        :rtype: dict | None
        :raise ValidationError: If Stripe has not made it.
        """
        try:
            refunds = self._pay_link_look_at_refunds()
        except stripe.StripeError:
            self._set_pending(state_message=self.env._("Stripe did not answer."))
            return None
        for refund in refunds:
            if self._pay_link_is_own_refund(refund):
                return refund
        return self._pay_link_raise_stripe_error(error)

    def _pay_link_is_own_refund(self, refund):
        """Return whether Stripe made a refund for this very transaction.

        :param dict refund: Stripe's object.
        :rtype: bool
        """
        return (
            self._pay_link_is_own_object(refund)
            and refund["amount"] == self._pay_link_to_minor(-self.amount)
            and self.provider_reference in (False, refund["id"])
        )

    # === TAKING OVER === #

    def _pay_link_get_unknown_refunds(self, refunds):
        """Return the refunds of an attempt that the books don't show.

        Failed ones among them gave nothing back.

        :param list[dict] refunds: Stripe's objects.
        :rtype: list[dict]
        """
        known = set(self._pay_link_get_refunds().mapped("provider_reference"))
        return [
            refund
            for refund in refunds
            if refund["id"] not in known
            and refund["status"] not in ("failed", "canceled")
        ]

    def _pay_link_take_over_refunds(self, refunds):
        """Bring the refunds of this attempt up to what Stripe says.

        :param list[dict] refunds: Stripe's objects.
        """
        own = self._pay_link_get_refunds()
        for refund in sorted(refunds, key=lambda refund: refund["created"]):
            known = own.filtered(lambda tx, r=refund: tx.provider_reference == r["id"])
            known = known or own.filtered(
                lambda tx, r=refund: (
                    tx.state in ("draft", "pending") and tx._pay_link_is_own_refund(r)
                )
            )
            if not known and self._pay_link_get_unknown_refunds([refund]):
                known = self._pay_link_get_refunded(refund)._create_child_transaction(
                    self._pay_link_from_minor(refund["amount"]), is_refund=True
                )
            if known:
                known[:1]._pay_link_process_refund(refund)

    def _pay_link_get_refunded(self, refund):
        """Return the transaction whose payment a refund gives back.

        :param dict refund: Stripe's object.
        :return: A capture that the refund fits into, where the money came in parts.
        :rtype: payment.transaction
        """
        captures = self._pay_link_get_parts().filtered(lambda tx: tx.state == "done")
        fitting = captures.filtered(
            lambda tx: (
                tx._pay_link_to_minor(tx.amount)
                + sum(
                    tx._pay_link_to_minor(child.amount)
                    for child in tx.child_transaction_ids
                    if child.state in ("pending", "done")
                )
                >= refund["amount"]
            )
        )
        return fitting.sorted("id")[:1] or captures.sorted("id")[:1] or self

    def _pay_link_process_refund(self, refund):
        """Give a refund to Odoo's own processing.

        :param dict refund: Stripe's object.
        """
        self._process("stripe", {"reference": self.reference, "refund": refund})
