import threading

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import tagged

from .webhook_common import WebhookCommon


@tagged("post_install", "-at_install")
class TestEventParallel(WebhookCommon):
    """Two workers, each with a connection of its own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            provider = self._env(cr)["payment.provider"].search([], limit=1)
            self.values = {"provider_id": provider.id, "type": "test"}
        self.addCleanup(self._clean)

    @staticmethod
    def _env(cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM pay_link_event WHERE type = 'test'")
            cr.execute(
                "DELETE FROM ir_cron_trigger WHERE cron_id = %s",
                (self.env.ref("pay_link_invoicing.cron_pay_link_event").id,),
            )

    def _store(self, cr, event_id="evt_parallel"):
        env = self._env(cr)
        provider = env["payment.provider"].browse(self.values["provider_id"])
        nothing = env["payment.transaction"]
        return env["pay.link.event"]._store(provider, nothing, event_id, "test", "{}")

    def test_same_event_twice_at_the_same_moment_is_stored_once(self):
        results = []

        def deliver():
            with self.registry.cursor() as cr:
                results.append(retrying(lambda: self._store(cr), self._env(cr)))

        with self.registry.cursor() as cr:
            self.assertTrue(self._store(cr))
            threads = [threading.Thread(target=deliver) for _worker in range(3)]
            for thread in threads:
                thread.start()
            threads[0].join(0.3)
            self.assertFalse(results)  # they wait for what the first one does
        for thread in threads:
            thread.join(30)
        self.assertEqual(results, [False] * 3)

    def test_two_workers_never_take_the_same_event(self):
        with self.registry.cursor() as cr:
            self._store(cr, "evt_a")
            self._store(cr, "evt_b")
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first = self._env(one)["pay.link.event"]._claim()
            second = self._env(two)["pay.link.event"]._claim()
            self.assertTrue(first and second)
            self.assertNotEqual(first.id, second.id)
            with self.registry.cursor() as three:
                self.assertFalse(self._env(three)["pay.link.event"]._claim())
