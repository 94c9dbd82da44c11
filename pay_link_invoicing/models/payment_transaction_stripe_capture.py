import stripe

from odoo import fields, models
from odoo.exceptions import ValidationError

from ..stripe_api import FINAL_STATUSES, INTENT_EXPAND


class PaymentTransaction(models.Model):
    """The parts of a hold at Stripe: what was captured of it, and what was released.

    Odoo keeps each as a transaction of its own below the hold. What Stripe did and the
    books miss, after a crash or by Stripe's own dashboard, is looked at first.
    """

    _inherit = "payment.transaction"

    pay_link_is_void = fields.Boolean(
        readonly=True, copy=False, help="Whether this part gives held money back."
    )

    def _pay_link_get_parts(self):
        """Return the captures and voids of a hold, finished or under way.

        :rtype: payment.transaction
        """
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state != "error"
        )

    # === REQUESTS === #

    def _send_capture_request(self):
        if not self._pay_link_is_stripe():
            return super()._send_capture_request()
        hold = self.source_transaction_id
        intent = self._pay_link_look_before_acting()
        if self.state not in ("draft", "pending"):  # Stripe had done it already
            return None
        amount = self._pay_link_to_minor(self.amount)
        if amount > intent["amount_capturable"]:
            raise ValidationError(
                self.env._(
                    "Stripe holds %s: no more than that can be captured.",
                    self.currency_id.format(
                        self._pay_link_from_minor(intent["amount_capturable"])
                    ),
                )
            )
        params = {"amount_to_capture": amount, "expand": INTENT_EXPAND}
        if hold.pay_link_can_multicapture:
            params["final_capture"] = amount == intent["amount_capturable"]
        scope = f"capture-{intent['amount_received']}-{amount}"
        return self._pay_link_change_hold("capture", params, scope)

    def _send_void_request(self):
        if not self._pay_link_is_stripe():
            return super()._send_void_request()
        self.pay_link_is_void = True
        intent = self._pay_link_look_before_acting()
        if self.state not in ("draft", "pending"):  # Stripe had done it already
            return None
        if self._pay_link_to_minor(self.amount) != intent["amount_capturable"]:
            raise ValidationError(
                self.env._(
                    "Stripe gives back all that is still held: %s.",
                    self.currency_id.format(
                        self._pay_link_from_minor(intent["amount_capturable"])
                    ),
                )
            )
        params = {"expand": INTENT_EXPAND}
        if not intent["amount_received"]:
            return self._pay_link_change_hold("cancel", params, "void")
        # What was captured in part can't be cancelled: a last capture takes nothing.
        params.update(amount_to_capture=0, final_capture=True)
        return self._pay_link_change_hold("capture", params, "void")

    def _pay_link_look_before_acting(self):
        """Ask Stripe for the hold of this part, and book what the books miss.

        :return: Stripe's intent.
        :rtype: dict
        :raise ValidationError: If Stripe does not answer.
        """
        hold = self.source_transaction_id
        try:
            intent = hold._pay_link_retrieve_intent()
        except stripe.StripeError as error:
            self._pay_link_raise_stripe_error(error)
        hold._pay_link_take_over_parts(intent)
        return intent

    def _pay_link_change_hold(self, verb, params, scope):
        """Capture or cancel the hold of this part; take over what Stripe made of it.

        Where the answer got lost, Stripe is asked. Where it does not say either, the
        part stays pending: the next look at Stripe decides.

        :param str verb: `capture` or `cancel`.
        :param dict params: Of the request.
        :param str scope: See `_pay_link_get_stripe_options`.
        :raise ValidationError: If Stripe has not done it.
        """
        hold = self.source_transaction_id
        intents = self.provider_id._pay_link_get_stripe_client().v1.payment_intents
        options = self._pay_link_get_stripe_options(scope)
        reason = None
        try:
            intent = getattr(intents, verb)(hold.provider_reference, params, options)
            intent = intent.to_dict()
        except stripe.StripeError as error:
            reason = error
            try:
                intent = hold._pay_link_retrieve_intent()
            except stripe.StripeError:
                self._set_pending(state_message=self.env._("Stripe did not answer."))
                return
        hold._pay_link_take_over_parts(intent)
        if reason and self.state in ("draft", "pending"):
            self._pay_link_raise_stripe_error(reason)

    def _pay_link_raise_stripe_error(self, error):
        """Refuse with what is wrong at Stripe; Odoo shows it on the transaction.

        :param stripe.StripeError error: What was raised.
        :raise ValidationError: Always.
        """
        raise ValidationError(self.pay_link_id._describe_stripe_error(error)) from error

    # === TAKING OVER === #

    def _pay_link_take_over_parts(self, intent):
        """Bring the captures and voids of this hold up to what Stripe says.

        :param dict intent: Stripe's object.
        """
        self.ensure_one()
        self._pay_link_take_over_captured(intent)
        if intent["status"] in FINAL_STATUSES:
            self._pay_link_take_over_released(intent)
        self._pay_link_remember_charge(intent.get("latest_charge"))

    def _pay_link_is_in_parts(self, intent):
        """Return whether an intent's money was captured in parts, or not all of it.

        :param dict intent: Stripe's object.
        :rtype: bool
        """
        is_part = 0 < (intent.get("amount_received") or 0) < intent["amount"]
        is_hold = intent["status"] in ("requires_capture", *FINAL_STATUSES)
        return bool(self._pay_link_get_parts()) or (is_part and is_hold)

    def _pay_link_take_over_captured(self, intent):
        """Book what Stripe has captured of this hold and the books don't show.

        :param dict intent: Stripe's object.
        """
        captured = self._pay_link_get_parts().filtered(lambda tx: tx.state == "done")
        booked = sum(self._pay_link_to_minor(tx.amount) for tx in captured)
        missing = (intent.get("amount_received") or 0) - booked
        if missing > 0:
            self._pay_link_process_part(intent, missing, is_captured=True)

    def _pay_link_take_over_released(self, intent):
        """Record as voided what Stripe released of this hold, by itself or not.

        :param dict intent: Stripe's object; it takes no more money.
        """
        parts = self._pay_link_get_parts()
        ended = parts.filtered(lambda tx: tx.state in ("done", "cancel"))
        rest = self._pay_link_to_minor(self.amount) - sum(
            self._pay_link_to_minor(tx.amount) for tx in ended
        )
        if rest > 0:
            self._pay_link_process_part(intent, rest, is_captured=False)
        for part in parts - ended:
            if part.state in ("draft", "pending"):
                part._set_error(self.env._("Stripe holds no money any more."))

    def _pay_link_process_part(self, intent, amount, *, is_captured):
        """Book one capture or void of this hold, in the part that waits for it.

        :param dict intent: Stripe's object.
        :param int amount: In Stripe's smallest unit.
        :param bool is_captured: Whether the money was taken; else it was released.
        """
        part = self._pay_link_get_parts().filtered(
            lambda tx: (
                tx.state in ("draft", "pending")
                and tx.pay_link_is_void != is_captured
                and self._pay_link_to_minor(tx.amount) == amount
            )
        )[:1]
        if not part:
            part = self._create_child_transaction(
                self._pay_link_from_minor(amount), pay_link_is_void=not is_captured
            )
        part._process(
            "stripe",
            {
                "reference": part.reference,
                "payment_intent": intent,
                "pay_link_part": {
                    "id": intent["id"],
                    "amount": amount,
                    "currency": intent["currency"],
                    "is_captured": is_captured,
                },
            },
        )

    def _pay_link_apply_part(self, part):
        """Take over what became of this capture or void.

        :param dict part: See `_pay_link_process_part`.
        """
        self.provider_reference = part["id"]
        if part["is_captured"]:
            self._set_done()
        else:
            self._set_canceled(state_message=self.env._("Released by Stripe."))
