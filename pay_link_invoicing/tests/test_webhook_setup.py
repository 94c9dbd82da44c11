from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.payment_stripe import const

from ..const import STRIPE_EVENTS
from .test_dispute import InboxCommon


@tagged("post_install", "-at_install")
class TestWebhookSetup(InboxCommon):
    """The endpoint at Stripe, its secret, and the warning where there is none."""

    def test_missing_secret_is_shown_in_red(self):
        self.assertTrue(self.provider.pay_link_is_webhook_missing)
        self.provider.pay_link_is_offered = False
        self.assertFalse(self.provider.pay_link_is_webhook_missing)
        self.provider.write(
            {"pay_link_is_offered": True, "stripe_webhook_secret": "  "}
        )
        self.assertTrue(self.provider.pay_link_is_webhook_missing)
        self.provider.stripe_webhook_secret = "whsec_1"
        self.assertFalse(self.provider.pay_link_is_webhook_missing)
        view = self.provider.get_view(view_type="form")["arch"]
        alerts = etree.fromstring(view).xpath(
            "//page[@name='pay_links']//div[contains(@class, 'alert-danger')]"
        )
        self.assertEqual(alerts[0].get("invisible"), "not pay_link_is_webhook_missing")

    def test_button_creates_the_endpoint_with_all_events(self):
        self.provider.action_stripe_create_webhook()
        self.assertEqual(self.provider.stripe_webhook_secret, "whsec_1")
        endpoint = self.stripe.endpoints[0]
        self.assertEqual(set(endpoint["enabled_events"].values()), set(STRIPE_EVENTS))
        self.assertLessEqual(set(const.HANDLED_WEBHOOK_EVENTS), set(STRIPE_EVENTS))
        self.assertTrue(endpoint["url"].endswith("/payment/stripe/webhook"))
        self.assertEqual(endpoint["api_version"], const.API_VERSION)

    def test_button_makes_no_second_endpoint(self):
        self.provider.action_stripe_create_webhook()
        self.provider.action_stripe_create_webhook()
        self.assertEqual(len(self.stripe.endpoints), 1)
        self.assertEqual(self.provider.stripe_webhook_secret, "whsec_1")

    def test_secret_that_was_lost_in_a_crash_is_got_again(self):
        first = self.provider._pay_link_create_endpoint()
        again = self.provider._pay_link_create_endpoint()  # nothing was written
        self.assertEqual((first, len(self.stripe.endpoints)), (again, 1))

    def test_rotation_keeps_the_secret_before(self):
        self.provider.stripe_webhook_secret = "whsec_before"
        self.provider.action_pay_link_rotate_webhook()
        self.assertEqual(self.provider.stripe_webhook_secret, "whsec_1")
        self.assertEqual(
            self.provider._pay_link_get_webhook_secrets(), ["whsec_1", "whsec_before"]
        )

    def test_rotation_needs_a_secret(self):
        with self.assertRaises(UserError):
            self.provider.action_pay_link_rotate_webhook()

    def test_refusal_of_stripe_is_told(self):
        for status in (401, 400, 500):
            self.stripe.fail("/webhook_endpoints", status)
            with self.subTest(status=status), self.assertRaises(UserError) as caught:
                self.provider.action_stripe_create_webhook()
            self.assertNotIn("sk_test", str(caught.exception))
        self.assertFalse(self.provider.stripe_webhook_secret)

    def test_nobody_but_the_system_does_it(self):
        self.provider.stripe_webhook_secret = "whsec_before"
        for groups in (
            "account.group_account_manager",
            "sales_team.group_sale_manager",
        ):
            login = groups.replace(".", "_")
            user = new_test_user(self.env, login=login, groups=groups)
            provider = self.provider.with_user(user)
            for action in (
                "action_stripe_create_webhook",
                "action_pay_link_rotate_webhook",
            ):
                with self.subTest(action=action, groups=groups):
                    with self.assertRaises(AccessError):
                        getattr(provider, action)()
            with self.assertRaises(AccessError):
                provider.read(["pay_link_old_webhook_secrets"])
        self.assertFalse(self.stripe.endpoints)
