from datetime import UTC, timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.pay_link_attempt import AttemptInProgress
from .stripe_common import StripeCommon

FETCH = "odoo.addons.pay_link_invoicing.models.payment_transaction_stripe_fetch"


@tagged("post_install", "-at_install")
class TestStripeSession(StripeCommon):
    """What Stripe is asked for, and what becomes of it."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order, email="customer@example.com")

    def _get_params(self):
        return self.stripe.calls("/checkout/sessions")[-1][1]

    def test_session_is_bound_to_the_attempt(self):
        attempt = self._open(self.link)
        params = self._get_params()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        metadata = {
            "reference": attempt.reference,
            "database": uuid,
            "link": self.link.name,
        }
        self.assertEqual(params["client_reference_id"], attempt.reference)
        self.assertEqual(params["metadata"], metadata)
        self.assertEqual(
            params["payment_intent_data"],
            {
                "description": attempt.reference,
                "metadata": metadata,
                "capture_method": "automatic",
            },
        )
        self.assertEqual(params["customer_email"], "customer@example.com")
        self.assertEqual(params["success_url"], f"{self.link.url}?awaiting=1")
        self.assertEqual(params["cancel_url"], self.link.url)
        self.assertEqual(params["allowed_payment_method_types"], {"0": "card"})
        self.assertEqual(attempt.pay_link_session, list(self.stripe.sessions)[-1])

    def test_lines_are_the_documents_where_they_add_up(self):
        self._open(self.link)
        line = self._get_params()["line_items"]["0"]["price_data"]
        self.assertEqual(line["unit_amount"], "100000")
        self.assertEqual(line["product_data"]["name"], "Oak table")

    def test_a_part_payment_is_one_line(self):
        self.link.allow_partial = True
        self._open(self.link, 250.5)
        lines = self._get_params()["line_items"]
        self.assertEqual(list(lines), ["0"])
        self.assertEqual(lines["0"]["price_data"]["unit_amount"], "25050")
        name = lines["0"]["price_data"]["product_data"]["name"]
        self.assertEqual(name, self.link.document_name)

    def test_language_and_capture_are_the_links(self):
        self.env["res.lang"]._activate_lang("fr_BE")
        self.partner.lang = "fr_BE"
        self.link.capture_mode = "delivery"
        self._open(self.link)
        params = self._get_params()
        self.assertEqual(params["locale"], "fr")
        self.assertEqual(params["payment_intent_data"]["capture_method"], "manual")

    def test_end_is_the_links_where_stripe_allows_it(self):
        self.link.expires_at = fields.Datetime.now() + timedelta(hours=2)
        self._open(self.link)
        end = self.link.expires_at.replace(tzinfo=UTC).timestamp()
        self.assertEqual(int(self._get_params()["expires_at"]), int(end))

    def test_session_of_a_link_that_ends_soon_is_closed_by_the_cron(self):
        soon = fields.Datetime.now() + timedelta(minutes=5)
        self.link.expires_at = soon
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_expire")
        attempt = self._open(self.link)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(soon, triggers.mapped("call_at"))
        left = int(self._get_params()["expires_at"]) - attempt.create_date.timestamp()
        self.assertGreater(left, 1800)

    def test_session_is_resumed(self):
        attempt = self._open(self.link)
        first = self.provider._pay_link_get_checkout_url(attempt)
        self.assertEqual(first, self.provider._pay_link_get_checkout_url(attempt))
        self.assertEqual(len(self.stripe.calls("/checkout/sessions")), 1)

    def test_crash_after_the_call_gets_the_same_session(self):
        attempt = self._make_attempt(self.link, flow="redirect")
        attempt._pay_link_prepare_checkout()
        first = self.provider._pay_link_get_checkout_url(attempt)
        attempt.pay_link_session = False  # as after a crash before the commit
        self.link.email = "other@example.com"  # what is asked for was decided before
        self.assertEqual(first, self.provider._pay_link_get_checkout_url(attempt))
        keys = set(filter(None, self.stripe.keys))
        self.assertEqual(len(keys), 1)

    def test_address_that_stripe_does_not_take_is_left_out(self):
        self.stripe.fail("POST /v1/checkout/sessions", 400, param="customer_email")
        self._open(self.link)
        self.assertNotIn("customer_email", self._get_params())

    def test_lost_answer_is_retried_with_the_same_key(self):
        self.stripe.fail("/checkout/sessions", 409, after=True)
        before = len(self.stripe.sessions)
        self._open(self.link)
        self.assertEqual(len(self.stripe.sessions), before + 1)
        self.assertEqual(len(set(filter(None, self.stripe.keys))), 1)

    def test_paid_session_is_taken_over(self):
        attempt = self._open(self.link)
        intent = self.stripe.pay(attempt.pay_link_session)
        for _time in range(3):
            self._fetch(attempt)
        self.assertEqual(attempt.state, "done")
        self.assertEqual(attempt.provider_reference, intent["id"])
        self.assertIsNone(self.provider._pay_link_get_checkout_url(attempt))

    def test_decline_on_the_page_is_not_the_end(self):
        attempt = self._open(self.link)
        intent = self.stripe.pay(attempt.pay_link_session, "requires_payment_method")
        session = self.stripe.sessions[attempt.pay_link_session]
        session["status"] = "open"
        self._fetch(attempt)
        self.assertEqual(attempt.state, "draft")
        session["status"] = "complete"
        self.stripe.confirm(intent)
        self._fetch(attempt)
        self.assertEqual(attempt.state, "done")

    def test_failed_debit_after_the_page_is_the_end(self):
        attempt = self._open(self.link)
        intent = self.stripe.pay(attempt.pay_link_session, "processing")
        self._fetch(attempt)
        self.assertEqual(attempt.state, "pending")
        intent["status"] = "requires_payment_method"
        self._fetch(attempt)
        self.assertEqual(attempt.state, "error")

    def test_expired_session_ends_the_attempt(self):
        attempt = self._open(self.link)
        self.stripe.sessions[attempt.pay_link_session]["status"] = "expired"
        self._fetch(attempt)
        self.assertEqual(attempt.state, "cancel")

    def test_hold_after_a_failed_try_is_a_hold(self):
        self.link.capture_mode = "manual"
        attempt = self._open(self.link)
        attempt._set_error("Declined")
        self.stripe.pay(attempt.pay_link_session)
        self._fetch(attempt)
        self.assertEqual(attempt.state, "authorized")

    # === CLOSING === #

    def test_deactivated_link_closes_its_session(self):
        attempt = self._open(self.link)
        self.link.action_deactivate()
        session = self.stripe.sessions[attempt.pay_link_session]
        self.assertEqual((session["status"], attempt.state), ("expired", "cancel"))

    def test_superseded_link_closes_its_session(self):
        attempt = self._open(self.link)
        self._make_link(self.order)
        session = self.stripe.sessions[attempt.pay_link_session]
        self.assertEqual((session["status"], attempt.state), ("expired", "cancel"))

    def test_session_that_a_crash_has_hidden_is_closed(self):
        attempt = self._open(self.link)
        session = self.stripe.sessions[attempt.pay_link_session]
        attempt.pay_link_session = False
        self.link.action_deactivate()
        self.assertEqual((session["status"], attempt.state), ("expired", "cancel"))

    @mute_logger(FETCH)
    def test_session_that_was_paid_meanwhile_is_taken_over(self):
        attempt = self._open(self.link)
        self.stripe.pay(attempt.pay_link_session)
        self.link.action_deactivate()
        self.assertEqual(attempt.state, "done")

    @mute_logger(FETCH)
    def test_debit_on_its_way_stops_a_second_attempt(self):
        """Its session can't be closed any more: the customer would pay twice."""
        attempt = self._open(self.link)
        self.stripe.pay(attempt.pay_link_session, "processing")
        self.assertFalse(attempt._pay_link_release())
        self.assertEqual(attempt.state, "pending")

    @mute_logger(FETCH)
    def test_page_that_stripe_did_not_close_stops_a_second_attempt(self):
        attempt = self._open(self.link)
        self.stripe.fail("/expire")
        with self.assertRaises(AttemptInProgress):
            self.link._release_open_attempts(strict=True)
        self.assertEqual(attempt.state, "draft")
        self.link._release_open_attempts(strict=True)
        self.assertEqual(attempt.state, "cancel")

    @mute_logger(FETCH)
    def test_attempt_stays_open_while_stripe_is_out_of_reach(self):
        attempt = self._open(self.link)
        self.stripe.fail("/expire")
        self.stripe.fail(attempt.pay_link_session)
        self.assertFalse(self.provider._pay_link_close_attempt(attempt))
        self.assertEqual(attempt.state, "draft")

    def test_money_for_a_closed_attempt_is_money(self):
        """Its session could not be closed in time, and was paid after its successor."""
        attempt = self._open(self.link)
        attempt._set_canceled()
        attempt.flush_recordset()
        self.stripe.pay(attempt.pay_link_session)
        second = self._open(self.link)
        self.stripe.pay(second.pay_link_session)
        (attempt | second).mapped(self._fetch)
        self.assertEqual((attempt | second).mapped("state"), ["done", "done"])
        (attempt | second)._post_process()
        self.assertEqual(self.link.amount_paid, 2000)
        self.assertNotEqual(self.link.payment_exception, "none")
