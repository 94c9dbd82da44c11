import json
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .http_common import PayLinkHttpCommon


@tagged("post_install", "-at_install")
class TestPayTransaction(PayLinkHttpCommon):
    """Attempts started by Odoo's payment form: whose they are, what is refused."""

    def test_transaction_is_the_links(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_portal")
        self.authenticate(stranger.login, stranger.login)
        values = self._start(tokenization_requested=True).json()["result"]
        attempt = self.link.transaction_ids
        self.assertEqual(values["reference"], attempt.reference)
        self.assertEqual(attempt, self.link.attempt_id)
        self.assertEqual(attempt.partner_id, self.order.partner_invoice_id)
        self.assertEqual(attempt.amount, 1000)
        self.assertEqual(attempt.currency_id, self.order.currency_id)
        self.assertEqual(attempt.landing_route, self.link._get_path())
        self.assertFalse(attempt.tokenize)

    def test_transaction_keeps_the_card_of_a_customer_only(self):
        customer = new_test_user(self.env, "customer", groups="base.group_portal")
        customer.partner_id.parent_id = self.link.partner_id
        self.authenticate(customer.login, customer.login)
        self._start(tokenization_requested=True)
        self.assertTrue(self.link.attempt_id.tokenize)

    @mute_logger("odoo.http")
    def test_transaction_refuses_bad_amounts(self):
        self.link.write({"allow_partial": True, "amount_min": 100})
        bad = (
            0,
            -1,
            99.99,
            1000.01,
            1e308,
            "500",
            "x",
            [500],
            True,
            float("nan"),
            float("inf"),
        )
        for amount in bad:
            with self.subTest(amount=amount):
                self.assertTrue(self._rpc_error(self._start_raw(amount)))
        self.assertFalse(self.link.transaction_ids)

    def _start_raw(self, amount):
        """JSON has no NaN; Python's reader takes it all the same."""
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.payment_method_id,
            "amount": amount,
            "flow": "direct",
        }
        body = json.dumps({"jsonrpc": "2.0", "params": params})
        return self.url_open(
            self.link._get_path() + "/transaction",
            data=body,
            headers={"Content-Type": "application/json"},
        )

    @mute_logger("odoo.http")
    def test_transaction_refuses_what_is_not_the_clients_to_say(self):
        for extra in (
            {"currency_id": self.currency_euro.id},
            {"partner_id": self.partner.id},
            {"sale_order_id": self.order.id},
            {"reference_prefix": "X"},
            {"custom_create_values": {"amount": 1}},
        ):
            with self.subTest(extra=extra):
                self.assertIn("whitelisted", self._rpc_error(self._start(**extra)))
        self.assertFalse(self.link.transaction_ids)

    @mute_logger("odoo.http")
    def test_transaction_refuses_other_ways_to_pay(self):
        other = self.provider.copy()
        for wish in (
            {"provider_id": other.id},
            {"provider_id": None},
            {"provider_id": "x"},
            {"payment_method_id": None},
            {"payment_method_id": 0},
            {"flow": "token", "token_id": 1},
            {"flow": "x"},
            {"token_id": 1},
        ):
            with self.subTest(wish=wish):
                self.assertTrue(self._rpc_error(self._start(**wish)))
        self.assertFalse(self.link.transaction_ids)

    @mute_logger("odoo.http")
    def test_transaction_of_an_unknown_link(self):
        response = self.url_open(f"/pay/{'A' * 32}/transaction", json={"params": {}})
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.json()["error"]["code"], 404)
        self.assertPayHeaders(response)

    def test_second_tab_never_adds_an_attempt(self):
        self._start()
        self._start()
        self.assertEqual(len(self.link.transaction_ids), 2)
        open_ = self.link.transaction_ids.filtered(lambda tx: tx.state == "draft")
        self.assertEqual(open_, self.link.attempt_id)

    def test_second_tab_resumes_the_attempt(self):
        with patch.object(
            self.env.registry["payment.transaction"],
            "_pay_link_can_resume",
            lambda *args, **kwargs: True,
        ):
            first = self._start().json()["result"]
            second = self._start().json()["result"]
        self.assertEqual(first["reference"], second["reference"])
        self.assertEqual(len(self.link.transaction_ids), 1)

    def test_saved_method_is_for_the_customers_own_people(self):
        token = self._create_token(partner_id=self.link.partner_id.id)
        choice = f'value="token-{token.id}"'
        self.assertNotIn(choice, self._get().text)
        stranger = new_test_user(self.env, "stranger", groups="base.group_portal")
        self.authenticate(stranger.login, stranger.login)
        self.assertNotIn(choice, self._get().text)
        with mute_logger("odoo.http"):
            refused = self._start(
                flow="token", token_id=token.id, payment_method_id=None
            )
        self.assertTrue(self._rpc_error(refused))
        stranger.partner_id.parent_id = self.link.partner_id
        token.partner_id = stranger.partner_id
        self.assertIn(choice, self._get().text)

    def test_saved_method_pays_through_odoos_form(self):
        customer = new_test_user(self.env, "customer", groups="base.group_portal")
        customer.partner_id.parent_id = self.link.partner_id
        token = self._create_token(partner_id=customer.partner_id.id)
        self.authenticate(customer.login, customer.login)
        response = self._post("/checkout", data={"method": f"token-{token.id}"})
        self.assertEqual(response.status_code, 303)
        page = self.url_open(response.headers["Location"])
        self.assertKind(page, "form", 200)
        self.assertIn(f'id="o_payment_token_{token.id}"', page.text)
        charge = "_charge_with_token"
        with patch.object(self.env.registry["payment.transaction"], charge) as charged:
            self._start(flow="token", token_id=token.id, payment_method_id=None)
        self.assertEqual(charged.call_count, 1)
        self.assertEqual(self.link.attempt_id.token_id, token)
        self.assertEqual(self.link.attempt_id.partner_id, self.link.partner_id)

    def test_saved_method_is_charged_for_an_attempt_on_record(self):
        """Where the server dies while the provider charges, it knows what for."""
        customer = new_test_user(self.env, "customer", groups="base.group_portal")
        customer.partner_id.parent_id = self.link.partner_id
        token = self._create_token(partner_id=customer.partner_id.id)
        self.authenticate(customer.login, customer.login)
        transactions = self.env.registry["payment.transaction"]
        die = patch.object(transactions, "_charge_with_token", side_effect=MemoryError)
        with die, mute_logger("odoo.http"):
            self._start(flow="token", token_id=token.id, payment_method_id=None)
        self.env.invalidate_all()
        attempt = self.link.attempt_id
        self.assertEqual((attempt.token_id, attempt.state), (token, "draft"))
