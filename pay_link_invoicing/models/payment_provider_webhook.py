import hashlib
import json

import stripe

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.payment_stripe import const

from ..const import STRIPE_EVENTS, STRIPE_TOLERANCE_SECONDS


class PaymentProvider(models.Model):
    """Webhooks of Stripe: who may send them, and what they are about."""

    _inherit = "payment.provider"

    pay_link_old_webhook_secrets = fields.Text(
        string="Earlier Webhook Secrets",
        copy=False,
        groups="base.group_system",
        help="One per line. Stripe's messages are accepted with these secrets too, so"
        " that none is lost while the secret is replaced.",
    )
    pay_link_is_webhook_missing = fields.Boolean(
        compute="_compute_pay_link_is_webhook_missing",
        compute_sudo=True,
        help="Whether messages about pay links are refused because there is no secret.",
    )

    @api.depends("code", "state", "pay_link_is_offered", "stripe_webhook_secret")
    def _compute_pay_link_is_webhook_missing(self):
        for provider in self:
            provider.pay_link_is_webhook_missing = (
                provider.code == "stripe"
                and provider.state != "disabled"
                and provider.pay_link_is_offered
                and not (provider.stripe_webhook_secret or "").strip()
            )

    # === ACTIONS === #

    def action_stripe_create_webhook(self):
        """Create the endpoint at Stripe, with the events that pay links need too."""
        self.ensure_one()
        self.check_access("write")
        if (
            self.code != "stripe"
            or self.stripe_webhook_secret
            or not self.stripe_secret_key
        ):
            return super().action_stripe_create_webhook()
        self.stripe_webhook_secret = self._pay_link_create_endpoint()
        return self._pay_link_notify_webhook(
            self.env._("Stripe now tells Odoo about payments.")
        )

    def action_pay_link_rotate_webhook(self):
        """Create another endpoint at Stripe; what the old one sends is still accepted.

        :return: The notification that says what to do at Stripe.
        :rtype: dict
        :raise UserError: If there is no secret to replace.
        """
        self.ensure_one()
        self.check_access("write")
        if self.code != "stripe" or not self.stripe_webhook_secret:
            raise UserError(self.env._("There is no webhook secret to replace."))
        secret = self._pay_link_create_endpoint()
        secrets = self._pay_link_get_webhook_secrets()
        self.write(
            {
                "stripe_webhook_secret": secret,
                "pay_link_old_webhook_secrets": "\n".join(secrets),
            }
        )
        return self._pay_link_notify_webhook(
            self.env._(
                "The secret was replaced. Delete the older endpoint at Stripe in a few"
                " days, then remove its secret here."
            )
        )

    def _pay_link_create_endpoint(self):
        """Create the endpoint of this database at Stripe, as Odoo does it.

        https://docs.stripe.com/api/webhook_endpoints/create

        :return: Its secret, which Stripe tells once only.
        :rtype: str
        :raise ValidationError: If Stripe refuses, with its reason.
        """
        endpoint = self._send_api_request(
            "POST",
            "webhook_endpoints",
            data={
                "url": self._get_stripe_webhook_url(),
                "enabled_events[]": STRIPE_EVENTS,
                "api_version": const.API_VERSION,  # what Odoo's own handler reads
            },
            idempotency_key=self._pay_link_get_endpoint_key(),
        )
        return endpoint.get("secret")

    def _pay_link_get_endpoint_key(self):
        """Return the idempotency key of a new endpoint.

        The same until its secret is stored, as storing it changes the provider.

        :rtype: str
        """
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # no secret
        facts = (
            parameters_sudo.get_param("database.uuid"),
            self.id,
            self.write_date.isoformat(),
        )
        digest = hashlib.sha256(repr(facts).encode()).hexdigest()
        return f"pay-link-endpoint-{digest[:40]}"

    def _pay_link_notify_webhook(self, message):
        """Return the notification after which the form shows the new secret.

        :rtype: dict
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS === #

    def _pay_link_get_webhook_secrets(self):
        """Return the secret of the webhook and those it had before.

        :rtype: list[str]
        """
        self.ensure_one()
        old = (self.pay_link_old_webhook_secrets or "").splitlines()
        secrets = [(self.stripe_webhook_secret or "").strip(), *map(str.strip, old)]
        return list(dict.fromkeys(filter(None, secrets)))

    @api.model
    def _pay_link_search_verified(self, body, signature):
        """Return the providers for which Stripe has signed a message.

        Companies that share an account at Stripe may share the secret.

        :param bytes body: The message.
        :param str signature: Its `Stripe-Signature` header.
        :rtype: payment.provider
        """
        providers = self.search(
            Domain("code", "=", "stripe") & Domain("state", "!=", "disabled")
        )
        return providers.filtered(lambda p: p._pay_link_is_signed(body, signature))

    def _pay_link_is_signed(self, body, signature):
        """Return whether Stripe has signed a message with a secret of this provider.

        :rtype: bool
        """
        for secret in self._pay_link_get_webhook_secrets():
            try:
                if stripe.WebhookSignature.verify_header(
                    body, signature, secret, STRIPE_TOLERANCE_SECONDS
                ):
                    return True
            except (stripe.SignatureVerificationError, TypeError, ValueError):
                continue  # forged, stale, or not even text
        return False

    def _pay_link_find_transaction(self, event):
        """Return the transaction of these providers that an event is about.

        By the provider's ids first; by the reference that we gave it else. Captures,
        voids and refunds are looked up with what they are a part of.

        :param dict event: A verified event.
        :rtype: payment.transaction
        """
        transactions = self.env["payment.transaction"]
        target = read_object(event)
        metadata = target.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        parameters_sudo = self.env["ir.config_parameter"].sudo()  # no secret
        database = metadata.get("database")
        if database and database != parameters_sudo.get_param("database.uuid"):
            return transactions  # another database with the same account
        keys = ("id", "payment_intent", "setup_intent")
        ids = [value for key in keys if (value := read_id(target.get(key)))]
        references = (
            metadata.get("reference"),
            target.get("client_reference_id"),
            target.get("description"),
        )
        names = [text for value in references if (text := read_text(value))]
        own = Domain("provider_id", "in", self.ids)
        by_id = Domain("provider_reference", "in", ids)
        if "pay_link_session" in transactions._fields:
            by_id |= Domain("pay_link_session", "in", ids)
        for domain in (by_id, Domain("reference", "in", names)):
            if found := transactions.search(own & domain, order="id", limit=1):
                return found._pay_link_get_root()
        return transactions


def read_event(body):
    """Return the event in the body of a request, or None if it has no event's shape.

    :param bytes body: Whatever was sent.
    :rtype: dict | None
    """
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    return event if read_text(event.get("type")) else None


def read_object(event):
    """Return the object that an event is about; empty where there is none.

    :rtype: dict
    """
    data = event.get("data")
    target = data.get("object") if isinstance(data, dict) else None
    return target if isinstance(target, dict) else {}


def read_id(value):
    """Return the id of an object that is named or included; empty where it is neither.

    :rtype: str
    """
    return read_text(value.get("id") if isinstance(value, dict) else value)


def read_text(value):
    """Return a value that can be searched for as it is; empty where it can't be.

    :rtype: str
    """
    is_text = isinstance(value, str) and len(value) <= 255 and value.isprintable()
    return value if is_text else ""
