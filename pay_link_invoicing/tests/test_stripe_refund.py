from odoo.tests import tagged
from odoo.tools import mute_logger

from .stripe_common import StripeCommon

CORE = "odoo.addons.payment.models.payment_transaction"


@tagged("post_install", "-at_install")
class TestStripeRefund(StripeCommon):
    """Giving money back at Stripe: once, and what its dashboard gave back too."""

    def setUp(self):
        super().setUp()
        self.link = self._make_link(self.order)
        self.attempt = self._open(self.link)
        self.stripe.pay(self.attempt.pay_link_session)
        self._fetch(self.attempt)
        self.intent = self._get_intent(self.attempt)

    def _get_refunds(self):
        refunds = self.attempt._pay_link_get_refunds().sorted("id")
        return [(refund.amount, refund.state) for refund in refunds]

    def _count(self):
        return len(self.stripe.calls("/refunds"))

    def _get_refunded(self):
        return self.intent["latest_charge"]["amount_refunded"]

    def test_full_refund(self):
        refund = self.attempt._refund()
        self.assertEqual((refund.state, refund.amount), ("done", -1000))
        self.assertEqual(self._get_refunded(), 100000)
        params = self.stripe.calls("/refunds")[-1][1]
        self.assertEqual(params["metadata"]["reference"], refund.reference)
        self.assertIn(refund.provider_reference, self.stripe.refunds)
        self.assertTrue(self.stripe.keys[-1])

    def test_refund_before_the_payment_is_booked(self):
        refund = self.attempt._refund(300)
        (refund | self.attempt)._post_process()
        self.assertEqual(self.attempt.payment_id.amount, 1000)
        self.assertEqual(refund.payment_id.amount, 300)
        self.assertEqual(self.link.amount_paid, 700)

    def test_part_refunds(self):
        self.attempt._refund(300)
        self.attempt._refund(300)
        self.assertEqual(self._get_refunds(), [(-300, "done"), (-300, "done")])
        self.assertEqual(self._get_refunded(), 60000)

    @mute_logger(CORE)
    def test_more_than_was_paid(self):
        self.attempt._refund(600)
        second = self.attempt._refund(600)
        self.assertEqual(second.state, "error")
        self.assertIn("greater than", second.state_message)

    def test_refund_of_a_capture(self):
        hold = self._hold(self._make_link(self._make_order()))
        capture = hold._capture(600)
        refund = capture._refund(100)
        self.assertEqual(refund.state, "done")
        self._fetch(hold)
        self.assertEqual(hold._pay_link_get_refunds(), refund)

    def test_released_money_was_not_refunded(self):
        """Stripe shows what it released as a refund, like one made by hand."""
        hold = self._hold(self._make_link(self._make_order()))
        hold._capture(600)
        self._fetch(hold)
        self.assertFalse(hold._pay_link_get_refunds())
        self.stripe.refund(hold.provider_reference, 40000)
        for _time in range(2):
            self._fetch(hold)
        self.assertEqual(hold._pay_link_get_refunds().mapped("amount"), [-400])
        void = self._hold(self._make_link(self._make_order()))
        void._void()
        self._fetch(void)
        self.assertFalse(void._pay_link_get_refunds())

    def test_crash_after_the_refund(self):
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.attempt._refund(300)
            raise RuntimeError
        refund = self.attempt._refund(300)
        self.assertEqual(refund.state, "done")
        self.assertEqual(self._get_refunds(), [(-300, "done")])
        self.assertEqual((self._count(), self._get_refunded()), (1, 30000))

    def test_crash_after_the_refund_healed_by_asking(self):
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.attempt._refund(300)
            raise RuntimeError
        for _time in range(2):
            self._fetch(self.attempt)
        self.assertEqual(self._get_refunds(), [(-300, "done")])

    def test_another_amount_after_a_crash(self):
        """The seller hears of the first refund before a second one is made."""
        with self.assertRaises(RuntimeError), self.env.cr.savepoint():
            self.attempt._refund(300)
            raise RuntimeError
        second = self.attempt._refund(200)
        self.assertEqual(second.state, "error")
        self.assertEqual(sorted(self._get_refunds()), [(-300, "done"), (-200, "error")])
        self.assertEqual(self._get_refunded(), 30000)

    def test_answer_lost_after_the_refund(self):
        self.stripe.fail("POST /v1/refunds", after=True)
        refund = self.attempt._refund(300)
        self.assertEqual((refund.state, self._get_refunded()), ("done", 30000))

    def test_failed_before_the_refund(self):
        self.stripe.fail("POST /v1/refunds")
        refund = self.attempt._refund(300)
        self.assertEqual((refund.state, self._get_refunded()), ("error", 0))

    def test_silence_is_resolved_later(self):
        self.stripe.fail("POST /v1/refunds", after=True)
        self.stripe.fail("GET /v1/refunds", skip=1)
        refund = self.attempt._refund(300)
        self.assertEqual(refund.state, "pending")
        self._fetch(refund)
        self.assertEqual(refund.state, "done")
        self.assertEqual(self._get_refunds(), [(-300, "done")])

    def test_refund_on_the_way_that_fails(self):
        refund = self.attempt._refund(300)
        self.stripe.refunds[refund.provider_reference]["status"] = "failed"
        self._fetch(self.attempt)
        self.assertEqual(refund.state, "error")

    # === DASHBOARD === #

    def test_refund_of_the_dashboard(self):
        self.stripe.refund(self.intent["id"], 25000)
        for _time in range(3):
            self._fetch(self.attempt)
        self.assertEqual(self._get_refunds(), [(-250, "done")])

    def test_refund_of_the_dashboard_on_the_way(self):
        made = self.stripe.refund(self.intent["id"], 25000, status="pending")
        self._fetch(self.attempt)
        self.assertEqual(self._get_refunds(), [(-250, "pending")])
        made["status"] = "succeeded"
        self._fetch(self.attempt)
        self.assertEqual(self._get_refunds(), [(-250, "done")])

    def test_failed_refund_of_the_dashboard_is_nothing(self):
        self.stripe.refund(self.intent["id"], 25000, status="failed")
        self._fetch(self.attempt)
        self.assertEqual(self._get_refunds(), [])

    def test_refund_at_the_same_time_as_the_dashboards(self):
        self.stripe.refund(self.intent["id"], 25000)
        refund = self.attempt._refund(1000)
        self.assertEqual(refund.state, "error")
        self.assertIn((-250, "done"), self._get_refunds())
        self.assertEqual(self._get_refunded(), 25000)
