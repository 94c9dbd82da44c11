from odoo.tests import tagged
from odoo.tools import mute_logger

from .stripe_common import StripeCommon

FETCH = "odoo.addons.pay_link_invoicing.models.payment_transaction_stripe_fetch"
REQUESTS = "odoo.addons.payment.models.payment_provider"
ANSWER_LOST = ("POST /v1/payment_intents", 500)


@tagged("post_install", "-at_install")
class TestStripeToken(StripeCommon):
    """What a saved card was charged with is found, whatever happened to the answer."""

    def setUp(self):
        super().setUp()
        self.stripe.intents.clear()  # the references of rolled back attempts come again
        self.provider.pay_link_is_hosted = False
        self.link = self._make_link(self.order)
        self.token = self._create_token(
            provider_ref="cus_1", stripe_payment_method="pm_1"
        )
        self.attempt = self._make_attempt(
            self.link, flow="token", token_id=self.token.id
        )

    def test_charged(self):
        self.attempt._pay_link_charge_token()
        self.attempt._post_process()
        self.assertEqual((self.attempt.state, self.link.state), ("done", "paid"))

    def test_charged_once(self):
        for _turn in range(2):
            self.attempt._pay_link_charge_token()
        self.assertEqual(len(self.stripe.calls("/payment_intents")), 1)

    def test_given_up_before(self):
        self.assertTrue(self.attempt._pay_link_release())
        self.attempt._pay_link_charge_token()
        self.assertFalse(self.stripe.calls("/payment_intents"))

    @mute_logger(REQUESTS)
    def test_answer_lost(self):
        self.stripe.fail(*ANSWER_LOST, after=True)
        self.attempt._pay_link_charge_token()
        self.assertEqual(self.attempt.state, "done")
        self.assertEqual(len(self.stripe.calls("/payment_intents")), 1)

    @mute_logger(REQUESTS)
    def test_never_asked(self):
        self.stripe.fail(*ANSWER_LOST)
        self.attempt._pay_link_charge_token()
        self.assertEqual(self.attempt.state, "error")

    def _crash(self):
        """Stripe has charged; the server died before it could note anything."""
        self.attempt._stripe_create_intent()
        self.attempt.provider_reference = False

    def test_found_after_a_crash(self):
        self._crash()
        self._fetch(self.attempt)
        self.assertEqual(self.attempt.state, "done")

    @mute_logger(FETCH)
    def test_not_given_up_after_a_crash(self):
        self._crash()
        self.assertFalse(self.attempt._pay_link_release())
        self.assertEqual(self.attempt.state, "done")

    def test_another_payment_with_the_same_card(self):
        self.stripe.confirm(self.stripe.make_intent(100000, "usd", customer="cus_1"))
        self._fetch(self.attempt)
        self.assertEqual(self.attempt.state, "draft")
        self.assertFalse(self.attempt.provider_reference)
