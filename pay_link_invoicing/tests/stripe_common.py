from .common import PayLinkCommon
from .http_common import PayLinkHttpCommon
from .stripe_server import StripeServer


class StripeMixin:
    """A provider of Stripe's with hosted checkout, and a server that stands in."""

    server_class = StripeServer

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stripe = cls.server_class()
        cls.addClassCleanup(cls.stripe.stop)
        cls.provider.write(
            {
                "code": "stripe",
                "state": "test",
                "stripe_publishable_key": "pk_test",
                "stripe_secret_key": "sk_test_secret",
                "pay_link_stripe_api_url": cls.stripe.url,
                "pay_link_is_hosted": True,
            }
        )

    def setUp(self):
        super().setUp()
        self.stripe.requests.clear()
        self.stripe.keys.clear()
        self.stripe.faults.clear()
        self.stripe.answers.clear()  # the numbers of rolled back attempts come again
        self.stripe.multicapture = "unavailable"

    def _open(self, link, amount=None, **values):
        """An attempt whose page at Stripe is open."""
        attempt = self._make_attempt(link, amount, flow="redirect", **values)
        self.assertTrue(self.provider._pay_link_get_checkout_url(attempt))
        return attempt

    def _fetch(self, attempt):
        self.assertTrue(self.provider._pay_link_fetch_status(attempt))

    def _hold(self, link, amount=None):
        """An attempt whose money Stripe holds."""
        link.capture_mode = "manual"
        attempt = self._open(link, amount)
        self.stripe.pay(attempt.pay_link_session)
        self._fetch(attempt)
        self.assertEqual(attempt.state, "authorized")
        return attempt

    def _get_intent(self, attempt):
        return self.stripe.intents[attempt.provider_reference]


class StripeCommon(StripeMixin, PayLinkCommon):
    pass


class StripeHttpCommon(StripeMixin, PayLinkHttpCommon):
    def _checkout(self, **data):
        return self._post("/checkout", data={"method": self.choice, **data})
