from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.pay_link_hold_clock import HOLD, HOLD_LAPSED, HOLD_URGENT
from .capture_common import CaptureCommon

CLOCK = "odoo.addons.pay_link_invoicing.models.pay_link_hold_clock"


@tagged("post_install", "-at_install")
class TestHoldClock(CaptureCommon):
    """A hold has an end: the seller is warned in time, and told when it is over."""

    def _hold_since(self, **ago):
        hold = self._hold()
        hold.last_state_change = fields.Datetime.now() - timedelta(**ago)
        self._watch()
        return hold

    def _watch(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_holds"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _asked(self, hold):
        known = {
            self.env.ref(xmlid).id: xmlid for xmlid in (HOLD, HOLD_LAPSED, HOLD_URGENT)
        }
        activities = hold.pay_link_id.activity_ids
        self.assertLessEqual(activities.user_id, self.seller)
        return [known[activity.activity_type_id.id] for activity in activities]

    # === Warned === #

    def test_a_fresh_hold_needs_nobody(self):
        hold = self._hold_since(days=4, hours=23)
        self.assertEqual(self._asked(hold), [])
        self.assertEqual(hold.pay_link_id.hold_status, "held")

    def test_the_seller_is_warned_48_hours_before_once(self):
        hold = self._hold_since(days=5, minutes=1)
        self._watch()
        self.assertEqual(self._asked(hold), [HOLD])
        self.assertEqual(
            hold.pay_link_id.activity_ids.date_deadline,
            hold._get_hold_deadline().date(),
        )
        self.assertEqual(hold.pay_link_id.hold_status, "lapsing")
        self.assertEqual(self.order.pay_link_hold_status, "lapsing")

    def test_the_seller_is_warned_again_12_hours_before_once(self):
        hold = self._hold_since(days=6, hours=11, minutes=59)
        self.assertEqual(self._asked(hold), [HOLD])
        hold.last_state_change -= timedelta(minutes=2)
        self._watch()
        self._watch()
        self.assertEqual(self._asked(hold), [HOLD_URGENT])

    def test_a_hold_that_fails_stops_no_other(self):
        hold, ill = self._hold(), self._hold(self._make_order())
        watch = type(ill)._pay_link_watch

        def fail(tx):
            return watch(tx) if tx != ill else 1 / 0

        self.startPatcher(patch.object(type(ill), "_pay_link_watch", fail))
        long_ago = fields.Datetime.now() - timedelta(days=5, minutes=1)
        (hold | ill).last_state_change = long_ago
        with mute_logger(CLOCK):
            self._watch()
        self.assertEqual(self._asked(hold), [HOLD])

    def test_a_link_that_fails_stops_no_other(self):
        holds = (
            self._hold(self._make_order()),
            self._hold(),
            self._hold(self._make_order()),
        )
        for hold in holds:
            hold.last_state_change -= timedelta(days=6)
        self._watch()
        ill = holds[1].pay_link_id
        follow = type(ill)._follow_holds

        def fail(link):
            return follow(link) if link != ill else 1 / 0

        for hold in holds:
            hold.pay_link_id.flush_recordset()
            hold._set_canceled()
        self.startPatcher(patch.object(type(ill), "_follow_holds", fail))
        with mute_logger(CLOCK):
            self._watch()
        self.assertEqual(
            [bool(hold.pay_link_id.activity_ids) for hold in holds],
            [False, True, False],
        )

    def test_the_warnings_go_when_all_is_captured(self):
        hold = self._hold_since(days=6, hours=20)
        hold._pay_link_capture(600.0)
        self._book()
        self.assertEqual(self._asked(hold), [HOLD_URGENT], "400.00 are still held")
        hold._pay_link_capture(400.0)
        self._book()
        self.assertEqual(self._asked(hold), [])

    def test_the_warnings_go_when_the_hold_is_released(self):
        hold = self._hold_since(days=6)
        hold.pay_link_id.action_release_hold()
        self.assertEqual(self._asked(hold), [])

    def test_the_warnings_go_when_the_hold_ends_elsewhere(self):
        hold = self._hold_since(days=6)
        hold._set_canceled()
        self._watch()
        self.assertEqual(self._asked(hold), [])

    def test_the_days_are_a_setting_of_the_company(self):
        self.env.company.pay_link_hold_days = 3
        hold = self._hold()
        self.assertEqual(
            hold.pay_link_id.hold_until, hold.last_state_change + timedelta(days=3)
        )

    # === Lapsed === #

    def test_a_hold_lapses_when_its_time_is_over(self):
        hold = self._hold_since(days=7, minutes=1)
        link = hold.pay_link_id
        self.assertEqual(self.requests, [("void", 1000.0)], "nobody holds it twice")
        self.assertEqual(hold.state, "cancel")
        self.assertEqual((link.hold_status, link.payment_state), ("lapsed", "unpaid"))
        self.assertEqual(self.order.pay_link_hold_status, "lapsed")
        self.assertAmounts(link, paid=0.0, due=1000.0)
        self.assertEqual(self._asked(hold), [HOLD_LAPSED])
        for record in (link, self.order):
            self.assertIn("has lapsed", "".join(record.message_ids.mapped("body")))

    def test_what_the_provider_gives_up_when_the_time_is_over_has_lapsed(self):
        hold = self._hold()
        hold.last_state_change = fields.Datetime.now() - timedelta(days=7)
        hold._set_canceled()
        self.assertEqual(hold.pay_link_id.hold_status, "lapsed")
        self.assertEqual(self.order.pay_link_hold_status, "lapsed")

    def test_what_the_provider_gives_up_before_is_released(self):
        hold = self._hold()
        hold._set_canceled()
        self.assertEqual(hold.pay_link_id.hold_status, "released")

    def test_a_provider_that_refuses_or_is_silent_does_not_stop_the_clock(self):
        for answer in ("error", None):
            type(self).answer = answer
            self.order = self._make_order(user_id=self.seller.id)
            hold = self._hold_since(days=8)
            self.assertEqual(
                (hold.state, hold.pay_link_id.hold_status), ("cancel", "lapsed")
            )

    def test_the_rest_of_a_hold_lapses(self):
        hold = self._hold()
        hold._pay_link_capture(600.0)
        self._book()
        hold.last_state_change = fields.Datetime.now() - timedelta(days=8)
        self._watch()
        self._book()
        self.assertEqual(hold.state, "done")
        self.assertEqual(hold.pay_link_id.hold_status, "lapsed")
        self.assertAmounts(hold.pay_link_id, paid=600.0, due=400.0)
        self.assertEqual(hold.pay_link_id.state, "active")

    def test_money_that_comes_for_a_lapsed_hold_is_booked(self):
        type(self).answer = "error"
        hold = self._hold_since(days=8)
        hold._set_done()
        self._book()
        self.assertEqual(hold.payment_id.amount, 1000.0)

    # === Again === #

    def test_one_button_asks_the_customer_again(self):
        hold = self._hold_since(days=8)
        link = hold.pay_link_id
        for record in (self.order, link):
            link.expires_at = fields.Datetime.now() - timedelta(hours=1)
            action = getattr(
                record.with_user(self.seller),
                "action_ask_again" if record == link else "action_pay_link_ask_again",
            )()
            self.assertEqual(action["res_model"], "pay.link.send")
            self.assertEqual(action["context"]["default_link_id"], link.id)
            self.assertEqual(link._get_effective_state(), "active")

    def test_a_new_payment_ends_the_matter(self):
        hold = self._hold_since(days=8)
        self._pay(hold.pay_link_id)
        self.assertEqual(hold.pay_link_id.hold_status, "none")
        self.assertEqual(self.order.pay_link_hold_status, "none")
