from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestProvider(PayLinkCommon):
    """What a provider's own terms change for pay links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order, allow_partial=True)

    def _is_offered(self):
        """Whether starting a payment and the page agree, and on what."""
        providers, _methods = self.link._get_payment_options()
        offers = {row["provider_id"] for row in self.link._get_option_rows()}
        self.assertEqual(self.provider in providers, self.provider.id in offers)
        return self.provider in providers

    def _start(self, amount=None):
        return self.link._start_attempt(
            amount=amount,
            provider_id=self.provider.id,
            payment_method_id=self.payment_method_id,
            flow="direct",
        )

    def test_not_offered(self):
        self.assertTrue(self._is_offered())
        self.provider.pay_link_is_offered = False
        self.assertFalse(self._is_offered())
        with self.assertRaises(ValidationError):
            self._start()

    def test_link_does_not_widen_the_offer(self):
        self.provider.pay_link_is_offered = False
        self.link.provider_ids = self.provider
        self.assertFalse(self._is_offered())

    def test_largest_payment(self):
        self.provider.pay_link_amount_max = 999.99
        with self.assertRaises(ValidationError):
            self._start(1000.0)
        self._start(999.99)

    def test_smallest_payment(self):
        self.provider.pay_link_amount_min = 100.0
        with self.assertRaises(ValidationError):
            self._start(99.99)
        self._start(100.0)

    def test_page_offers_what_some_payment_can_use(self):
        for smallest, largest, offered in (
            (1000.0, 0.0, True),
            (1000.01, 0.0, False),
            (0.0, 0.01, True),
        ):
            self.provider.write(
                {"pay_link_amount_min": smallest, "pay_link_amount_max": largest}
            )
            with self.subTest(smallest=smallest, largest=largest):
                offers = {row["provider_id"] for row in self.link._get_option_rows()}
                self.assertEqual(self.provider.id in offers, offered)

    def test_limits_are_in_the_currency_of_the_company(self):
        currency = self.currency_euro
        currency.rate_ids = [
            Command.clear(),
            Command.create({"name": "2020-01-01", "rate": 2.0}),
        ]
        invoice = self._make_invoice(currency_id=currency.id)
        link = self._make_link(invoice)
        self.provider.pay_link_amount_max = 500.0
        self.assertIn(self.provider, link._get_payment_options()[0])
        self.provider.pay_link_amount_max = 499.99
        self.assertNotIn(self.provider, link._get_payment_options()[0])

    def test_limits_make_sense(self):
        for values in (
            {"pay_link_amount_min": -1.0},
            {"pay_link_amount_max": -1.0},
            {"pay_link_amount_min": 2.0, "pay_link_amount_max": 1.0},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.provider.write(values)

    def test_name_is_on_the_page(self):
        self.assertEqual(self.link._get_option_rows()[0]["provider"], "")
        self.provider.pay_link_name = "Card by Oak Bank"
        row = self.link._get_option_rows()[0]
        self.assertEqual(row["provider"], "Card by Oak Bank")

    def test_one_default_a_company(self):
        other = self.provider.copy()
        self.provider.pay_link_is_default = True
        self.assertEqual(self.env.company.pay_link_provider_id, self.provider)
        other.pay_link_is_default = True
        self.assertEqual(self.env.company.pay_link_provider_id, other)
        self.assertFalse(self.provider.pay_link_is_default)
        self.provider.pay_link_is_default = False
        self.assertEqual(self.env.company.pay_link_provider_id, other)
        other.pay_link_is_default = False
        self.assertFalse(self.env.company.pay_link_provider_id)

    def test_default_is_of_its_own_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.provider.copy({"company_id": company.id})
        self.provider.pay_link_is_default = True
        other.pay_link_is_default = True
        self.assertTrue(self.provider.pay_link_is_default)
        self.assertEqual(company.pay_link_provider_id, other)

    def test_sellers_do_not_set_terms(self):
        seller = new_test_user(
            self.env, login="terms_seller", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            self.provider.with_user(seller).pay_link_is_offered = False

    def test_capture_of_the_provider_and_of_the_link(self):
        self.provider.support_manual_capture = "partial"
        for by_hand, own, wanted, mode in (
            (False, "provider", "provider", "automatic"),
            (True, "provider", "provider", "manual"),
            (True, "delivery", "provider", "delivery"),
            (True, "delivery", "manual", "manual"),
        ):
            self.provider.write(
                {"capture_manually": by_hand, "pay_link_capture_mode": own}
            )
            self.link.capture_mode = wanted
            with self.subTest(by_hand=by_hand, own=own, wanted=wanted):
                self.assertTrue(self._is_offered())
                attempt = self._make_attempt(self.link)
                self.assertEqual(attempt.pay_link_capture_mode, mode)
                self.assertEqual(
                    attempt._pay_link_is_hold_wanted(), mode != "automatic"
                )
                attempt._set_canceled()
                attempt.flush_recordset()

    def test_a_later_change_does_not_touch_a_started_attempt(self):
        attempt = self._make_attempt(self.link)
        self.link.capture_mode = "delivery"
        self.provider.pay_link_capture_mode = "delivery"
        attempt.invalidate_recordset()
        self.assertEqual(attempt.pay_link_capture_mode, "automatic")
        self.assertFalse(self._make_attempt_beside_links().pay_link_capture_mode)

    def _make_attempt_beside_links(self):
        return self._create_transaction("direct", reference="beside links")

    def test_capture_that_the_provider_can_not_do(self):
        self.provider.support_manual_capture = "partial"
        self.provider.pay_link_capture_mode = "delivery"
        self.assertFalse(self._is_offered())
        self.provider.capture_manually = True
        self.assertTrue(self._is_offered())

    def test_neutral_answers(self):
        attempt = self._make_attempt(self.link)
        provider = self.provider
        self.assertIsNone(provider._pay_link_get_checkout_url(attempt))
        self.assertFalse(provider._pay_link_fetch_status(attempt))
        self.assertTrue(provider._pay_link_close_attempt(attempt))
        self.assertFalse(provider.pay_link_supports_hosted)
        self.assertFalse(provider._pay_link_can_choose_capture())
        days = provider._pay_link_get_capture_deadline(attempt) - attempt.create_date
        self.assertEqual(round(days.total_seconds() / 86400), 7)
