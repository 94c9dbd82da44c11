from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..const import EVENT_KEPT_DAYS, EVENT_RETRY_MINUTES
from ..models import pay_link_event
from ..models.pay_link_event import ACTIVITY_TYPE
from .webhook_common import WebhookCommon

LOGGER = "odoo.addons.pay_link_invoicing.models.pay_link_event"


class EventCommon(WebhookCommon):
    """Stored events, and a provider that answers as the test says."""

    def setUp(self):
        super().setUp()
        self.answers, self.asked = [], []
        self.startPatcher(
            patch.object(
                self.registry["payment.provider"],
                "_pay_link_fetch_status",
                lambda provider, tx: self._answer(tx),
            )
        )

    def _answer(self, tx):
        self.asked.append(tx.id)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer(tx) if callable(answer) else answer

    def _store(self, event_id="evt_1", event_type="payment_intent.succeeded", **target):
        payload = self._dump(self._event(event_type, event_id, **target))
        self.events.sudo()._store(
            self.provider, self.attempt, event_id, event_type, payload
        )
        return self.events.search([("event_id", "=", event_id)])

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_event"
            ).sudo().method_direct_trigger()

    def _let_time_pass(self, event):
        event.next_try_at = fields.Datetime.now() - timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestEvent(EventCommon):
    def test_event_is_processed_by_asking_the_provider(self):
        event = self._store()
        self.answers = [lambda tx: tx._set_done() or True]
        self._run()
        self.assertEqual(self.asked, self.attempt.ids)
        self.assertEqual((event.state, event.tries), ("done", 1))
        self.assertFalse(event.next_try_at)
        self.assertTrue(event.processed_at)
        self.assertEqual(self.attempt.state, "done")

    def test_repeat_is_stored_once(self):
        self._store()
        payload = self._dump(self._event())
        for _repeat in range(20):
            self.assertFalse(
                self.events.sudo()._store(
                    self.provider, self.attempt, "evt_1", "repeat", payload
                )
            )
        self._run()
        self.assertEqual(len(self.asked), 1)

    def test_no_answer_is_a_failure_that_is_tried_again(self):
        event = self._store()
        self.answers = [False]
        self._run()
        self.assertEqual((event.state, event.tries), ("failed", 1))
        self.assertIn("did not answer", event.failure_reason)
        self.assertEqual(len(self.asked), 1)  # not before its time
        self._let_time_pass(event)
        self._run()
        self.assertEqual((event.state, event.tries), ("done", 2))
        self.assertFalse(event.failure_reason)

    def test_delay_grows_and_the_last_failure_asks_a_person(self):
        event = self._store()
        self.answers = [False] * len(EVENT_RETRY_MINUTES)
        for number, minutes in enumerate(EVENT_RETRY_MINUTES[:-1], 1):
            self._run()
            self.assertEqual((event.state, event.tries), ("failed", number))
            wait = event.next_try_at - fields.Datetime.now()
            self.assertAlmostEqual(wait.total_seconds(), minutes * 60, delta=30)
            self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))
            self._let_time_pass(event)
        self._run()
        self.assertFalse(event.next_try_at)
        activity = self.link.activity_search([ACTIVITY_TYPE])
        self.assertEqual(activity.user_id, self.link._get_responsible())
        self.assertIn("evt_1", activity.note)
        event.action_retry()
        self._run()
        self.assertEqual(event.state, "done")
        self.assertFalse(self.link.activity_search([ACTIVITY_TYPE]))

    def test_crash_in_one_event_keeps_its_effects_out_and_the_others_going(self):
        event, other = self._store(), self._store("evt_2")
        self.answers = [
            lambda tx: tx._set_done() and 1 / 0,
            UserError("The keys were revoked."),
        ]
        with mute_logger(LOGGER):
            self._run()
        self.assertEqual((event + other).mapped("state"), ["failed", "failed"])
        self.assertEqual(self.attempt.state, "draft")
        self.assertIn("ZeroDivisionError", event.failure_reason)
        self.assertEqual(other.failure_reason, "The keys were revoked.")

    def test_worker_that_dies_leaves_the_event_to_the_next(self):
        event = self._store()
        claimed = self.events._claim()
        self.assertEqual(claimed, event)
        self.assertFalse(self.events._claim())  # nobody else takes it meanwhile
        self._let_time_pass(event)
        self._run()
        self.assertEqual((event.state, event.tries), ("done", 2))

    def test_event_of_another_providers_payment_is_ignored(self):
        event = self._store()
        event.provider_id = self.provider.search(
            [("id", "!=", self.provider.id)], limit=1
        )
        self._run()
        self.assertEqual(event.state, "ignored")
        self.assertFalse(self.asked)

    def test_a_retry_is_scheduled_for_its_time(self):
        event = self._store()
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_event")
        self.answers = [False]
        self._run()
        triggers = self.env["ir.cron.trigger"].sudo()
        self.assertIn(
            event.next_try_at.replace(microsecond=0),
            [
                moment.replace(microsecond=0)
                for moment in triggers.search([("cron_id", "=", cron.id)]).mapped(
                    "call_at"
                )
            ],
        )

    def test_old_events_are_removed_unless_they_failed(self):
        done, failed, recent = map(self._store, ("evt_1", "evt_2", "evt_3"))
        (done + recent).write({"state": "done"})
        failed.state = "failed"
        old = fields.Datetime.now() - timedelta(days=EVENT_KEPT_DAYS + 1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pay_link_event SET create_date = %s WHERE id IN %s",
            (old, (done + failed)._ids),
        )
        self.env.invalidate_all()
        self.assertEqual(self.events.sudo()._gc_events(), (1, False))
        self.assertEqual(self.events.search([]), failed + recent)

    def test_old_events_are_removed_batch_by_batch(self):
        stored = [self._store(f"evt_{number}") for number in range(3)]
        self.events.concat(*stored).write({"state": "done"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE pay_link_event SET create_date = '2020-01-01'")
        self.env.invalidate_all()
        with patch.object(pay_link_event, "GC_BATCH", 2):
            self.assertEqual(self.events.sudo()._gc_events(), (2, True))
            self.assertEqual(self.events.sudo()._gc_events(), (1, False))
        self.assertFalse(self.events.search([]))


@tagged("post_install", "-at_install")
class TestEventRights(EventCommon):
    """Who may see the inbox, and who may work on it."""

    def _as(self, groups, **values):
        login = f"event_{groups.replace('.', '_')}_{len(values)}"
        return new_test_user(self.env, login=login, groups=groups, **values)

    def test_managers_read_and_nobody_but_the_system_retries(self):
        event = self._store()
        event.state = "failed"
        for groups in (
            "sales_team.group_sale_manager",
            "account.group_account_manager",
            "account.group_account_readonly",
        ):
            as_user = event.with_user(self._as(groups))
            with self.subTest(groups=groups):
                self.assertEqual(as_user.event_id, "evt_1")
                with self.assertRaises(AccessError):
                    as_user.action_retry()
                with self.assertRaises(AccessError):
                    as_user.read(["payload"])
        system = self._as("base.group_system")
        event.with_user(system).action_retry()
        self.assertTrue(event.with_user(system).payload)

    def test_others_see_nothing(self):
        event = self._store()
        for groups in (
            "base.group_user",
            "base.group_portal",
            "sales_team.group_sale_salesman",
        ):
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                event.with_user(self._as(groups)).read(["event_id"])

    def test_another_companys_events_are_not_seen(self):
        event = self._store()
        company = self.env["res.company"].create({"name": "Other"})
        user = self._as(
            "sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(AccessError):
            event.with_user(user).read(["event_id"])

    def test_only_failures_can_be_tried_again(self):
        event = self._store()
        for state in ("new", "done", "ignored"):
            event.state = state
            with self.subTest(state=state), self.assertRaises(UserError):
                event.action_retry()

    def test_form_can_be_read_and_nothing_typed(self):
        form = Form(self._store())
        for name in ("type", "state", "event_id"):
            with self.subTest(name=name), self.assertRaises(AssertionError):
                setattr(form, name, "forged")
