import json
from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.pay_link_refund_failed import ACTIVITY_TYPE as REFUND_FAILED
from ..models.payment_transaction_dispute import ACTIVITY_TYPE as DISPUTE
from .stripe_common import StripeCommon
from .stripe_server import StripeServer

DISPUTE_LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction_dispute"
DUE = datetime(2099, 5, 17, 23, 59, 59)


class InboxServer(StripeServer):
    """Disputes and endpoints of webhooks, beside what the others need."""

    def __init__(self):
        self.disputes, self.endpoints = {}, []
        super().__init__()

    def _route(self, method, path, params):
        parts = path.removeprefix("/v1/").split("/")
        match (method, *parts):
            case ("GET", "disputes", name):
                return self._find(self.disputes, name)
            case ("POST", "webhook_endpoints"):
                number = len(self.endpoints) + 1
                self.endpoints.append(params)
                endpoint = {"id": f"we_{number}", "object": "webhook_endpoint"}
                return {**endpoint, "secret": f"whsec_{number}"}
        return super()._route(method, path, params)


class InboxCommon(StripeCommon):
    server_class = InboxServer

    def setUp(self):
        super().setUp()
        self.stripe.disputes.clear()
        self.stripe.endpoints.clear()

    def _hear(self, event_type, attempt, event_id=None, **target):
        """An event comes in, and is processed."""
        events_sudo = self.env["pay.link.event"].sudo()
        event_id = event_id or f"evt_{events_sudo.search_count([]) + 1}"
        payload = json.dumps({"data": {"object": target}})
        events_sudo._store(self.provider, attempt, event_id, event_type, payload)
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_event"
            ).sudo().method_direct_trigger()
        return events_sudo.search([("event_id", "=", event_id)])

    def _pay_at_stripe(self):
        attempt = self._open(self.link)
        self.stripe.pay(attempt.pay_link_session)
        self._fetch(attempt)
        attempt._post_process()
        self.assertEqual(attempt.state, "done")
        return attempt


@tagged("post_install", "-at_install")
class TestDispute(InboxCommon):
    """A bank that takes money back is answered in time, or it is known to be lost."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order)
        self.attempt = self._pay_at_stripe()

    def _dispute(self, status="needs_response", dispute_id="dp_1", **values):
        self.stripe.disputes[dispute_id] = {
            "id": dispute_id,
            "object": "dispute",
            "amount": 100000,
            "currency": "usd",
            "status": status,
            "reason": "product_not_received",
            "payment_intent": self.attempt.provider_reference,
            "evidence_details": {"due_by": int(DUE.replace(tzinfo=UTC).timestamp())},
            **values,
        }
        return self._hear("charge.dispute.updated", self.attempt, id=dispute_id)

    def _get_activity(self):
        return self.link.activity_search([DISPUTE])

    def test_dispute_asks_for_evidence_before_its_deadline(self):
        event = self._dispute()
        self.assertEqual(event.state, "done")
        self.assertEqual(
            (
                self.attempt.pay_link_dispute_id,
                self.attempt.pay_link_dispute_status,
                self.attempt.pay_link_dispute_amount,
                self.attempt.pay_link_dispute_due_at,
            ),
            ("dp_1", "needs_response", 1000.0, DUE),
        )
        activity = self._get_activity()
        self.assertEqual(activity.date_deadline, DUE.date())
        self.assertEqual(activity.user_id, self.link._get_responsible())
        self.assertIn("1,000.00", activity.summary)
        self.assertIn("product not received", activity.note)
        self.assertEqual(self.link.dispute_state, "open")
        self.assertEqual(self.link.dispute_amount, 1000.0)
        self.assertEqual(self.attempt.state, "done")

    def test_repeat_asks_nobody_twice(self):
        self._dispute()
        activity = self._get_activity()
        self._dispute()
        self.assertEqual(self._get_activity(), activity)

    def test_answered_dispute_asks_no_more(self):
        self._dispute()
        self._dispute("under_review")
        self.assertFalse(self._get_activity())
        self.assertEqual(self.link.dispute_state, "open")

    def test_won_dispute_is_over(self):
        self._dispute()
        self._dispute("won")
        self.assertFalse(self._get_activity())
        self.assertEqual(self.link.dispute_state, "won")

    def test_lost_dispute_has_to_be_booked(self):
        self._dispute()
        self._dispute("lost")
        self.assertEqual(self.link.dispute_state, "lost")
        self.assertIn("lost", self._get_activity().summary)

    def test_order_of_the_events_does_not_matter(self):
        """Stripe is asked: an event that comes late says nothing else."""
        self._dispute("won")
        self._hear("charge.dispute.created", self.attempt, id="dp_1")
        self.assertEqual(self.link.dispute_state, "won")
        self.assertFalse(self._get_activity())

    def test_another_dispute_does_not_hide_an_open_one(self):
        self._dispute()
        self._dispute("won", "dp_2")
        self.assertEqual(self.attempt.pay_link_dispute_id, "dp_1")
        self._dispute("won")
        self._dispute("needs_response", "dp_2")
        self.assertEqual(self.attempt.pay_link_dispute_id, "dp_2")
        self.assertEqual(self.link.dispute_state, "open")

    @mute_logger(DISPUTE_LOGGER)
    def test_dispute_of_another_payment_is_not_this_ones(self):
        self._dispute(payment_intent="pi_of_another")
        self.assertFalse(self.attempt.pay_link_dispute_id)
        self.assertFalse(self._get_activity())

    @mute_logger(DISPUTE_LOGGER)
    def test_no_answer_is_tried_again(self):
        self.stripe.fail("/disputes/dp_1")
        event = self._dispute()
        self.assertEqual(event.state, "failed")
        self.assertFalse(self.link.dispute_state)
        event.next_try_at = fields.Datetime.now() - timedelta(seconds=1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_event"
            ).sudo().method_direct_trigger()
        self.assertEqual(event.state, "done")
        self.assertEqual(self.link.dispute_state, "open")

    def test_disputed_links_are_found_by_their_seller(self):
        self._dispute()
        seller = new_test_user(
            self.env, login="disputed", groups="sales_team.group_sale_salesman"
        )
        self.link.user_id = seller
        other = self._make_link(self._make_order())
        links = self.env["pay.link"].with_user(seller)
        found = links.search([("dispute_state", "in", ("open", "lost"))])
        self.assertEqual(found, self.link)
        self.assertFalse(other & found)
        self.assertEqual(found.dispute_amount, 1000.0)

    def test_forms_show_it(self):
        self._dispute()
        self.assertEqual(Form(self.link).dispute_state, "open")
        self.assertEqual(Form(self.attempt).pay_link_dispute_id, "dp_1")


@tagged("post_install", "-at_install")
class TestFailedRefund(InboxCommon):
    """A refund that came back is known to somebody."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order)
        self.attempt = self._pay_at_stripe()
        self.refund = self.attempt._refund(200.0)
        self.assertEqual(self.refund.state, "done")

    def _fail(self, **values):
        refund = self.stripe.refunds[self.refund.provider_reference]
        refund.update(status="failed", **values)
        return self._hear("refund.failed", self.attempt, id=refund["id"])

    def test_failed_refund_asks_for_another_way(self):
        self.assertEqual(self.link.amount_paid, 800.0)
        self._fail(failure_reason="lost_or_stolen_card")
        self.assertEqual(self.refund.state, "error")
        activity = self.link.activity_search([REFUND_FAILED])
        self.assertEqual(activity.user_id, self.link._get_responsible())
        self.assertIn("200.00", activity.summary)
        self.assertIn("lost or stolen", activity.note)
        self.assertEqual(self.link.amount_paid, 1000.0)

    def test_repeat_asks_nobody_twice(self):
        self._fail()
        self._hear("charge.refund.updated", self.attempt, id="re_1")
        activity = self.link.activity_search([REFUND_FAILED])
        self.assertEqual(len(activity), 1)
        self.assertIn("no reason", activity.note)

    def test_refund_that_worked_asks_nobody(self):
        self._hear("refund.updated", self.attempt, id=self.refund.provider_reference)
        self.assertEqual(self.refund.state, "done")
        self.assertFalse(self.link.activity_search([REFUND_FAILED]))
