from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import pos_order_deposit_sale
from .deposit_common import EndCommon


@tagged("post_install", "-at_install")
class TestHold(EndCommon):
    """Held money is no deposit, unless it is taken when the goods are handed over."""

    def _hold(self, order, amount, mode):
        link = self._make_link(order, amount=amount, capture_mode=mode)
        hold = self._make_attempt(link)
        hold._set_authorized()
        hold._post_process()
        self.env.invalidate_all()
        return hold

    def test_authorized_is_not_paid(self):
        order = self._take()
        self._hold(order, 30, "manual")
        self.assertFalse(self._lines(order))
        self.assertEqual(order.pay_link_deposit, 0)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 70)
        with self.assertRaisesRegex(UserError, "not fully paid"):
            self._sync((self.cash_payment_method, 70), order=order)

    def test_captured_is_a_deposit(self):
        order = self._take()
        hold = self._hold(order, 30, "manual")
        part = hold._pay_link_capture(30)
        part._post_process()
        self.assertEqual(self._lines(order).amount, 30)
        self.assertEqual(order.pay_link_deposit, 30)
        self._sync((self.cash_payment_method, 70), order=order)
        self.assertPaid(order)

    def test_hold_of_a_paid_order_is_released(self):
        order = self._take()
        hold = self._hold(order, 30, "manual")
        self._sync((self.cash_payment_method, 100), order=order)
        self.assertEqual(self.asked, [])
        self._run_after_sale()
        self.assertEqual(self.asked, [("void", 30)])
        self.assertEqual(hold._get_amount_held(), 0)
        self.assertEqual(self._get_balance(), 0)

    def test_what_one_run_leaves_is_not_left_for_an_hour(self):
        for _order in range(2):
            order = self._take()
            self._hold(order, 30, "manual")
            self._sync((self.cash_payment_method, 100), order=order)
        cron = self.env.ref(pos_order_deposit_sale.CRON)
        asked = [("cron_id", "=", cron.id)]
        self.env["ir.cron.trigger"].search(asked).unlink()
        with patch.object(pos_order_deposit_sale, "BATCH_SIZE", 1):
            self._run_after_sale()
        self.assertEqual(self.asked, [("void", 30)])
        self.assertTrue(self.env["ir.cron.trigger"].search(asked))

    def test_secured_until_the_goods_are_handed_over(self):
        order = self._take()
        hold = self._hold(order, 30, "delivery")
        line = self._lines(order)
        self.assertEqual((line.amount, line.pay_link_is_held), (30, True))
        self.assertEqual(order.pay_link_deposit, 0, "nothing is received yet")
        self._sync((self.cash_payment_method, 70), order=order)
        self.assertEqual(self.asked, [])
        self.assertEqual(order.account_move.amount_residual, 30)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 0)
        self._run_after_sale()
        self.assertEqual(self.asked, [("capture", 30)])
        self.assertPaid(order)
        self.assertEqual(hold.pay_link_id.state, "paid")
        self.assertClosed(cash=70)

    def test_no_more_is_taken_than_is_due(self):
        order = self._take()
        hold = self._hold(order, 80, "delivery")
        self._sync(order=order, price=50)
        self.assertEqual(self._lines(order).amount, 50)
        self._run_after_sale()
        self.assertEqual(self.asked, [("capture", 50), ("void", 30)])
        self.assertPaid(order)
        self.assertEqual(hold.pay_link_id.payment_exception, "none")

    def test_voided_leaves_the_order(self):
        order = self._take()
        hold = self._hold(order, 30, "delivery")
        hold._pay_link_release_rest()._post_process()
        hold._post_process()
        self.assertFalse(self._lines(order))
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 100)

    def test_cancelled_order_releases(self):
        order = self._take()
        self._hold(order, 30, "delivery")
        order.with_user(self.cashier).pay_link_cancel("keep")
        self._run_after_sale()
        self.assertEqual(self.asked, [("void", 30)])
        self.assertEqual(self._get_balance(), 0)
