from datetime import UTC, timedelta

import stripe

from odoo import fields, models
from odoo.tools import email_normalize

from ..stripe_api import (
    NAME_LENGTH_MAX,
    SESSION_EXPAND,
    SESSION_HOURS_MAX,
    SESSION_LINES_MAX,
    SESSION_MINUTES_MIN,
    get_locale,
)
from .payment_transaction import OPEN_STATES

ASK_PAUSE_SECONDS = 8  # between two questions, however often the page asks us


class PaymentTransaction(models.Model):
    """The page of Stripe's on which an attempt is paid: one Checkout Session.

    What is asked of Stripe is written down and committed before it is asked. Repeated
    after a crash, it is the same request with the same key, and gets the same session.
    """

    _inherit = "payment.transaction"

    pay_link_session = fields.Char(
        string="Checkout Session", readonly=True, copy=False, index="btree_not_null"
    )
    pay_link_session_values = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What Stripe was asked for, to be asked in the same words again.",
    )

    pay_link_asked_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the provider was last asked because a customer waits.",
    )

    _session_uniq = models.UniqueIndex(
        "(provider_id, pay_link_session) WHERE pay_link_session IS NOT NULL",
        "This page of the provider belongs to another transaction.",
    )

    def _pay_link_prepare_checkout(self):
        """Write down what the provider will be asked for; to be committed before that.

        Note: `self.ensure_one()`
        """
        self.ensure_one()
        if self._pay_link_is_stripe() and not self.pay_link_session_values:
            self.pay_link_session_values = self._pay_link_prepare_session()

    def _pay_link_get_session_url(self):
        """Return the address of the attempt's session, made now or resumed.

        :return: None if the session is over: then the attempt is what became of it.
        :rtype: str | None
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        self.ensure_one()
        if self.pay_link_session:
            session = self._pay_link_retrieve_session()
        else:
            session = self._pay_link_create_session()
            self.pay_link_session = session["id"]
            self._pay_link_plan_end(session["expires_at"])
        if session["status"] == "open":
            return session["url"]
        self._pay_link_take_over(session=session)
        return None

    def _pay_link_create_session(self):
        """Ask Stripe for a session; the same one each time.

        An address that Stripe does not take is left out: the customer types one there.

        :rtype: dict
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        self._pay_link_prepare_checkout()
        values, scope = dict(self.pay_link_session_values), "checkout_sessions"
        sessions = self.provider_id._pay_link_get_stripe_client().v1.checkout.sessions
        options = self._pay_link_get_stripe_options(scope)
        try:
            return sessions.create(values, options).to_dict()
        except stripe.InvalidRequestError as error:
            if error.param != "customer_email":
                raise
        values.pop("customer_email", None)
        options = self._pay_link_get_stripe_options(f"{scope}_without_email")
        return sessions.create(values, options).to_dict()

    def _pay_link_retrieve_session(self):
        """Ask Stripe for the attempt's session, with its intent and charge.

        :rtype: dict
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        sessions = self.provider_id._pay_link_get_stripe_client().v1.checkout.sessions
        return sessions.retrieve(
            self.pay_link_session, {"expand": SESSION_EXPAND}
        ).to_dict()

    def _pay_link_expire_session(self):
        """Close the attempt's session, so that nobody can pay on it.

        :rtype: dict
        :raise stripe.StripeError: If it is not open, or Stripe does not answer.
        """
        sessions = self.provider_id._pay_link_get_stripe_client().v1.checkout.sessions
        return sessions.expire(
            self.pay_link_session,
            {"expand": SESSION_EXPAND},
            self._pay_link_get_stripe_options("checkout_sessions_expire"),
        ).to_dict()

    def _pay_link_apply_session(self, session):
        """Take over what a session without an intent says: nobody has paid.

        :param dict session: Stripe's object.
        """
        if session["status"] == "expired":
            self._set_canceled(
                state_message=self.env._("The payment page was closed unpaid.")
            )

    def _pay_link_is_time_to_ask(self):
        """Return whether the provider may be asked for a customer who came back.

        :rtype: bool
        """
        if not self.pay_link_session or self.state not in OPEN_STATES:
            return False
        pause = timedelta(seconds=ASK_PAUSE_SECONDS)
        asked = self.pay_link_asked_at
        return not asked or asked <= fields.Datetime.now() - pause

    # === WHAT STRIPE IS ASKED FOR === #

    def _pay_link_prepare_session(self):
        """Return the parameters of the attempt's Checkout Session.

        https://docs.stripe.com/api/checkout/sessions/create

        :rtype: dict
        """
        link_sudo = self.pay_link_id.sudo()._in_customer_language()  # its own payment
        metadata = self._pay_link_get_stripe_metadata()
        is_hold = self._pay_link_is_hold_wanted()
        method_type = self._pay_link_get_method_type()
        values = {
            "mode": "payment",
            "client_reference_id": self.reference,
            "metadata": metadata,
            "payment_intent_data": {
                "description": self.reference,
                "metadata": metadata,
                "capture_method": "manual" if is_hold else "automatic",
            },
            "line_items": self._pay_link_prepare_session_lines(link_sudo),
            "allowed_payment_method_types": [method_type],
            "adaptive_pricing": {"enabled": False},  # the amount is the link's own
            "locale": get_locale(link_sudo.env.lang),
            "expires_at": self._pay_link_get_session_end(link_sudo.expires_at),
            "success_url": f"{link_sudo.url}?awaiting=1",
            "cancel_url": link_sudo.url,
        }
        if email := email_normalize(link_sudo.email or self.partner_email or ""):
            values["customer_email"] = email
        if is_hold and method_type == "card":
            values["payment_method_options"] = {
                "card": {"request_multicapture": "if_available"}
            }
        return values

    def _pay_link_prepare_session_lines(self, link_sudo):
        """Return the lines of the document where they add up to the amount, else one.

        :param pay.link link_sudo: In the customer's language.
        :return: `line_items` of a session.
        :rtype: list[dict]
        """
        total = self._pay_link_to_minor(self.amount)
        document = link_sudo._get_document()
        lines = [
            (line["name"], line["quantity"], self._pay_link_to_minor(line["amount"]))
            for line in (document._pay_link_get_lines() if document else [])
        ]
        amounts = [amount for _name, _quantity, amount in lines]
        is_whole = sum(amounts) == total and len(lines) <= SESSION_LINES_MAX
        if not is_whole or min(amounts, default=0) <= 0:
            lines = [(link_sudo.document_name or link_sudo.name, "", total)]
        return [
            self._pay_link_prepare_session_line(name or "-", quantity, amount)
            for name, quantity, amount in lines
        ]

    def _pay_link_prepare_session_line(self, name, quantity, amount):
        """Return one line of a session.

        :param str name: What is paid.
        :param str quantity: With its unit, or empty.
        :param int amount: In Stripe's smallest unit.
        :rtype: dict
        """
        product = {"name": name[:NAME_LENGTH_MAX]}
        if quantity:
            product["description"] = quantity
        return {
            "quantity": 1,
            "price_data": {
                "currency": self.currency_id.name.lower(),
                "unit_amount": amount,
                "product_data": product,
            },
        }

    def _pay_link_get_session_end(self, link_end):
        """Return when Stripe closes the session: no later than the link ends.

        Stripe wants half an hour at least; where the link ends earlier, the cron that
        closes links closes the session too.

        :param datetime.datetime|bool link_end: The link's end.
        :return: Seconds since 1970.
        :rtype: int
        """
        start = self.create_date
        end = start + timedelta(hours=SESSION_HOURS_MAX)
        end = min(end, link_end or end)
        end = max(end, start + timedelta(minutes=SESSION_MINUTES_MIN))
        return int(end.replace(tzinfo=UTC).timestamp())

    def _pay_link_plan_end(self, session_end):
        """Have the session closed at the link's end, where Stripe would do it later.

        :param int session_end: When Stripe closes it, in seconds since 1970.
        """
        link_sudo = self.pay_link_id.sudo()  # its end
        end = link_sudo.expires_at
        if end and end.replace(tzinfo=UTC).timestamp() < session_end:
            cron_sudo = self.env.ref("pay_link_invoicing.cron_pay_link_expire").sudo()
            cron_sudo._trigger(at=max(end, fields.Datetime.now()))
