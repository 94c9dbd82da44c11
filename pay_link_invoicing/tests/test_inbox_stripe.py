from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .stripe_common import StripeCommon
from .webhook_common import SECRET, WebhookMixin

FETCH_LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction_stripe_fetch"


class WholeCommon(WebhookMixin, StripeCommon):
    def setUp(self):
        super().setUp()
        self.provider.stripe_webhook_secret = SECRET
        self.link = self._make_link(self.order)
        self.attempt = self._open(self.link)
        self.session_id = self.attempt.pay_link_session

    def _run(self, name):
        self.env.ref(
            f"pay_link_invoicing.cron_pay_link_{name}"
        ).sudo().method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestInboxAtStripe(WholeCommon, HttpCase):
    """From Stripe's signed message to the money, with a server that stands in."""

    def _deliver(self, event_type, event_id, **target):
        body = self._dump(self._event(event_type, event_id, **target))
        headers = {"Stripe-Signature": self._sign(body)}
        response = self.url_open("/payment/stripe/webhook", data=body, headers=headers)
        self.assertEqual(response.status_code, 200)

    def _deliver_session(self, event_id="evt_1"):
        self._deliver("checkout.session.completed", event_id, id=self.session_id)

    def test_paid_session_becomes_money(self):
        self.stripe.pay(self.session_id)
        self._deliver_session()
        self.assertEqual(self.attempt.state, "draft")
        self._run("event")
        self.assertEqual(self.attempt.state, "done")
        self.attempt._post_process()
        self.assertEqual(self.link.state, "paid")

    def test_events_that_come_twice_and_the_wrong_way_round_are_one_payment(self):
        intent = self.stripe.pay(self.session_id)
        self._deliver("payment_intent.succeeded", "evt_3", **{"id": intent["id"]})
        self._deliver("payment_intent.succeeded", "evt_4", description="S1", id="pi_x")
        for event_id in ("evt_2", "evt_2", "evt_1"):
            self._deliver_session(event_id)
            self._run("event")
        self.attempt._post_process()
        self.assertEqual(self.link.amount_paid, 1000.0)
        self.assertEqual(len(self.link.transaction_ids.payment_id), 1)
        # before the session was known to be of the intent, only the session was known
        events = self.env["pay.link.event"].search([])
        self.assertEqual(set(events.mapped("event_id")), {"evt_1", "evt_2"})

    def test_claim_of_an_event_is_not_believed(self):
        """Nothing was paid: whatever a message says, Stripe is asked."""
        self._deliver("checkout.session.completed", "evt_1", id=self.session_id)
        self._run("event")
        self.assertEqual(self.attempt.state, "draft")

    @mute_logger(FETCH_LOGGER)
    def test_stripe_that_is_down_is_asked_again(self):
        self.stripe.pay(self.session_id)
        self._deliver_session()
        self.stripe.fail(self.session_id)
        self._run("event")
        event = self.env["pay.link.event"].search([])
        self.assertEqual((event.state, self.attempt.state), ("failed", "draft"))
        event.next_try_at = fields.Datetime.now() - timedelta(seconds=1)
        self._run("event")
        self.assertEqual((event.state, self.attempt.state), ("done", "done"))


@tagged("post_install", "-at_install")
class TestReconcilerAtStripe(WholeCommon):
    """Webhook lost, return lost: the money is found all the same."""

    def _wait(self, **delay):
        moment = fields.Datetime.now() + timedelta(**delay)
        with freeze_time(moment), self.enter_registry_test_mode():
            self._run("check")

    def test_lost_news_are_asked_for(self):
        self.stripe.pay(self.session_id)
        self._wait(minutes=2)
        self.assertEqual(self.attempt.state, "done")

    @mute_logger(FETCH_LOGGER)
    def test_stripe_that_is_down_is_asked_again(self):
        self.stripe.pay(self.session_id)
        self.stripe.fail(self.session_id)
        self._wait(minutes=2)
        self.assertEqual(self.attempt.state, "draft")
        self._wait(minutes=10)
        self.assertEqual(self.attempt.state, "done")

    def test_customer_at_the_page_of_an_expired_link_can_no_longer_pay(self):
        self.link.expires_at = fields.Datetime.now() + timedelta(minutes=3)
        self.attempt._pay_link_restart_checks()
        self._wait(minutes=2)
        self.assertEqual(self.stripe.sessions[self.session_id]["status"], "open")
        self._wait(minutes=4)
        self.assertEqual(self.stripe.sessions[self.session_id]["status"], "expired")
        self.assertEqual(self.attempt.state, "cancel")

    @mute_logger(FETCH_LOGGER)
    def test_session_that_could_not_be_closed_is_closed_later(self):
        self.stripe.fail("/expire")
        self.stripe.fail(self.session_id)
        self.link.action_deactivate()
        self.assertEqual(self.attempt.state, "draft")
        self._wait(minutes=2)
        self.assertEqual(self.stripe.sessions[self.session_id]["status"], "expired")
        self.assertEqual(self.attempt.state, "cancel")

    def test_form_that_the_customer_is_still_filling_in_is_no_refusal(self):
        self.attempt._pay_link_release()
        self.env.flush_all()
        inline = self._make_attempt(self.link)
        intent = self.stripe.make_intent(
            100000, "usd", metadata=inline._pay_link_get_stripe_metadata()
        )
        inline.provider_reference = intent["id"]
        self._wait(minutes=2)
        self.assertEqual(inline.state, "draft")
        intent["last_payment_error"] = {"message": "Your card was declined."}
        self._wait(minutes=10)
        self.assertEqual(inline.state, "error")
        self.stripe.confirm(intent)  # tried again in the same form
        self._wait(hours=2)
        self.assertEqual(inline.state, "done")
