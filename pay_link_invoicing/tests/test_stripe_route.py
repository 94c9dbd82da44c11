import html
import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .stripe_common import StripeHttpCommon

FETCH = "odoo.addons.pay_link_invoicing.models.payment_transaction_stripe_fetch"


@tagged("post_install", "-at_install")
class TestStripeCheckoutRoute(StripeHttpCommon):
    """The customer's way to Stripe's page and back."""

    def _get_location(self, response):
        self.assertEqual(response.status_code, 303, response.text)
        return response.headers["Location"]

    def test_checkout_leads_to_the_page(self):
        self.provider.inline_form_view_id = self.provider.redirect_form_view_id
        location = self._get_location(self._checkout())
        attempt = self.link.attempt_id
        session = self.stripe.sessions[attempt.pay_link_session]
        self.assertEqual(location, session["url"])
        self.assertEqual(attempt.state, "draft")

    def test_page_allows_the_way_to_stripe(self):
        policy = self._get().headers["Content-Security-Policy"]
        directive = re.search(r"form-action ([^;]*)", policy)[1].split()
        self.assertEqual(directive, ["'self'", "https:", self.stripe.url])
        self.provider.pay_link_is_hosted = False
        policy = self._get().headers["Content-Security-Policy"]
        self.assertTrue(policy.endswith("form-action 'self'"))

    def test_second_click_resumes(self):
        first = self._get_location(self._checkout())
        self.assertEqual(first, self._get_location(self._checkout()))
        self.assertEqual(len(self.link.transaction_ids), 1)
        self.assertEqual(len(self.stripe.calls("/checkout/sessions")), 1)

    def test_another_amount_closes_the_first_page(self):
        self.link.allow_partial = True
        self._checkout(amount="300")
        first = self.link.attempt_id
        self._checkout(amount="400")
        session = self.stripe.sessions[first.pay_link_session]
        self.assertEqual((session["status"], first.state), ("expired", "cancel"))
        self.assertEqual(self.link.attempt_id.amount, 400)

    @mute_logger(FETCH)
    def test_another_amount_after_the_first_was_paid(self):
        self.link.allow_partial = True
        self._checkout(amount="300")
        first = self.link.attempt_id
        self.stripe.pay(first.pay_link_session)
        response = self._checkout(amount="400")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(first.state, "done")
        self.assertEqual(len(self.link.transaction_ids), 1)

    def test_page_that_has_ended_is_replaced(self):
        self._checkout()
        first = self.link.attempt_id
        self.stripe.sessions[first.pay_link_session]["status"] = "expired"
        location = self._get_location(self._checkout())
        second = self.link.attempt_id
        self.assertEqual((first.state, second.state), ("cancel", "draft"))
        self.assertEqual(location, self.stripe.sessions[second.pay_link_session]["url"])

    def test_page_that_was_paid_leads_back(self):
        self._checkout()
        self.stripe.pay(self.link.attempt_id.pay_link_session)
        location = self._get_location(self._checkout())
        self.assertURLEqual(location, f"{self.link._get_path()}?awaiting=1")
        self.assertEqual(self.link.attempt_id.state, "done")

    def test_form_in_the_page_expects_what_the_link_wants(self):
        self.provider.write(
            {
                "pay_link_is_hosted": False,
                "inline_form_view_id": self.env.ref("payment_stripe.inline_form").id,
            }
        )
        for mode, expected in (("manual", "manual"), ("automatic", "automatic")):
            self.link.capture_mode = mode
            form = self._get(path=f"/form?method={self.choice}")
            self.assertKind(form, "form", 200)
            text = html.unescape(form.text)
            self.assertIn(f'"capture_method": "{expected}"', text)

    # === COMING BACK === #

    def test_state_asks_stripe_for_who_comes_back(self):
        self._checkout()
        self.stripe.pay(self.link.attempt_id.pay_link_session)
        state = self._rpc("/state", awaiting=True).json()["result"]
        self.assertEqual((state["payment_state"], state["kind"]), ("paid", "paid"))

    def test_state_asks_now_and_then(self):
        self._checkout()
        for _time in range(3):
            self._rpc("/state", awaiting=True)
        asked = [line for line, _params in self.stripe.requests if "GET" in line]
        self.assertEqual(len(asked), 1)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=9), tick=True):
            self._rpc("/state", awaiting=True)
        asked = [line for line, _params in self.stripe.requests if "GET" in line]
        self.assertEqual(len(asked), 2)

    def test_state_asks_nothing_for_who_has_not_been_there(self):
        self._checkout()
        self.stripe.requests.clear()
        self._rpc("/state")
        self._get()
        self._get(path="?awaiting=1")
        self.assertFalse(self.stripe.requests)

    @mute_logger(FETCH)
    def test_state_while_stripe_is_out_of_reach(self):
        self._checkout()
        self.stripe.fail(self.link.attempt_id.pay_link_session)
        state = self._rpc("/state", awaiting=True).json()["result"]
        self.assertEqual(state["kind"], "processing")
