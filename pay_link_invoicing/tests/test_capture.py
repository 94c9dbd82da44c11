from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..models.pay_link_hold_clock import HOLD_FAILED
from .capture_common import CaptureCommon


@tagged("post_install", "-at_install")
class TestCapture(CaptureCommon):
    """Held money: what the documents say, and what a seller does with it."""

    # === Authorized === #

    def test_an_authorized_payment_confirms_the_order_and_holds_the_money(self):
        hold = self._hold()
        order, link = self.order, hold.pay_link_id
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.pay_link_hold_status, "held")
        self.assertEqual(order.pay_link_amount_held, 1000.0)
        self.assertEqual(order.pay_link_amount_captured, 0.0)
        self.assertEqual(
            order.pay_link_hold_until, hold.last_state_change + timedelta(days=7)
        )
        self.assertEqual(
            (link.hold_status, link.hold_until), ("held", order.pay_link_hold_until)
        )
        self.assertAmounts(link, paid=0.0, due=0.0)
        self.assertEqual((link.state, link.payment_state), ("active", "authorized"))
        self.assertFalse(hold.payment_id, "held money is not booked")

    def test_held_money_is_not_paid_before_it_is_captured(self):
        self._hold()
        self.assertEqual(self.order.pay_link_status, "asked")
        self._deliver(self.order, 1)
        self._wizard().action_capture()
        self.assertEqual(self.order.pay_link_status, "partial")
        self._deliver(self.order, 2)
        self._wizard().action_capture()
        self.assertEqual(self.order.pay_link_status, "paid")

    def test_orders_are_found_by_their_hold(self):
        self._hold()
        orders = self.env["sale.order"]
        self.assertIn(
            self.order, orders.search([("pay_link_hold_status", "=", "held")])
        )
        self.assertNotIn(
            self.order, orders.search([("pay_link_hold_status", "=", "lapsed")])
        )

    def test_a_hold_outlives_the_end_of_its_link(self):
        hold = self._hold()
        link = hold.pay_link_id
        link.expires_at = hold.last_state_change - timedelta(hours=1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_expire"
            ).method_direct_trigger()
        self.assertEqual(link.state, "active")
        hold._pay_link_capture(1000.0)
        self._book()
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))

    def test_the_customer_reads_what_is_held_and_until_when(self):
        hold = self._hold()
        link = hold.pay_link_id
        hold._pay_link_capture(400.0)
        self._book()
        page = link._find_by_token(link.token)._prepare_page_values()
        day = format_date(self.env, link.hold_until)
        self.assertEqual(page["kind"], "authorized")
        for text in (page["attempt"]["held"], *self.order._pay_link_describe_holds()):
            self.assertIn("600.00", text)
            self.assertIn(day, text)
            self.assertIn("when we deliver", text)
            self.assertIn("400.00 was charged so far", text.replace("\xa0", " "))
        sums = {row["key"]: row["amount"] for row in page["document"]["sums"]}
        self.assertIn("400.00", sums["paid"])
        self.assertIn("600.00", sums["held"])
        self.assertIn("0.00", sums["due"])

    def test_a_released_hold_is_not_said_to_be_held(self):
        hold = self._hold()
        hold._pay_link_release_rest()
        self.assertEqual(self.order._pay_link_describe_holds(), [])

    # === One click === #

    def test_what_was_delivered_is_captured_by_one_click(self):
        hold = self._hold()
        self._deliver(self.order, 2)
        wizard = self._wizard(user=self.seller)
        self.assertEqual((wizard.amount, wizard.amount_held), (1000.0, 1000.0))
        wizard.action_capture()
        self._book()
        self.assertEqual(self.requests, [("capture", 1000.0)])
        self.assertEqual(hold.state, "done")
        self.assertEqual(self.order.pay_link_hold_status, "captured")
        self.assertEqual(self.order.pay_link_amount_captured, 1000.0)
        link = hold.pay_link_id
        self.assertEqual((link.state, link.payment_state), ("paid", "paid"))

    def test_a_part_is_captured_and_the_rest_stays_held(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        wizard = self._wizard()
        self.assertEqual((wizard.amount, wizard.release_rest), (500.0, False))
        wizard.action_capture()
        self._book()
        self.assertEqual(hold.state, "authorized")
        self.assertEqual(self.order.pay_link_amount_held, 500.0)
        self.assertEqual(self.order.pay_link_hold_status, "held")
        link = hold.pay_link_id
        self.assertAmounts(link, paid=500.0, due=0.0)
        self.assertEqual((link.state, link.payment_state), ("active", "partial"))
        self.assertEqual(link.payment_exception, "none")

    def test_the_rest_is_released_if_the_seller_says_so(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        self._wizard(release_rest=True).action_capture()
        self._book()
        self.assertEqual(self.requests, [("capture", 500.0), ("void", 500.0)])
        self.assertEqual(hold.state, "done")
        self.assertEqual(hold.pay_link_id.state, "paid", "the link asks no more")
        self.assertEqual(hold.pay_link_id.amount_paid, 500.0)

    def test_the_link_opens_the_same_dialog(self):
        hold = self._hold()
        self._deliver(self.order, 2)
        action = hold.pay_link_id.action_capture_hold()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        wizard.action_capture()
        self.assertCaptured(hold, 1000.0)

    def test_an_invoice_has_earned_all_that_is_held(self):
        hold = self._hold(self._make_invoice())
        action = hold.pay_link_id.action_capture_hold()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        self.assertEqual(wizard.amount, 1000.0)
        wizard.action_capture()
        self._book()
        self.assertCaptured(hold, 1000.0)
        self.assertEqual(hold.pay_link_id.payment_state, "paid")

    # === Never more === #

    def test_no_more_than_held(self):
        hold = self._hold()
        self._deliver(self.order, 2)
        for amount in (1000.01, 0.0, -5.0):
            with self.assertRaises(ValidationError):
                self._wizard(amount=amount).action_capture()
            with self.assertRaises(ValidationError):
                hold._capture(amount)
        with self.assertRaises(ValidationError):
            hold._void(1000.01)
        self.assertEqual(self.requests, [])

    def test_the_box_that_insists_is_there_before_anything_is_delivered(self):
        self._hold()
        action = self.order.action_pay_link_capture()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        for delivered in (False, True):
            hidden = Form(wizards)._get_modifier("capture_undelivered", "invisible")
            self.assertEqual(hidden, delivered)
            self._deliver(self.order, 2)

    def test_no_more_than_delivered_unless_the_seller_insists(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        with self.assertRaises(ValidationError):
            self._wizard(amount=500.01).action_capture()
        self.assertEqual(self.requests, [])
        self._wizard(amount=600.0, capture_undelivered=True).action_capture()
        self.assertCaptured(hold, 600.0)

    def test_what_was_paid_beside_the_hold_is_not_captured(self):
        deposit = self._make_link(self.order, amount=300.0)
        self.provider.capture_manually = False
        self._pay(deposit)
        self.provider.capture_manually = True
        self._hold()
        self.assertEqual(self.order.pay_link_amount_held, 700.0)
        self._deliver(self.order, 1)
        self.assertEqual(self.order.pay_link_amount_to_capture, 200.0)
        self._deliver(self.order, 2)
        self.assertEqual(self.order.pay_link_amount_to_capture, 700.0)

    def test_a_second_click_captures_nothing(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        wizard = self._wizard()
        wizard.action_capture()
        with self.assertRaises(UserError):
            wizard.action_capture()
        with self.assertRaises(ValidationError):
            self._wizard().action_capture()
        self.assertCaptured(hold, 500.0)

    def test_what_the_provider_has_not_answered_is_not_captured_again(self):
        type(self).answer = None
        hold = self._hold()
        self._deliver(self.order, 1)
        self._wizard().action_capture()
        self.assertEqual(self.order.pay_link_amount_to_capture, 0.0)
        with self.assertRaises(ValidationError):
            hold._pay_link_capture(500.01)
        hold.child_transaction_ids._set_done()
        self._book()
        self.assertCaptured(hold, 500.0)
        self.assertEqual(self.order.pay_link_amount_held, 500.0)

    def test_a_provider_that_captures_all_only(self):
        type(self).support = "full_only"
        self.env.invalidate_all()
        self._hold()
        self._deliver(self.order, 1)
        wizard = self._wizard()
        self.assertEqual(wizard.amount, 1000.0)
        with self.assertRaises(ValidationError):
            self._wizard(amount=500.0).action_capture()

    # === Refused === #

    def test_a_refused_capture_is_told_and_takes_nothing(self):
        type(self).answer = "error"
        hold = self._hold()
        self._deliver(self.order, 2)
        action = self._wizard(release_rest=True).action_capture()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("The bank says no.", action["params"]["message"])
        self.assertEqual(self.requests, [("capture", 1000.0)], "nothing is released")
        self.assertEqual(hold.state, "authorized")
        activity = hold.pay_link_id.activity_ids
        self.assertEqual(activity.activity_type_id, self.env.ref(HOLD_FAILED))
        self.assertEqual(activity.user_id, self.seller)
        type(self).answer = "done"
        self._wizard().action_capture()
        self._book()
        self.assertCaptured(hold, 1000.0)
        self.assertFalse(hold.pay_link_id.activity_ids)

    # === Release === #

    def test_all_is_released_by_one_click(self):
        hold = self._hold()
        self.order.with_user(self.seller).action_pay_link_release()
        self._book()
        self.assertEqual(
            (hold.state, self.order.pay_link_hold_status), ("cancel", "released")
        )
        self.assertAmounts(hold.pay_link_id, paid=0.0, due=1000.0)
        with self.assertRaises(UserError):
            self.order.action_pay_link_release()

    def test_cancelling_the_order_releases_at_once(self):
        hold = self._hold()
        self.order._action_cancel()
        self.assertEqual(self.requests, [("void", 1000.0)])
        self.assertEqual(hold.state, "cancel")

    def test_cancelling_keeps_what_was_delivered(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        self.order._action_cancel()
        self.assertEqual(self.requests, [])
        self.assertEqual(
            hold.pay_link_id.activity_ids.activity_type_id, self.env.ref(HOLD_FAILED)
        )

    # === Odoo's own buttons === #

    def test_odoos_buttons_lead_to_ours(self):
        hold = self._hold()
        self._deliver(self.order, 1)
        for action in (self.order.payment_action_capture(), hold.action_capture()):
            self.assertEqual(action["res_model"], "pay.link.capture")
        self._wizard().action_capture()
        self.order.payment_action_void()
        self.assertEqual(self.requests, [("capture", 500.0), ("void", 500.0)])

    def test_odoos_capture_dialog_takes_no_more_than_held(self):
        hold = self._hold()
        hold._pay_link_capture(400.0)
        wizard = self.env["payment.capture.wizard"].create(
            {"transaction_ids": hold.ids, "amount_to_capture": 600.0}
        )
        wizard.action_capture()
        wizard.action_capture()
        with self.assertRaises(ValidationError):
            hold._capture(0.01)
        self.assertCaptured(hold, 400.0, 600.0)
