from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .stripe_common import StripeCommon, StripeHttpCommon

FETCH = "odoo.addons.pay_link_invoicing.models.payment_transaction_stripe_fetch"
GUARD = "odoo.addons.pay_link_invoicing.models.payment_transaction"
RETRIES = "odoo.addons.pay_link_invoicing.stripe_api.NETWORK_RETRIES"


@tagged("post_install", "-at_install")
class TestStripeRefusal(StripeHttpCommon):
    """Stripe refuses: the customer can pay otherwise, the seller knows why."""

    @contextmanager
    def _refused(self, reason):
        with mute_logger(FETCH):
            yield
            response = self._checkout()
        self.assertKind(response, "pay", 422)
        self.assertIn("Nothing was charged", response.text)
        attempt = self.link.attempt_id
        self.assertEqual(attempt.state, "error")
        self.assertIn(reason, attempt.state_message)
        bodies = " ".join(self.link.message_ids.mapped("body"))
        self.assertIn(reason, bodies)
        self.assertNotIn("sk_test", bodies + response.text)
        self.assertIn(reason.split()[0], bodies)

    def _assert_payable(self):
        self.assertKind(self._get(), "pay", 200)
        self.assertEqual(self._checkout().status_code, 303)

    def test_wrong_key(self):
        with self._refused("does not accept the secret key"):
            self.stripe.fail(
                "/sessions", 401, message="Invalid API Key provided: sk_test_****"
            )
        self._assert_payable()

    def test_no_key(self):
        key = self.provider.stripe_secret_key
        with self._refused("does not accept the secret key"):
            # the form asks for one; a database can be restored without
            query = "UPDATE payment_provider SET stripe_secret_key = NULL WHERE id = %s"
            self.env.cr.execute(SQL(query, self.provider.id))
            self.provider.invalidate_recordset()
        self.provider.stripe_secret_key = key
        self._assert_payable()

    def test_key_without_the_right(self):
        with self._refused("may not do this"):
            self.stripe.fail("/sessions", 403)
        self._assert_payable()

    def test_version_that_stripe_does_not_know(self):
        with self._refused("does not know the version"):
            self.stripe.fail("/sessions", 400, message="Invalid Stripe API version: x")
        self._assert_payable()

    def test_stripe_out_of_order(self):
        with self._refused("a problem of its own"):
            self.stripe.fail("/sessions", 500)
        self._assert_payable()

    def test_stripe_out_of_reach(self):
        with patch(RETRIES, 0), self._refused("could not be reached"):
            self.provider.pay_link_stripe_api_url = "http://127.0.0.1:9"
        self.provider.pay_link_stripe_api_url = self.stripe.url
        self._assert_payable()

    @mute_logger(FETCH)
    def test_open_page_outlives_a_lost_answer(self):
        self._checkout()
        attempt = self.link.attempt_id
        self.stripe.fail(attempt.pay_link_session)
        self.assertKind(self._checkout(), "pay", 422)
        self.assertEqual(attempt.state, "draft")
        self.assertEqual(self._checkout().status_code, 303)
        self.assertEqual(self.link.attempt_id, attempt)


@tagged("post_install", "-at_install")
class TestStripeAddress(StripeCommon):
    """The address of the API can be another one in test mode only."""

    def test_address_needs_test_mode(self):
        with self.assertRaises(ValidationError):
            self.provider.state = "enabled"
        self.provider.pay_link_stripe_api_url = False
        self.provider.state = "enabled"
        with self.assertRaises(ValidationError):
            self.provider.pay_link_stripe_api_url = self.stripe.url

    def test_address_is_one(self):
        for address in ("127.0.0.1:9", "ftp://x", "javascript:alert(1)", "https://"):
            with self.subTest(address=address), self.assertRaises(ValidationError):
                self.provider.pay_link_stripe_api_url = address

    @mute_logger(FETCH)
    def test_address_in_the_database_is_refused_at_use(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link, flow="redirect")
        self.env.cr.execute(
            SQL(
                "UPDATE payment_provider SET state = 'enabled' WHERE id = %s",
                self.provider.id,
            )
        )
        self.provider.invalidate_recordset()
        with self.assertRaises(ValidationError):
            self.provider._pay_link_get_checkout_url(attempt)
        self.assertFalse(self.stripe.requests)
        url = self.provider._build_request_url("payment_intents")
        self.assertEqual(url, "https://api.stripe.com/v1/payment_intents")


@tagged("post_install", "-at_install")
class TestStripeOwnership(StripeCommon):
    """An object of Stripe's belongs to one attempt, whatever an address says."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order)
        self.provider.pay_link_is_hosted = False
        self.attempt = self._make_attempt(self.link)
        intent = self.attempt._stripe_create_intent()
        self.intent = self.stripe.intents[intent["id"]]

    def _process(self, attempt=None, **data):
        (attempt or self.attempt)._process("stripe", data)

    def test_inline_intent_is_bound_to_the_attempt(self):
        self.assertEqual(self.attempt.provider_reference, self.intent["id"])
        self.assertEqual(
            self.intent["metadata"], self.attempt._pay_link_get_stripe_metadata()
        )
        self.assertEqual(self.intent["capture_method"], "automatic")
        self.stripe.confirm(self.intent)
        self._fetch(self.attempt)
        self.assertEqual(self.attempt.state, "done")

    def test_inline_intent_is_captured_as_the_link_wants(self):
        link = self._make_link(self._make_order(), capture_mode="manual")
        attempt = self._make_attempt(link)
        intent = attempt._stripe_create_intent()
        self.assertEqual(intent["capture_method"], "manual")
        self.stripe.confirm(self.stripe.intents[intent["id"]])
        self._fetch(attempt)
        self.assertEqual(attempt.state, "authorized")

    def test_inline_intent_is_cancelled_before_it_is_replaced(self):
        self.link.action_deactivate()
        self.assertEqual(self.intent["status"], "canceled")
        self.assertEqual(self.attempt.state, "cancel")

    @mute_logger(FETCH)
    def test_inline_intent_that_was_paid_meanwhile_is_kept(self):
        self.stripe.confirm(self.intent)
        self.assertFalse(self.attempt._pay_link_release())
        self.assertEqual(self.attempt.state, "done")

    def test_saved_card_is_kept(self):
        self.attempt.tokenize = True
        card = {"brand": "visa", "last4": "4242"}
        self.intent.update(
            customer="cus_1",
            payment_method={"id": "pm_1", "type": "card", "card": card},
        )
        self.stripe.confirm(self.intent)
        self._fetch(self.attempt)
        self.assertEqual(self.attempt.token_id.stripe_payment_method, "pm_1")
        self.assertEqual(self.attempt.token_id.payment_details, "4242")

    @mute_logger(GUARD)
    def test_intent_of_another_attempt(self):
        other = self._make_attempt(self._make_link(self._make_order()))
        self.stripe.confirm(self.intent)
        self._process(other, reference=other.reference, payment_intent=self.intent)
        self.assertEqual(other.state, "draft")

    @mute_logger(GUARD)
    def test_intent_with_the_reference_only(self):
        """Whoever makes an intent at the account can choose its description."""
        intent = {**self.intent, "metadata": {"reference": self.attempt.reference}}
        self.stripe.confirm(intent)
        self._process(payment_intent=intent)
        self.assertEqual(self.attempt.state, "draft")

    @mute_logger(GUARD)
    def test_intent_of_another_database(self):
        metadata = {**self.intent["metadata"], "database": "another"}
        intent = {**self.intent, "metadata": metadata}
        self.stripe.confirm(intent)
        self._process(payment_intent=intent)
        self.assertEqual(self.attempt.state, "draft")

    @mute_logger(GUARD)
    def test_wrong_amount_twice(self):
        self.stripe.confirm(self.intent)
        for state in ("draft", "cancel"):
            self.attempt.state = state
            for _time in range(2):
                self._process(payment_intent={**self.intent, "amount": 100})
            self.assertIn(self.attempt.state, ("error", "cancel"))

    @mute_logger(GUARD)
    def test_currency_swapped_twice(self):
        self.stripe.confirm(self.intent)
        for _time in range(2):
            self._process(payment_intent={**self.intent, "currency": "jpy"})
        self.assertEqual(self.attempt.state, "error")

    @mute_logger(GUARD)
    def test_forged_data(self):
        """What an address carries is text; the return route hands all of it on."""
        for data in (
            {},
            {"payment_intent": "pi_1"},
            {"payment_intent": None},
            {"checkout_session": "cs_1"},
            {"payment_intent": self.intent, "pay_link_part": {"amount": 1}},
        ):
            with self.subTest(data=data):
                self._process(**data)
                self.assertEqual(self.attempt.state, "draft")

    @mute_logger(GUARD)
    def test_forged_data_of_parts_and_refunds(self):
        self.stripe.confirm(self.intent)
        self._fetch(self.attempt)
        part = self.attempt._create_child_transaction(1000)
        refund = self.attempt._create_child_transaction(1000, is_refund=True)
        for child in part | refund:
            for extra in ({}, {"pay_link_part": "x"}, {"refund": "re_1"}):
                self._process(child, payment_intent=self.intent, **extra)
                self.assertEqual(child.state, "draft")


@tagged("post_install", "-at_install")
class TestStripeReturn(StripeHttpCommon):
    """Odoo's return route applies what the address names to what the address names."""

    @mute_logger(GUARD)
    def test_return_with_another_attempts_intent(self):
        self.provider.pay_link_is_hosted = False
        paid = self._make_attempt(self._make_link(self._make_order()))
        intent = paid._stripe_create_intent()
        self.stripe.confirm(self.stripe.intents[intent["id"]])
        victim = self._make_attempt(self.link)
        params = f"reference={victim.reference}&payment_intent={intent['id']}"
        self.url_open(f"/payment/stripe/return?{params}", allow_redirects=False)
        self.assertEqual(victim.state, "draft")
        params = f"reference={paid.reference}&payment_intent={intent['id']}"
        self.url_open(f"/payment/stripe/return?{params}", allow_redirects=False)
        self.assertEqual(paid.state, "done")


@tagged("post_install", "-at_install")
class TestStripeCurrency(StripeCommon):
    """Amounts in the units that Stripe counts in."""

    def test_minor_units(self):
        expected = {
            ("JPY", 1000): 1000,
            ("KWD", 12.34): 12340,
            ("EUR", 1111.11): 111111,
            ("ISK", 500): 50000,
            ("MGA", 700): 700,
        }
        for (name, amount), minor in expected.items():
            with self.subTest(currency=name):
                self.assertEqual(self._pay_in(name, amount), (minor, "done"))

    def _pay_in(self, name, amount):
        """Return what Stripe was asked for, and the state after it was paid."""
        currency = self.env.ref(f"base.{name}")
        currency.active = True
        order = self._make_order(pricelist_id=self._make_pricelist(currency).id)
        order.order_line.write({"price_unit": amount, "product_uom_qty": 1})
        attempt = self._open(self._make_link(order))
        session = self.stripe.sessions[attempt.pay_link_session]
        self.assertEqual(session["currency"], name.lower())
        self.stripe.pay(session["id"])
        self._fetch(attempt)
        return session["amount_total"], attempt.state

    def _make_pricelist(self, currency):
        values = {"name": currency.name, "currency_id": currency.id}
        return self.env["product.pricelist"].create(values)
