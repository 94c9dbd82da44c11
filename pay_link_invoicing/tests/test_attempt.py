from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models import payment_transaction_reference
from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestAttempt(PayLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order)

    def _start(self, amount=None, **values):
        values = {
            "provider_id": self.provider.id,
            "payment_method_id": self.payment_method_id,
            "flow": "redirect",
            **values,
        }
        return self.link._start_attempt(amount, **values)

    def test_no_wish_is_the_whole_amount(self):
        self.assertEqual(self._start()[1], 1000.0)

    def test_whole_amount_only_without_part_payment(self):
        self.assertEqual(self._start(1000)[1], 1000.0)
        for amount in (
            999.99,
            1000.01,
            0,
            -1,
            float("nan"),
            float("inf"),
            "1000",
            True,
        ):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._start(amount)

    def test_part_payment_within_its_bounds(self):
        self.link.write({"allow_partial": True, "amount_min": 100.0})
        self.assertEqual(self._start(100.0)[1], 100.0)
        self.assertEqual(self._start(999.99)[1], 999.99)
        for amount in (99.99, 1000.01, 0, -100):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._start(amount)

    def test_rest_below_the_minimum_can_still_be_paid(self):
        self.link.write({"allow_partial": True, "amount_min": 400.0})
        self._pay(self.link, 700.0)
        self.assertEqual(self._start(300.0)[1], 300.0)

    def test_dead_addresses_refuse(self):
        self.link.action_deactivate()
        with self.assertRaisesRegex(UserError, "no longer"):
            self._start()

    def test_expired_by_the_clock_refuses_before_the_cron(self):
        self.link.expires_at = "2020-01-01 00:00:00"
        with self.assertRaisesRegex(UserError, "no longer"):
            self._start()

    def test_cancelled_order_refuses(self):
        self.order._action_cancel()
        self.assertEqual(self.link.amount_due, 0.0)
        with self.assertRaisesRegex(UserError, "nothing left"):
            self._start()

    def test_nothing_due_refuses(self):
        order_paid_elsewhere = self._make_order()
        self.link = self._make_link(order_paid_elsewhere)
        order_paid_elsewhere.action_confirm()
        invoice = order_paid_elsewhere._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        with self.assertRaisesRegex(UserError, "nothing left"):
            self._start()

    def test_only_offered_providers_and_methods(self):
        foreign = self.dummy_provider.copy({"state": "disabled"})
        for values in (
            {"provider_id": foreign.id},
            {"provider_id": None},
            {"payment_method_id": None},
            {"payment_method_id": self.env["payment.method"].search([], limit=1).id},
            {"flow": "offline"},
            {"token_id": 1},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._start(**values)

    def test_link_narrows_the_providers(self):
        other = self.dummy_provider.copy({"state": "test", "is_published": True})
        other.payment_method_ids = self.payment_methods
        self.link.provider_ids = [Command.set(other.ids)]
        providers, _methods = self.link._get_payment_options()
        self.assertEqual(providers, other)
        with self.assertRaises(ValidationError):
            self._start()

    def test_link_narrows_the_methods(self):
        card = self.env.ref("payment.payment_method_card")
        self.link.payment_method_ids = [Command.set(card.ids)]
        with self.assertRaises(ValidationError):
            self._start()

    def test_capture_mode_narrows_the_providers(self):
        self.provider.support_manual_capture = "partial"
        for by_hand, mode, offered in (
            (False, "provider", True),
            (False, "automatic", True),
            (False, "manual", False),
            (False, "delivery", False),
            (True, "automatic", False),
            (True, "manual", True),
        ):
            self.provider.capture_manually = by_hand
            self.link.capture_mode = mode
            with self.subTest(by_hand=by_hand, mode=mode):
                providers, _methods = self.link._get_payment_options()
                self.assertEqual(self.provider in providers, offered)
                offers = {row["provider_id"] for row in self.link._get_option_rows()}
                self.assertEqual(self.provider.id in offers, offered)

    def test_page_follows_the_providers_and_methods(self):
        """What the page offers comes from a cache, which must not outlive its facts."""
        self.assertTrue(self.link._get_option_rows())
        self.payment_methods.active = False
        self.assertFalse(self.link._get_option_rows())
        self.payment_methods.active = True
        self.assertTrue(self.link._get_option_rows())
        self.provider.state = "disabled"
        self.assertFalse(self.link._get_option_rows())

    def test_open_attempt_is_replaced(self):
        first = self._make_attempt(self.link)
        resumed, _amount = self._start()
        self.assertFalse(resumed)
        self.assertEqual(first.state, "cancel")

    def test_attempt_in_progress_blocks_a_second_one(self):
        first = self._make_attempt(self.link)
        self._use_stripe()
        first._set_pending()
        with self.assertRaisesRegex(UserError, "already being processed"):
            self._start()
        self.assertEqual(first.state, "pending")

    def test_hold_is_not_asked_again(self):
        self.provider.support_manual_capture = "partial"
        attempt = self._make_attempt(self.link)
        attempt._set_authorized()
        attempt._post_process()
        self.link.invalidate_recordset()
        self.assertEqual(self.link.amount_due, 0.0)
        self.assertEqual(self.link.payment_state, "authorized")
        self.assertEqual(self.link.state, "active")
        self.assertEqual(self.order.state, "sale")
        with self.assertRaises(UserError):
            self._start()

    def test_saved_methods_are_for_the_customers_contacts_only(self):
        token = self._create_token(partner_id=self.partner.id)
        stranger = self._create_new_portal_user(login="stranger")
        colleague = self._create_new_portal_user(login="colleague")
        colleague.partner_id.parent_id = self.partner
        token.partner_id = colleague.partner_id
        for user, expected in (
            (self.public_user, self.env["payment.token"]),
            (stranger, self.env["payment.token"]),
            (colleague, token),
        ):
            with self.subTest(user=user.sudo().login):
                found = (
                    self.link.with_user(user.sudo())
                    .sudo()
                    ._get_payment_tokens(self.provider)
                )
                self.assertEqual(found, expected)

    def test_attempts_are_numbered_without_reading_all_references(self):
        def compute():
            values = self.link._prepare_attempt_values(10)
            return self.env["payment.transaction"]._compute_reference("none", **values)

        expected = [self.order.name, f"{self.order.name}-1", f"{self.order.name}-2"]
        forbidden = AssertionError("references were searched for")
        transactions = self.registry["payment.transaction"]
        for reference in expected:
            with patch.object(transactions, "search", side_effect=forbidden):
                self.assertEqual(compute(), reference)
            self._make_attempt(self.link, 10, state="cancel").reference = reference

    def test_attempts_beyond_counting_are_numbered_by_odoo(self):
        with patch.object(payment_transaction_reference, "PROBES_MAX", 1):
            for expected in (self.order.name, f"{self.order.name}-1"):
                values = self.link._prepare_attempt_values(10)
                reference = self.env["payment.transaction"]._compute_reference(
                    "none", **values
                )
                self.assertEqual(reference, expected)
                attempt = self._make_attempt(self.link, 10, state="cancel")
                attempt.reference = reference

    def test_values_tie_the_attempt_to_link_and_document(self):
        attempt = self._make_attempt(self.link)
        self.assertEqual(attempt.pay_link_id, self.link)
        self.assertEqual(attempt.sale_order_ids, self.order)
        self.assertEqual(attempt.partner_id, self.order.partner_invoice_id)
