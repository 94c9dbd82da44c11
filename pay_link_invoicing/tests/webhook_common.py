import json
import time

import stripe

from .common import PayLinkCommon

SECRET = "whsec_of_the_tests"
OLD_SECRET = "whsec_before"


class WebhookMixin:
    """Messages as Stripe sends and signs them."""

    def _event(self, event_type="payment_intent.succeeded", event_id="evt_1", **target):
        target = {"id": "pi_of_the_attempt", "object": "payment_intent", **target}
        return {
            "id": event_id,
            "object": "event",
            "type": event_type,
            "created": int(time.time()),
            "data": {"object": target},
        }

    @staticmethod
    def _sign(body, secret=SECRET, age_seconds=0):
        moment = int(time.time()) - age_seconds
        return stripe.WebhookSignature.generate_signature_header(body, secret, moment)

    @staticmethod
    def _dump(event):
        return json.dumps(event)


class WebhookCommon(WebhookMixin, PayLinkCommon):
    """A provider of Stripe with a secret, and an attempt of a link at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["payment.provider"].search([("code", "=", "stripe")]).state = "disabled"
        cls._use_stripe(cls)
        cls.provider.stripe_webhook_secret = SECRET
        cls.link = cls._make_link(cls.order)
        cls.events = cls.env["pay.link.event"]

    def setUp(self):
        super().setUp()
        self.attempt = self._make_attempt(self.link)
        self.attempt.provider_reference = "pi_of_the_attempt"

    def _find_events(self):
        self.env.invalidate_all()
        return self.events.search([])
