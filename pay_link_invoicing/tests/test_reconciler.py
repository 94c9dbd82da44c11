from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..const import CHECK_DAYS, CHECK_MINUTES, CHECKS_MAX
from ..models.payment_transaction_check import ACTIVITY_TYPE, PATIENCE
from .webhook_common import WebhookCommon

LOGGER = "odoo.addons.pay_link_invoicing.models.payment_transaction_check"
NOON = datetime(2026, 3, 2, 12)


class CheckCommon(WebhookCommon):
    """A provider that answers as the test says, and a clock that the test moves."""

    def setUp(self):
        self.clock = self.enterContext(freeze_time(NOON))
        super().setUp()
        self.env.cr.flush()
        self.asked, self.closed = [], []
        self.answer = self.close_answer = lambda tx: True
        hooks = {
            "_pay_link_fetch_status": lambda _p, tx: self._hear(
                self.asked, self.answer, tx
            ),
            "_pay_link_close_attempt": lambda _p, tx: self._hear(
                self.closed, self.close_answer, tx
            ),
        }
        for name, hook in hooks.items():
            provider = self.registry["payment.provider"]
            self.startPatcher(patch.object(provider, name, hook))

    @staticmethod
    def _hear(calls, answer, tx):
        calls.append(tx.id)
        return answer(tx)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_check"
            ).sudo().method_direct_trigger()

    def _next(self):
        """Move the clock to the next check, and let it happen; return the wait."""
        now = fields.Datetime.now()
        wait = self.attempt.pay_link_next_check_at - now
        self.clock.move_to(self.attempt.pay_link_next_check_at)
        self._run()
        return wait


@tagged("post_install", "-at_install")
class TestReconciler(CheckCommon):
    def test_silence_is_asked_about_less_and_less_often(self):
        self._run()
        self.assertFalse(self.asked)  # not at once
        times, total = [], timedelta()
        for _check in range(5):
            total += self._next()
            times.append(total)
        minutes = [timedelta(minutes=number) for number in CHECK_MINUTES]
        days = [timedelta(hours=1, days=1), timedelta(hours=1, days=2)]
        self.assertEqual(times, minutes + days)
        self.assertEqual(self.asked, self.attempt.ids * 5)

    def test_answer_ends_the_asking(self):
        self.answer = lambda tx: bool(tx._set_done())
        self._next()
        self.assertEqual(self.attempt.state, "done")
        self.assertFalse(self.attempt.pay_link_next_check_at)

    def test_pending_is_asked_about_from_the_start_and_reported_after_days(self):
        self._next()
        self._next()
        self.attempt._set_pending()
        for _check in range(PATIENCE - 1):
            self._next()
            self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))
        self._next()
        activity = self.link.activity_search([ACTIVITY_TYPE])
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.link._get_responsible())
        self.assertIn("1,000.00", activity.summary)
        self._next()  # still asked about, nobody is asked twice
        self.assertEqual(self.link.activity_search([ACTIVITY_TYPE]), activity)
        self.attempt._set_done()
        self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))

    def test_asking_ends_some_day(self):
        self.attempt._set_pending()
        self.attempt.pay_link_check_count = CHECKS_MAX - 1
        self._next()
        self.assertFalse(self.attempt.pay_link_next_check_at)

    def test_provider_that_never_answers_is_reported(self):
        self.answer = self.close_answer = lambda tx: False
        for _check in range(PATIENCE):
            self._next()
        self.assertTrue(self.link.activity_search([ACTIVITY_TYPE]))
        self.assertEqual(self.attempt.state, "draft")
        self.assertTrue(self.attempt.pay_link_next_check_at)

    def test_customer_who_never_comes_back_is_no_news(self):
        for _check in range(PATIENCE):
            self._next()
        self.assertEqual(self.closed, self.attempt.ids)
        self.assertEqual(self.attempt.state, "cancel")
        self.assertFalse(self.attempt.pay_link_next_check_at)
        self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))

    def test_refused_attempt_is_still_asked_about_for_a_while(self):
        """The customer may try again where the provider's form is open."""
        self.attempt._set_error("Declined")
        self._next()
        self.assertEqual(self.asked, self.attempt.ids)
        for _check in range(PATIENCE - 1):
            self._next()
        self.assertFalse(self.attempt.pay_link_next_check_at)
        self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))

    def test_refused_attempt_is_closed_when_another_is_started(self):
        self.attempt._set_error("Declined")
        self.env.flush_all()  # the database knows one open attempt a link
        self._make_attempt(self.link)
        self._next()
        self.assertIn(self.attempt.id, self.closed)
        self.assertFalse(self.attempt.pay_link_next_check_at)

    def test_hold_is_looked_after_daily(self):
        self.attempt._set_authorized()
        for _day in range(20):
            self.assertEqual(self._next(), timedelta(days=1))
        self.assertEqual(len(self.asked), 20)
        self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))

    def test_crash_is_one_attempts_own(self):
        other = self._make_attempt(self._make_link(self._make_order()))
        ill = self.attempt

        def answer(tx):
            return tx._set_done() and tx != ill and True or 1 / 0

        self.answer = answer
        with mute_logger(LOGGER):
            self._next()
        self.assertEqual((ill.state, other.state), ("draft", "done"))
        self.assertTrue(ill.pay_link_next_check_at > fields.Datetime.now())

    def test_claimed_attempt_is_taken_by_nobody_else(self):
        self.clock.move_to(self.attempt.pay_link_next_check_at)
        transactions = self.env["payment.transaction"]
        self.assertEqual(transactions._pay_link_claim_check(), self.attempt)
        self.assertFalse(transactions._pay_link_claim_check())

    def test_next_check_is_scheduled_for_its_time(self):
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_check")
        self._next()
        triggers = self.env["ir.cron.trigger"].sudo()
        moments = triggers.search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertIn(self.attempt.pay_link_next_check_at, moments)

    def test_transactions_without_a_link_are_not_asked_about(self):
        tx = self._create_transaction("direct", reference="ORDINARY")
        tx._set_pending()
        self.assertFalse(tx.pay_link_next_check_at)


@tagged("post_install", "-at_install")
class TestUnaskable(CheckCommon):
    """A provider that can't be asked is not asked for ever."""

    def setUp(self):
        super().setUp()
        self.provider.code = "none"
        self.link.expires_at = False
        self.attempt.unlink()
        self.attempt = self._make_attempt(self.link)

    def test_draft_is_nobodys_business(self):
        self.assertFalse(self.attempt.pay_link_next_check_at)

    def test_pending_one_is_reported_once(self):
        self.attempt._set_pending()
        self.assertEqual(self._next(), timedelta(days=CHECK_DAYS))
        self.assertEqual(len(self.link.activity_search([ACTIVITY_TYPE])), 1)
        self.assertFalse(self.attempt.pay_link_next_check_at)
        self.assertFalse(self.asked)

    def test_draft_ends_with_its_link(self):
        self.link.expires_at = NOON + timedelta(days=3)
        self.attempt.unlink()
        self.attempt = self._make_attempt(self.link)
        self.assertEqual(self._next(), timedelta(days=3))
        self.assertEqual(self.attempt.state, "cancel")


@tagged("post_install", "-at_install")
class TestClosing(CheckCommon):
    """Attempts of links that are over are closed, until the provider answers."""

    def _expire_by_the_clock(self, minutes=3):
        self.link.expires_at = NOON + timedelta(minutes=minutes)
        self.attempt._pay_link_restart_checks()

    def test_attempt_is_closed_when_the_clock_ends_its_link(self):
        self._expire_by_the_clock()
        self._next()
        self.assertFalse(self.closed)
        self._next()
        self.assertEqual(fields.Datetime.now(), self.link.expires_at)
        self.assertEqual(self.closed, self.attempt.ids)
        self.assertEqual(self.attempt.state, "cancel")

    def test_expiring_closes_attempts_too(self):
        self.link.expires_at = NOON - timedelta(minutes=1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_expire"
            ).sudo().method_direct_trigger()
        self.assertEqual(self.link.state, "expired")
        self._run()
        self.assertEqual(self.closed, self.attempt.ids)
        self.assertEqual(self.attempt.state, "cancel")

    def test_closing_is_tried_until_the_provider_answers(self):
        self._next()
        self._next()
        self.close_answer = lambda tx: False
        self.link.action_deactivate()
        self.assertEqual(self.attempt.state, "draft")
        self.closed.clear()
        self.assertLessEqual(self._next(), timedelta(minutes=1))
        self._next()
        self.assertEqual(self.closed, self.attempt.ids * 2)
        self.assertEqual(self.attempt.state, "draft")
        self.close_answer = lambda tx: True
        self._next()
        self.assertEqual(self.attempt.state, "cancel")
        self.assertFalse(self.attempt.pay_link_next_check_at)

    def test_money_that_came_meanwhile_is_money(self):
        self.link.expires_at = NOON - timedelta(minutes=1)
        self.link._move_to("expired")
        self.close_answer = lambda tx: bool(tx._set_done())
        self._run()
        self.assertEqual(self.attempt.state, "done")

    def test_payment_in_progress_is_not_closed_but_asked_about(self):
        self.attempt._set_pending()
        self.link._move_to("expired")
        self._next()
        self.assertFalse(self.closed)
        self.assertEqual(self.asked, self.attempt.ids)

    def test_superseded_link_closes_its_attempt(self):
        self.close_answer = lambda tx: False
        self._make_link(self.order)
        self.assertEqual(self.link.state, "deactivated")
        self.close_answer = lambda tx: True
        self._next()
        self.assertEqual(self.attempt.state, "cancel")

    def test_an_unanswered_close_still_stops_a_second_attempt(self):
        self.close_answer = lambda tx: False
        with self.assertRaises(UserError):
            self.link._release_open_attempts(strict=True)
