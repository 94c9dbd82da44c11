from datetime import UTC, datetime

from odoo import fields, models

from odoo.addons.payment import utils as payment_utils
from odoo.addons.payment_stripe import const


class PaymentTransaction(models.Model):
    """An attempt at Stripe: which objects of Stripe's are its own, and what they say.

    The transactions of links only; others keep Odoo's ways.
    """

    _inherit = "payment.transaction"

    pay_link_can_multicapture = fields.Boolean(
        string="Several Captures", readonly=True, copy=False
    )
    pay_link_capture_before = fields.Datetime(
        string="Held Until", readonly=True, copy=False
    )

    _refund_object_uniq = models.UniqueIndex(
        "(provider_id, provider_reference) WHERE pay_link_id IS NOT NULL"
        " AND operation = 'refund' AND provider_reference IS NOT NULL",
        "This refund of the provider is recorded already.",
    )

    # === HELPERS === #

    def _pay_link_is_stripe(self):
        """Return whether this is a transaction of a link at Stripe.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.pay_link_id) and self.provider_code == "stripe"

    def _pay_link_get_root(self):
        """Return the attempt that a capture, a void or a refund belongs to.

        :rtype: payment.transaction
        """
        self.ensure_one()
        root = self
        while root.source_transaction_id:
            root = root.source_transaction_id
        return root

    def _pay_link_to_minor(self, amount):
        """Return an amount in the smallest unit that Stripe counts in.

        :param float amount: In the transaction's currency.
        :rtype: int
        """
        return payment_utils.to_minor_currency_units(
            amount,
            self.currency_id,
            arbitrary_decimal_number=const.CURRENCY_DECIMALS.get(self.currency_id.name),
        )

    def _pay_link_from_minor(self, minor_amount):
        """Return what an amount of Stripe's is in the transaction's currency.

        :param int minor_amount: In Stripe's smallest unit.
        :rtype: float
        """
        return self.currency_id.round(
            payment_utils.to_major_currency_units(
                minor_amount,
                self.currency_id,
                arbitrary_decimal_number=const.CURRENCY_DECIMALS.get(
                    self.currency_id.name
                ),
            )
        )

    def _pay_link_get_method_type(self):
        """Return the name that Stripe has for the chosen payment method.

        :rtype: str
        """
        method = self.payment_method_id
        code = (method.primary_payment_method_id or method).code
        return const.PAYMENT_METHODS_MAPPING.get(code, code)

    def _pay_link_get_stripe_metadata(self):
        """Return what binds an object of Stripe's to this transaction.

        Several databases may share an account: a reference alone is not enough.

        :rtype: dict[str, str]
        """
        params_sudo = self.env["ir.config_parameter"].sudo()  # its own name only
        return {
            "reference": self.reference,
            "database": params_sudo.get_param("database.uuid"),
            "link": self.pay_link_id.sudo().name,  # no more than its number
        }

    def _pay_link_get_stripe_options(self, scope):
        """Return the options of a request that changes something at Stripe.

        The key follows from committed facts: repeated after a crash, the request is
        the same one for Stripe.

        :param str scope: What is asked for, with the facts that make it another wish.
        :rtype: dict
        """
        return {"idempotency_key": payment_utils.generate_idempotency_key(self, scope)}

    def _pay_link_is_resumable(self):
        """A page of the provider is given again; its own end ends the attempt."""
        is_hosted = self.provider_id._pay_link_uses_hosted_page()
        return is_hosted or super()._pay_link_is_resumable()

    # === INLINE FORM === #

    def _stripe_create_intent(self):
        """Keep the intent's id from its first moment, so that it can be cancelled."""
        intent = super()._stripe_create_intent()
        if intent and self.pay_link_id and self.operation != "validation":
            self.provider_reference = intent["id"]
        return intent

    def _stripe_prepare_payment_intent_payload(self):
        """Bind the intent to the attempt; capture it as the link wants."""
        payload = super()._stripe_prepare_payment_intent_payload()
        if not self.pay_link_id:
            return payload
        is_hold = self._pay_link_is_hold_wanted()
        payload["capture_method"] = "manual" if is_hold else "automatic"
        for name, value in self._pay_link_get_stripe_metadata().items():
            payload[f"metadata[{name}]"] = value
        if is_hold and self._pay_link_get_method_type() == "card":
            option = "payment_method_options[card][request_multicapture]"
            payload[option] = "if_available"
        return payload

    # === OWNERSHIP === #

    def _pay_link_owns(self, payment_data):
        """Believe Stripe's own metadata; what came with an address is text, no object.

        A capture or a void is only ever told by our own look at its hold.
        """
        if self.provider_code != "stripe":
            return super()._pay_link_owns(payment_data)
        root = self._pay_link_get_root()
        if self.operation == "refund":
            return self._pay_link_owns_refund(payment_data.get("refund"))
        is_part = isinstance(payment_data.get("pay_link_part"), dict)
        if is_part != bool(self.source_transaction_id):
            return False
        if "payment_intent" in payment_data:
            return root._pay_link_is_own_object(payment_data["payment_intent"])
        session = payment_data.get("checkout_session")
        return root._pay_link_is_own_object(session)

    def _pay_link_is_own_object(self, stripe_object):
        """Return whether an object of Stripe's was made for this attempt.

        :param dict|str|None stripe_object: An intent or a session.
        :rtype: bool
        """
        if not isinstance(stripe_object, dict):
            return False
        metadata = stripe_object.get("metadata") or {}
        own = self._pay_link_get_stripe_metadata()
        return all(
            metadata.get(name) == own[name] for name in ("reference", "database")
        )

    def _pay_link_owns_refund(self, refund):
        """Return whether a refund gives back money of this refund's own attempt.

        :param dict|str|None refund: Stripe's object.
        :rtype: bool
        """
        return (
            isinstance(refund, dict)
            and refund.get("payment_intent")
            == self._pay_link_get_root().provider_reference
            and self.provider_reference in (False, refund.get("id"))
        )

    # === ANSWERS === #

    def _extract_amount_data(self, payment_data):
        """A capture's amount is not the intent's; a session has an amount of its own.

        See `_pay_link_process_part` for what a part is.
        """
        if not self._pay_link_is_stripe() or self.operation == "refund":
            return super()._extract_amount_data(payment_data)
        if part := payment_data.get("pay_link_part"):
            payment_data = {"payment_intent": part}
        elif "payment_intent" not in payment_data:
            session = payment_data["checkout_session"]
            intent = {
                "amount": session["amount_total"],
                "currency": session["currency"] or "",
            }
            payment_data = {"payment_intent": intent}
        return super()._extract_amount_data(payment_data)

    def _apply_updates(self, payment_data):
        if not self._pay_link_is_stripe() or self.operation == "refund":
            return super()._apply_updates(payment_data)
        if self.source_transaction_id:
            return self._pay_link_apply_part(payment_data["pay_link_part"])
        if "payment_intent" not in payment_data:
            return self._pay_link_apply_session(payment_data["checkout_session"])
        intent = payment_data["payment_intent"]
        self._pay_link_remember_charge(intent.get("latest_charge"))
        if self._pay_link_may_go_on(intent, payment_data.get("checkout_session")):
            self.provider_reference = intent["id"]
            return None
        if not self._pay_link_is_in_parts(intent):
            return super()._apply_updates(payment_data)
        is_released = self.state == "cancel" and self._pay_link_get_parts()
        if self.state not in ("authorized", "done") and not is_released:
            # A part was captured before we heard of the hold.
            hold = {**intent, "status": "requires_capture"}
            super()._apply_updates({**payment_data, "payment_intent": hold})
        self._pay_link_take_over_parts(intent)
        return None

    def _pay_link_may_go_on(self, intent, session):
        """Return whether the customer can still pay an intent without a payment method.

        On Stripe's page after a refusal; in the form before anything was tried.

        :param dict intent: The intent.
        :param dict|None session: Its session, where it is known.
        :rtype: bool
        """
        is_over = isinstance(session, dict) and session["status"] != "open"
        refused = intent["status"] in const.STATUS_MAPPING["error"]
        is_untried = self.state == "draft" and not intent.get("last_payment_error")
        return refused and not is_over and (bool(self.pay_link_session) or is_untried)

    def _pay_link_remember_charge(self, charge):
        """Keep until when, and how often, the money can be captured.

        :param dict|str|None charge: The intent's latest charge.
        """
        if not isinstance(charge, dict):
            return
        card = (charge.get("payment_method_details") or {}).get("card") or {}
        multicapture = (card.get("multicapture") or {}).get("status") == "available"
        until = card.get("capture_before")
        until = until and datetime.fromtimestamp(until, UTC).replace(tzinfo=None)
        if multicapture != self.pay_link_can_multicapture:
            self.pay_link_can_multicapture = multicapture
        if until and until != self.pay_link_capture_before:
            self.pay_link_capture_before = until

    def _set_authorized(self, *, state_message=None, extra_allowed_states=()):
        """A hold that comes for an attempt that was given up is a hold all the same."""
        linked = self.filtered(
            lambda tx: tx.pay_link_id and not tx.source_transaction_id
        )
        res = super(PaymentTransaction, self - linked)._set_authorized(
            state_message=state_message, extra_allowed_states=extra_allowed_states
        )
        if not linked:
            return res
        return res | super(PaymentTransaction, linked)._set_authorized(
            state_message=state_message,
            extra_allowed_states=(*extra_allowed_states, "cancel", "error"),
        )

    def _create_child_transaction(
        self, amount, is_refund=False, **custom_create_values
    ):
        if self.pay_link_id:
            # Locked from here: Stripe may tell of it before it answers.
            root = self._pay_link_get_root()
            root._pay_link_lock()
            root.pay_link_part_count += 1
        return super()._create_child_transaction(
            amount, is_refund=is_refund, **custom_create_values
        )
