from odoo.exceptions import UserError
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged("post_install", "-at_install")
class TestDeposit(DepositCommon):
    """An order taken by phone: a part comes by link, the rest at the till."""

    def test_an_order_in_progress_can_be_paid(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        self.assertRecordValues(
            link,
            [
                {
                    "partner_id": self.customer.id,
                    "amount": 30,
                    "email": "ada@bakery.example.com",
                    "user_id": self.env.uid,
                }
            ],
        )
        self.assertAmounts(link, paid=0, due=30)
        self.assertEqual(order._pay_link_prepare_transaction_values(30), {})
        self.assertFalse(order._pay_link_get_report())

    def test_the_order_shows_the_deposit(self):
        order = self._take()
        link = self._deposit(order, 30)
        line = self._lines(order)
        self.assertRecordValues(
            line,
            [
                {
                    "amount": 30,
                    "pay_link_transaction_id": link.transaction_ids.id,
                    "payment_status": "done",
                    "pay_link_is_held": False,
                }
            ],
        )
        self.assertTrue(line.payment_method_id.is_pay_link)
        self.assertEqual((order.state, order.pay_link_deposit), ("draft", 30))
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))
        amounts = order._pay_link_get_amounts()
        self.assertEqual((amounts["amount_paid"], amounts["amount_due"]), (30, 70))
        self.assertEqual(self._get_balance(), -30)
        self.assertFalse(link.transaction_ids.payment_id.pos_session_id)

    def test_booked_twice_shown_once(self):
        order = self._take()
        link = self._deposit(order, 30)
        link.transaction_ids._post_process()
        order._pay_link_show_deposits()
        self.assertEqual(self._lines(order).mapped("amount"), [30])
        self.assertEqual(self._get_balance(), -30)

    def test_the_till_loads_the_deposit(self):
        order = self._take()
        self._deposit(order, 30)
        data = order.read_pos_data([], self.config)
        self.assertEqual(data["pos.order"][0]["pay_link_deposit"], 30)
        self.assertEqual(data["pos.payment"][0]["amount"], 30)
        fields = self.env["pos.payment.method"]._load_pos_data_fields(self.config)
        self.assertIn("is_pay_link", fields)

    def test_rest_in_cash(self):
        order = self._take()
        self._deposit(order, 30)
        self._sync((self.cash_payment_method, 70), order=order)
        self.assertPaid(order)
        self.assertClosed(cash=70)
        self.assertPaid(order)
        self.assertFalse(self._get_open_lines())

    def test_rest_in_cash_with_change(self):
        order = self._take()
        self._deposit(order, 30)
        self._sync((self.cash_payment_method, 80), order=order, change=-10)
        self.assertPaid(order)
        self.assertClosed(cash=70)

    def test_rest_by_bank(self):
        order = self._take()
        self._deposit(order, 30)
        self._sync((self.bank_payment_method, 70), order=order)
        self.assertPaid(order)
        self.assertClosed(cash=0)

    def test_rest_on_account(self):
        order = self._take()
        self._deposit(order, 30)
        self._sync((self.credit_payment_method, 70), order=order)
        self.assertEqual(order.account_move.amount_residual, 70)
        self.assertEqual(self._get_balance(), 70)
        self.assertClosed(cash=0)
        link = self._make_link(order)
        self.assertAmounts(link, paid=0, due=70)
        self._pay(link)
        self.assertPaid(order)
        self.assertFalse(self._get_open_lines())

    def test_all_by_link(self):
        order = self._take()
        self._deposit(order, 100)
        with self.assertRaisesRegex(UserError, "nothing is due"):
            self._make_link(order)
        self._sync(order=order)
        self.assertPaid(order)
        self.assertClosed(cash=0)

    def test_two_deposits(self):
        order = self._take()
        self._deposit(order, 30)
        self._deposit(order, 20)
        self.assertEqual(order.pay_link_deposit, 50)
        self._sync((self.cash_payment_method, 50), order=order)
        self.assertPaid(order)

    def test_parts_of_one_link(self):
        order = self._take()
        link = self._make_link(order, allow_partial=True, amount_min=10)
        self._pay(link, 30)
        self._pay(link, 20)
        self.assertEqual(order.pay_link_deposit, 50)
        self.assertAmounts(link, paid=50, due=50)
        self._sync((self.cash_payment_method, 50), order=order)
        self.assertPaid(order)
        self.assertEqual(link.state, "paid")

    def test_part_is_not_enough(self):
        order = self._take()
        self._deposit(order, 30)
        with self.assertRaisesRegex(UserError, "not fully paid"):
            self._sync((self.cash_payment_method, 60), order=order)

    def test_next_session(self):
        order = self._take()
        self._deposit(order, 30)
        first = self.assertClosed(cash=0)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.session_id)
        self.assertEqual(order.config_id, self.config)
        self.assertEqual(order.pay_link_deposit, 30)
        self.config.open_ui()
        domain = order._load_pos_data_domain({}, self.config)
        self.assertIn(order, self.env["pos.order"].search(domain))
        self._sync((self.cash_payment_method, 70), order=order)
        self.assertNotEqual(order.session_id, first)
        self.assertPaid(order)
        self.assertClosed(cash=70)
        self.assertPaid(order)

    def test_comes_between_two_sessions(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        self.assertClosed(cash=0)
        self._pay(link)
        self.assertEqual(order.pay_link_deposit, 30)
        self.assertEqual(self._get_balance(), -30)
        self.config.open_ui()
        self._sync((self.bank_payment_method, 70), order=order)
        self.assertPaid(order)
        self.assertClosed(cash=0)

    def test_other_drafts_still_keep_a_session_open(self):
        self._take()
        session = self.config.current_session_id
        self.assertFalse(session.close_session_from_ui()["successful"])

    def test_payment_term_is_not_for_what_is_paid(self):
        self.customer.property_payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        order = self._take()
        self._deposit(order, 100)
        self._sync(order=order)
        self.assertPaid(order)
        self.assertFalse(order.account_move.invoice_payment_term_id)

    def test_two_companies(self):
        other = self._create_company(name="Other Shop")
        methods = self.env["pos.payment.method"]
        own = methods._pay_link_get_method(self.env.company)
        foreign = methods._pay_link_get_method(other)
        self.assertNotEqual(own, foreign)
        self.assertEqual(foreign.company_id, other)
        self.assertEqual(own, methods._pay_link_get_method(self.env.company))
