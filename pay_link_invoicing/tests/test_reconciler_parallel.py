from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from .webhook_common import WebhookCommon

LONG_AGO = datetime(2020, 1, 1)


@tagged("post_install", "-at_install")
class TestParallelChecks(WebhookCommon):
    """Two workers, each with a connection of its own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            provider = env["payment.provider"].search([("code", "!=", "none")], limit=1)
            method = env["payment.method"].with_context(active_test=False)
            for number in range(2):
                env["payment.transaction"].create(
                    {
                        "provider_id": provider.id,
                        "payment_method_id": method.search([], limit=1).id,
                        "reference": f"PARALLEL-{number}",
                        "amount": 1,
                        "currency_id": env.company.currency_id.id,
                        "partner_id": env.company.partner_id.id,
                        "pay_link_next_check_at": LONG_AGO,
                    }
                )
        self.addCleanup(self._clean)

    @staticmethod
    def _env(cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM payment_transaction WHERE reference LIKE 'PARALLEL-%'"
            )

    def _claim(self, cr):
        return self._env(cr)["payment.transaction"]._pay_link_claim_check()

    def test_two_workers_never_take_the_same_attempt(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = self._claim(one), self._claim(two)
            self.assertTrue(first and second)
            self.assertNotEqual(first.id, second.id)
            with self.registry.cursor() as three:
                self.assertFalse(self._claim(three))
