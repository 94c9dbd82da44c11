from contextlib import contextmanager

from odoo.tests import tagged

from .webhook_common import WebhookCommon


@tagged("post_install", "-at_install")
class TestTrigger(WebhookCommon):
    """Odoo books what a provider has decided at once."""

    @contextmanager
    def _triggers(self, expected):
        cron = self.env.ref("payment.cron_post_process_payment_tx").sudo()
        cron.active = True
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", cron.id)]
        triggers.search(domain).unlink()
        self.env.cr.precommit.data.clear()
        yield
        self.assertEqual(triggers.search_count(domain), expected)

    def test_money_is_booked_at_once(self):
        for move in ("_set_pending", "_set_authorized", "_set_done"):
            with self.subTest(move=move), self._triggers(1):
                getattr(self.attempt, move)()

    def test_once_a_transaction_is_enough(self):
        with self._triggers(1):
            self.attempt._set_pending()
            self.attempt._set_done()

    def test_cancelled_hold_is_undone_at_once(self):
        self.attempt._set_authorized()
        with self._triggers(1):
            self.attempt._set_canceled()

    def test_attempt_that_nobody_pays_books_nothing(self):
        with self._triggers(0):
            self.attempt._set_canceled()

    def test_refused_attempt_books_nothing(self):
        with self._triggers(0):
            self.attempt._set_error("Declined")

    def test_started_attempt_books_nothing(self):
        with self._triggers(0):
            self._make_attempt(self._make_link(self._make_order()))

    def test_transactions_without_a_link_keep_odoos_pace(self):
        tx = self._create_transaction("direct", reference="ORDINARY")
        with self._triggers(0):
            tx._set_done()
