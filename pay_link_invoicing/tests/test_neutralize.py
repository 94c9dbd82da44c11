from odoo.modules import neutralize
from odoo.tests import tagged

from .webhook_common import WebhookCommon


@tagged("post_install", "-at_install")
class TestNeutralize(WebhookCommon):
    """A copy of production closes nothing, asks nobody and hears nothing."""

    def test_copy_is_harmless(self):
        self.provider.write(
            {
                "state": "test",
                "pay_link_old_webhook_secrets": "whsec_before",
                "pay_link_stripe_api_url": "http://127.0.0.1:1",
            }
        )
        self.env.flush_all()
        modules = ["payment_stripe", "pay_link_invoicing"]
        for query in neutralize.get_neutralization_queries(modules):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        for name in ("event", "check", "expire"):
            cron = self.env.ref(f"pay_link_invoicing.cron_pay_link_{name}")
            self.assertFalse(cron.sudo().active, name)
        self.assertEqual(self.provider._pay_link_get_webhook_secrets(), [])
        self.assertFalse(self.provider.pay_link_stripe_api_url)
