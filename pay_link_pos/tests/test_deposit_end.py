"""The end of a deposit: cancelled orders, goods that come back."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .deposit_common import EndCommon


@tagged("post_install", "-at_install")
class TestCancel(EndCommon):
    def _cancel(self, order, decision):
        res = order.with_user(self.cashier).pay_link_cancel(decision)
        self.env.invalidate_all()
        return res

    def test_what_the_cashier_is_asked(self):
        order = self._take()
        link = self._deposit(order, 30)
        values = order.with_user(self.cashier).pay_link_get_deposit()
        self.assertEqual(
            values,
            {
                "amount": 30,
                "provider": link.transaction_ids.provider_id.name,
                "can_refund": True,
                "held": 0,
                "has_link": False,
            },
        )

    def test_refund_through_the_provider(self):
        order = self._take()
        link = self._deposit(order, 30)
        answer = self._cancel(order, "refund")
        self.assertEqual(answer["type"], "success")
        self.assertIn("30.00", answer["message"])
        self.assertEqual(self.asked, [("refund", 30)])
        self.assertEqual(order.state, "cancel")
        self.assertFalse(order.payment_ids)
        self.assertEqual(order.pay_link_deposit, 0)
        self.assertEqual(link.payment_state, "refunded")
        self.assertEqual(link.exception_resolution, "refunded")
        self.assertFalse(link.activity_ids)
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())
        with self.assertRaises(UserError):
            self._cancel(order, "refund")
        self.assertEqual(self.asked, [("refund", 30)], "once")

    def test_keep_as_credit(self):
        order = self._take()
        link = self._deposit(order, 30)
        self._cancel(order, "keep")
        self.assertEqual(self.asked, [])
        self.assertEqual(order.state, "cancel")
        self.assertEqual(link.exception_resolution, "kept")
        self.assertEqual(link.exception_resolved_by_id, self.cashier)
        self.assertEqual(self._get_balance(), -30)
        order.unlink()

    def test_provider_refuses(self):
        EndCommon.answer = "error"
        order = self._take()
        link = self._deposit(order, 30)
        answer = self._cancel(order, "refund")
        self.assertEqual(answer["type"], "danger")
        self.assertIn("Not today.", answer["message"])
        self.assertEqual(order.state, "cancel")
        self.assertEqual(len(link.activity_ids), 1)
        self.assertEqual(self._get_balance(), -30)

    def test_provider_gives_nothing_back(self):
        EndCommon.support = "none"
        self.provider.invalidate_recordset(["support_refund"])
        order = self._take()
        self._deposit(order, 30)
        deposit = order.with_user(self.cashier).pay_link_get_deposit()
        self.assertFalse(deposit["can_refund"])
        self.assertEqual(self._cancel(order, "refund")["type"], "danger")
        self.assertEqual(self._get_balance(), -30)

    def test_link_that_waits(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        deposit = order.with_user(self.cashier).pay_link_get_deposit()
        self.assertTrue(deposit["has_link"])
        self._cancel(order, "keep")
        self.assertEqual((order.state, link.state), ("cancel", "deactivated"))

    def test_closing_tills_cancel_nothing_that_waits(self):
        waiting, paid, other = self._take(), self._take(), self._take()
        self._make_link(waiting, amount=30)
        self._deposit(paid, 30)
        (waiting | paid | other).action_pos_order_cancel()
        self.assertEqual(other.state, "cancel")
        for order in waiting | paid:
            self.assertEqual(order.state, "draft")
            self.assertFalse(order.session_id)
        self.assertEqual(waiting.action_pos_order_cancel(), {"pos.order": []})

    def test_back_office_is_asked(self):
        order = self._take()
        link = self._deposit(order, 30)
        order.with_context(active_ids=order.ids).action_pos_order_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(link.payment_exception, "late")
        self.assertEqual(len(link.activity_ids), 1)
        self.assertEqual(self._get_balance(), -30)

    def test_cancelled_online_payment(self):
        """Odoo asks so too, at each validation where a till has online payments."""
        order = self._take()
        self._deposit(order, 30)
        data = order.with_user(self.cashier).get_and_set_online_payments_data(0)
        self.assertEqual(data["amount_unpaid"], 70)
        self.assertEqual(order.pay_link_deposit, 30)

    def test_who_may(self):
        order = self._take()
        self._deposit(order, 30)
        for groups in ("base.group_user", "base.group_user,stock.group_stock_user"):
            user = new_test_user(self.env, f"no_cashier_{len(groups)}", groups)
            for name, args in (
                ("pay_link_get_deposit", ()),
                ("pay_link_cancel", ("refund",)),
            ):
                with self.assertRaises(AccessError):
                    getattr(order.with_user(user), name)(*args)
        with self.assertRaises(UserError):
            self._cancel(order, "pocket")
        self.assertEqual(order.state, "draft")

    def test_cashier_of_another_company(self):
        order = self._take()
        self._deposit(order, 30)
        user = self._make_foreign_cashier()
        with self.assertRaises(AccessError):
            till = order.with_user(user).with_company(user.company_id)
            till.pay_link_cancel("refund")
        self.assertEqual(self.asked, [])


@tagged("post_install", "-at_install")
class TestReturn(EndCommon):
    """Goods come back: the deposit goes back through its provider, or it does not."""

    def setUp(self):
        super().setUp()
        self.order = self._take()
        self.link = self._deposit(self.order, 30)
        self._sync((self.cash_payment_method, 70), order=self.order)

    def _give_back(self, *payments):
        """A refund of everything, as a till sends it."""
        line = self.order.lines
        data = self._ui_order(*payments, quantity=-1, is_refund=True)
        data["lines"][0][2]["refunded_orderline_id"] = line.id
        data["amount_total"] = -100
        uuid = self._send_to_server(data)
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    @property
    def method(self):
        return self.env["pos.payment.method"]._pay_link_get_method(self.env.company)

    def test_through_the_provider(self):
        deposit = self.order.with_user(self.cashier).pay_link_get_deposit()
        self.assertEqual((deposit["amount"], deposit["can_refund"]), (30, True))
        refund = self._give_back((self.method, -30), (self.cash_payment_method, -70))
        self.assertEqual(self.asked, [], "no provider keeps the till waiting")
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertEqual(refund.account_move.amount_residual, 30)
        self._run_after_sale()
        self.assertEqual(self.asked, [("refund", 30)])
        self.assertEqual(refund.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())
        self.assertEqual(self.link.payment_state, "refunded")
        self._run_after_sale()
        self.assertEqual(self.asked, [("refund", 30)], "once")
        self.assertClosed(cash=0)

    def test_all_in_cash(self):
        self._give_back((self.cash_payment_method, -100))
        self._run_after_sale()
        self.assertEqual(self.asked, [])
        self.assertClosed(cash=-30)

    def test_never_more_than_the_deposit(self):
        with self.assertRaisesRegex(UserError, r"Only .*30\.00"):
            self._give_back((self.method, -31), (self.cash_payment_method, -69))

    def test_once(self):
        self._give_back((self.method, -30), (self.cash_payment_method, -70))
        values = self.order.with_user(self.cashier).pay_link_get_deposit()
        self.assertEqual(values["amount"], 0)
        with self.assertRaisesRegex(UserError, "Only"):
            self._give_back((self.method, -30), (self.cash_payment_method, -70))

    def test_provider_refuses(self):
        EndCommon.answer = "error"
        refund = self._give_back((self.method, -30), (self.cash_payment_method, -70))
        self._run_after_sale()
        self.assertEqual(refund.account_move.amount_residual, 30)
        self.assertEqual(self._get_balance(), -30)
        self.assertEqual(len(self.link.activity_ids), 1)

    def test_no_deposit_no_return(self):
        self.order = self._sync((self.cash_payment_method, 100))
        with self.assertRaisesRegex(UserError, "Only"):
            self._give_back((self.method, -30), (self.cash_payment_method, -70))
