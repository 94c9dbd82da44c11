from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .stripe_common import StripeCommon

CORE = "odoo.addons.payment.models.payment_transaction"


class StripeHoldCommon(StripeCommon):
    """An order whose 1,000.00 are held at Stripe."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order)
        self.hold = self._hold(self.link)
        self.intent = self._get_intent(self.hold)

    def _allow_parts(self):
        card = self.intent["latest_charge"]["payment_method_details"]["card"]
        card["multicapture"]["status"] = "available"
        self._fetch(self.hold)

    def _get_parts(self, hold=None):
        parts = (hold or self.hold).child_transaction_ids.sorted("id")
        return [(part.amount, part.state) for part in parts]

    def _count(self, verb="/capture"):
        return len(self.stripe.calls(verb))


@tagged("post_install", "-at_install")
class TestStripeCapture(StripeHoldCommon):
    """Taking held money at Stripe."""

    def test_full_capture(self):
        capture = self.hold._capture()
        self.assertEqual((capture.state, self.hold.state), ("done", "done"))
        self.assertEqual(self.intent["amount_received"], 100000)
        self.assertEqual(self._get_parts(), [(1000, "done")])
        self.assertTrue(self.stripe.keys[-1])

    def test_part_is_taken_and_the_rest_released(self):
        self.hold._capture(600)
        self.assertEqual(self.intent["status"], "succeeded")
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])
        self.assertEqual(self.hold.state, "done")
        (self.hold | self.hold.child_transaction_ids)._post_process()
        self.assertEqual(self.link.amount_paid, 600)

    def test_several_captures(self):
        self._allow_parts()
        self.assertTrue(self.provider._pay_link_can_capture_in_parts(self.hold))
        self.hold._capture(250.25)
        self.assertEqual(self.hold.state, "authorized")
        self.hold._capture(250.25)
        self.hold._capture(499.50)
        self.assertEqual(self.hold.state, "done")
        self.assertEqual(self.intent["status"], "succeeded")
        finals = [
            params["final_capture"] for _, params in self.stripe.calls("/capture")
        ]
        self.assertEqual(finals, ["false", "false", "true"])
        self.assertEqual(len(set(self.stripe.keys) - {None}), 4)

    def test_some_captures_and_the_rest_void(self):
        self._allow_parts()
        self.hold._capture(300)
        void = self.hold._void(700)
        self.assertEqual((void.state, self.hold.state), ("cancel", "done"))
        self.assertEqual(self.intent["amount_capturable"], 0)
        self.assertEqual(self.intent["amount_received"], 30000)

    def test_more_than_is_held(self):
        self._allow_parts()
        self.hold._capture(600)
        with self.assertRaisesRegex(ValidationError, "400"):
            self.hold._capture(600)
        self.assertEqual(self._count(), 1)

    @mute_logger(CORE)
    def test_more_than_stripe_holds(self):
        self.intent["amount_capturable"] = 40000
        capture = self.hold._capture(600)
        self.assertEqual((capture.state, self.hold.state), ("error", "authorized"))
        self.assertIn("400", capture.state_message)
        self.assertEqual(self._count(), 0)

    def test_several_captures_where_stripe_allows_one(self):
        self.assertFalse(self.provider._pay_link_can_capture_in_parts(self.hold))
        self.hold._capture(600)
        params = self.stripe.calls("/capture")[-1][1]
        self.assertNotIn("final_capture", params)

    def test_void(self):
        void = self.hold._void()
        self.assertEqual((void.state, self.hold.state), ("cancel", "cancel"))
        self.assertEqual(self.intent["status"], "canceled")
        self._fetch(self.hold)
        self.assertEqual(self.hold.state, "cancel")  # Stripe tells it by a webhook too
        self.assertEqual(self._get_parts(), [(1000, "cancel")])

    def test_void_of_a_part_is_refused(self):
        void = self.hold._void(300)
        self.assertEqual((void.state, self.hold.state), ("error", "authorized"))
        self.assertEqual(self.intent["status"], "requires_capture")

    def test_deadline_is_stripes(self):
        before = datetime.fromtimestamp(self.stripe.capture_before, UTC)
        deadline = self.provider._pay_link_get_capture_deadline(self.hold)
        self.assertEqual(deadline, before.replace(tzinfo=None))

    def test_cents_in_a_currency_without_cents(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Yen", "currency_id": yen.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.write({"price_unit": 5001, "product_uom_qty": 1})
        hold = self._hold(self._make_link(order))
        hold._capture(2500)
        self.assertEqual(self._get_intent(hold)["amount_received"], 2500)
        self.assertEqual(self._get_parts(hold), [(2500, "done"), (2501, "cancel")])


@tagged("post_install", "-at_install")
class TestStripeCaptureFaults(StripeHoldCommon):
    """Crashes and lost answers: money is taken once, and booked once."""

    def test_crash_after_the_capture(self):
        """Stripe has captured, the database forgot it, the seller tries again."""
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.hold._capture(600)
            raise RuntimeError
        self.assertEqual(self.intent["amount_received"], 60000)
        self.hold._capture(600)
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])
        self.assertEqual(self._count(), 1)

    def test_crash_after_the_capture_healed_by_asking(self):
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.hold._capture(600)
            raise RuntimeError
        for _time in range(3):
            self._fetch(self.hold)
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])
        self.assertEqual(self.hold.state, "done")

    def test_same_request_after_a_crash_has_the_same_key(self):
        self._allow_parts()
        for _time in range(2):
            with self.assertRaises(RuntimeError), self.env.cr.savepoint():
                self.stripe.fail("/capture")  # before the work
                self.hold._capture(600)
                raise RuntimeError
        keys = [key for key in self.stripe.keys if key]
        self.assertEqual(len(set(keys[-2:])), 1)

    def test_answer_lost_after_the_capture(self):
        self.stripe.fail("/capture", after=True)
        capture = self.hold._capture(600)
        self.assertEqual(capture.state, "done")
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])

    def test_failed_before_the_capture(self):
        self.stripe.fail("/capture")
        capture = self.hold._capture(600)
        self.assertEqual((capture.state, self.hold.state), ("error", "authorized"))
        self.hold._capture(600)
        self.assertEqual(self.intent["amount_received"], 60000)

    def test_silence_is_resolved_later(self):
        capture = self._capture_in_silence(600, after=True)
        self.assertEqual((capture.state, self.hold.state), ("pending", "authorized"))
        self._fetch(capture)
        self.assertEqual(capture.state, "done")
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])

    def test_silence_without_a_capture_ends(self):
        capture = self._capture_in_silence(600, after=False)
        self._fetch(capture)
        self.assertEqual(capture.state, "pending")
        self._age(capture)
        self._fetch(capture)
        self.assertEqual((capture.state, self.hold.state), ("error", "authorized"))

    def _capture_in_silence(self, amount, *, after):
        """Stripe answers the look before, and then nothing more."""
        self.stripe.faults.clear()
        self.stripe.fail("/capture", after=after)
        self.stripe.fail(self.intent["id"], skip=1)
        return self.hold._capture(amount)

    def _age(self, tx):
        self.env.cr.execute(
            "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=11), tx.id],
        )
        tx.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestStripeDashboard(StripeHoldCommon):
    """What was done at Stripe's dashboard is taken over, once."""

    def _at_dashboard(self, received, status="succeeded"):
        held = self.intent["amount"] - received if status == "requires_capture" else 0
        self.intent.update(
            amount_received=received, amount_capturable=held, status=status
        )
        for _time in range(2):
            self._fetch(self.hold)

    def test_full_capture(self):
        self._at_dashboard(100000)
        self.assertEqual((self.hold.state, self._get_parts()), ("done", []))

    def test_part_capture(self):
        self._at_dashboard(60000)
        self.assertEqual(self.hold.state, "done")
        self.assertEqual(self._get_parts(), [(600, "done"), (400, "cancel")])

    def test_several_captures(self):
        self._allow_parts()
        self._at_dashboard(10000, "requires_capture")
        self._at_dashboard(30000, "requires_capture")
        self.assertEqual(self._get_parts(), [(100, "done"), (200, "done")])
        self.assertEqual(self.hold.state, "authorized")
        self.hold._capture(700)
        self.assertEqual(self.hold.state, "done")

    def test_release(self):
        self._at_dashboard(0, "canceled")
        self.assertEqual((self.hold.state, self._get_parts()), ("cancel", []))

    def test_part_capture_before_the_hold_was_heard_of(self):
        link = self._make_link(self._make_order(), capture_mode="manual")
        attempt = self._open(link)
        intent = self.stripe.pay(attempt.pay_link_session)
        intent.update(status="succeeded", amount_received=60000, amount_capturable=0)
        self._fetch(attempt)
        self.assertEqual(self._get_parts(attempt), [(600, "done"), (400, "cancel")])
        self.assertEqual(attempt.state, "done")

    def test_capture_of_what_was_released_meanwhile(self):
        self.intent.update(status="canceled", amount_capturable=0)
        capture = self.hold._capture(1000)
        self.assertEqual((capture.state, self.hold.state), ("error", "cancel"))
        self.assertEqual(self._get_parts(), [(1000, "error"), (1000, "cancel")])
        self.assertEqual(self._count(), 0)


@tagged("post_install", "-at_install")
class TestOtherStripeTransactions(StripeCommon):
    def test_transactions_without_a_link_keep_odoos_ways(self):
        tx = self._create_transaction("direct", state="authorized")
        intent = self.stripe.make_intent(
            111111,
            tx.currency_id.name.lower(),
            description=tx.reference,
            capture_method="manual",
        )
        self.stripe.confirm(intent)
        tx.provider_reference = intent["id"]
        self.assertFalse(tx._pay_link_is_stripe())
        capture = tx._capture()
        self.assertEqual((capture.state, tx.state), ("done", "done"))
        self.assertEqual(self.stripe.calls("/capture")[-1][1], {})
