import logging
from datetime import timedelta

import stripe

from odoo import fields, models

from ..stripe_api import (
    INTENT_EXPAND,
    describe,
    is_final_answer,
    is_unknown_object,
)
from .payment_transaction import OPEN_STATES

_logger = logging.getLogger(__name__)

LOST_MINUTES = 10  # after which Stripe would show what it was asked for


class PaymentTransaction(models.Model):
    """What became of an attempt at Stripe: asked for, taken over, closed."""

    _inherit = "payment.transaction"

    # === ASKING === #

    def _pay_link_fetch_from_stripe(self):
        """Ask Stripe about an attempt, with its captures and refunds; take it over.

        :return: Whether Stripe answered.
        :rtype: bool
        """
        self.ensure_one()
        try:
            answer = self._pay_link_ask_stripe()
        except stripe.StripeError as error:
            _logger.warning(
                "Stripe did not say what became of %s: %s",
                self.reference,
                describe(error),
            )
            return False
        self._pay_link_take_over(**answer)
        return True

    def _pay_link_ask_stripe(self):
        """Return all that Stripe knows about an attempt. No lock is held meanwhile.

        :return: Arguments of `_pay_link_take_over`; none while nobody can have paid.
        :rtype: dict
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        session = intent = None
        if self.pay_link_session:
            session = self._pay_link_retrieve_session()
            intent = session["payment_intent"]
        elif self._pay_link_find_charge():
            intent = self._pay_link_retrieve_intent()
        refunds = []
        if intent and self._pay_link_has_refunds(intent):
            refunds = self._pay_link_list_refunds(intent)
        return {"session": session, "intent": intent, "refunds": refunds}

    def _pay_link_retrieve_intent(self):
        """Ask Stripe for the attempt's intent, with its charge.

        :rtype: dict
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        intents = self.provider_id._pay_link_get_stripe_client().v1.payment_intents
        return intents.retrieve(
            self.provider_reference, {"expand": INTENT_EXPAND}
        ).to_dict()

    def _pay_link_has_refunds(self, intent):
        """Return whether money of an intent may have been given back.

        :param dict intent: With its charge.
        :rtype: bool
        """
        charge = intent.get("latest_charge")
        is_refunded = isinstance(charge, dict) and charge.get("amount_refunded")
        return bool(is_refunded or self._pay_link_get_refunds())

    # === TAKING OVER === #

    def _pay_link_take_over(self, session=None, intent=None, refunds=()):
        """Bring the books up to what Stripe says, under lock; twice is as once.

        :param dict|None session: Stripe's object, with its intent.
        :param dict|None intent: Stripe's object; the session's, if None.
        :param list[dict] refunds: Stripe's objects.
        """
        self.ensure_one()
        self._pay_link_lock()
        intent = intent or (session and session["payment_intent"])
        if isinstance(intent, dict):
            self._pay_link_process_intent(intent, session)
            self._pay_link_take_over_refunds(refunds)
            self._pay_link_end_lost_parts()
        elif session:
            data = {"reference": self.reference, "checkout_session": session}
            self._process("stripe", data)

    def _pay_link_process_intent(self, intent, session=None):
        """Give an intent to Odoo's own processing.

        :param dict intent: Stripe's object.
        :param dict|None session: The session that it is of.
        """
        charge = intent.get("latest_charge")
        # Odoo reads the charge of a saved card where older answers of Stripe had it.
        charges = {"data": [charge] if isinstance(charge, dict) else [{}]}
        data = {
            "reference": self.reference,
            "payment_intent": {**intent, "charges": charges},
            "payment_method": intent.get("payment_method"),
        }
        if session:
            data["checkout_session"] = session
        self._process("stripe", data)

    def _pay_link_end_lost_parts(self):
        """End captures, voids and refunds that Stripe has never heard of.

        Their request failed without an answer, and Stripe does not show them since.
        """
        parts = self._pay_link_get_parts() | self._pay_link_get_refunds()
        patience = fields.Datetime.now() - timedelta(minutes=LOST_MINUTES)
        for part in parts:
            is_asked = part.operation != "refund" or not part.provider_reference
            if part.state == "pending" and is_asked and part.create_date < patience:
                part._set_error(self.env._("Stripe never got this request."))

    # === CLOSING === #

    def _pay_link_close_at_stripe(self):
        """Close the session, or cancel the intent; take over what became of it.

        :return: Whether nobody can be charged by it any more, as far as we can know.
        :rtype: bool
        """
        self.ensure_one()
        try:
            answer = self._pay_link_stop_at_stripe()
        except stripe.StripeError as error:
            if is_unknown_object(error):  # of an account that is not the provider's
                return True
            _logger.info(
                "Stripe did not close %s, asking for its state: %s",
                self.reference,
                describe(error),
            )
            is_answered = self._pay_link_fetch_from_stripe()
            return is_answered and self.state not in OPEN_STATES
        if answer:
            self._pay_link_take_over(**answer)
        return True

    def _pay_link_stop_at_stripe(self):
        """Ask Stripe to let nobody go on with this attempt.

        :return: Arguments of `_pay_link_take_over`, or nothing if there is nothing.
        :rtype: dict | None
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        if self.pay_link_session_values and not self.pay_link_session:
            # It was asked for, and no answer was kept: there may be one.
            try:
                self.pay_link_session = self._pay_link_create_session()["id"]
            except stripe.StripeError as error:
                if is_final_answer(error):  # there is none
                    return None
                raise
        if self.pay_link_session:
            return {"session": self._pay_link_expire_session()}
        if self._pay_link_find_charge():
            intents = self.provider_id._pay_link_get_stripe_client().v1.payment_intents
            intent = intents.cancel(
                self.provider_reference,
                {"expand": INTENT_EXPAND},
                self._pay_link_get_stripe_options("payment_intents_cancel"),
            )
            return {"intent": intent.to_dict()}
        return None

    # === REFUSALS === #

    def _pay_link_report_stripe_error(self, error):
        """End an attempt that Stripe refused, and tell the seller why.

        An attempt whose page may be open at Stripe is not ended by a lost answer.

        :param stripe.StripeError error: What was raised.
        """
        self.ensure_one()
        _logger.warning(
            "Stripe refused the payment page of %s: %s", self.reference, describe(error)
        )
        link = self.pay_link_id._in_seller_language()
        reason = link._describe_stripe_error(error)
        if not self.pay_link_session or is_final_answer(error):
            self._set_error(reason)
        else:
            self._log_message_on_linked_documents(reason)


class PayLink(models.Model):
    _inherit = "pay.link"

    def _describe_stripe_error(self, error):
        """Return what is wrong with Stripe, for the seller: no key, nobody's data.

        :param stripe.StripeError error: What was raised.
        :rtype: str
        """
        _ = self.env._
        if isinstance(error, stripe.AuthenticationError):
            return _(
                "Stripe does not accept the secret key: it is wrong, or was revoked."
                " Please check the keys of the payment provider."
            )
        if isinstance(error, stripe.PermissionError):
            return _(
                "The secret key may not do this at Stripe. Please check the rights of"
                " the key of the payment provider."
            )
        if isinstance(error, stripe.RateLimitError):
            return _("Stripe gets too many requests at the moment.")
        if isinstance(error, stripe.APIConnectionError):
            return _("Stripe could not be reached.")
        message = error.user_message or ""
        if "api version" in message.lower():
            return _(
                "Stripe does not know the version of its API that this server uses."
                " Please update the Python library “stripe”."
            )
        if is_final_answer(error):
            return _("Stripe refused the payment: %s", message)
        return _("Stripe has a problem of its own at the moment.")
