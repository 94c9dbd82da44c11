"""Deposits while the order is sold: tills that know nothing, money that is too much."""

from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .deposit_common import DepositCommon

BUS = "odoo.addons.point_of_sale.models.pos_bus_mixin.PosBusMixin._notify"


@tagged("post_install", "-at_install")
class TestTillKnowsNothing(DepositCommon):
    """The sale is safe; what was not needed is the customer's credit."""

    def assertCredit(self, link, amount):
        """The money is on the account, and the seller is asked what to do with it."""
        link.invalidate_recordset()
        self.assertEqual(link.payment_exception, "over")
        self.assertEqual(link.amount_excess, amount)
        self.assertEqual(len(link.activity_ids), 1)
        self.assertEqual(self._get_balance(), -amount)

    def test_all_in_cash(self):
        order = self._take()
        link = self._deposit(order, 30)
        with patch(BUS, autospec=True) as notify:
            self._sync((self.cash_payment_method, 100), order=order)
        self.assertEqual((order.state, order.amount_paid), ("paid", 100))
        self.assertFalse(self._lines(order))
        self.assertEqual(order.pay_link_deposit, 0)
        self.assertCredit(link, 30)
        said = [call.args[1:] for call in notify.mock_calls]
        notices = [message for name, message in said if name == "PAY_LINK_NOTICE"]
        self.assertEqual([notice["order_id"] for notice in notices], [order.id])
        self.assertIn("30.00", notices[0]["message"])
        self.assertClosed(cash=100)

    def test_all_in_cash_and_invoiced(self):
        order = self._take()
        link = self._deposit(order, 30)
        self._sync((self.cash_payment_method, 100), order=order, to_invoice=True)
        self.assertPaid(order, balance=-30)
        self.assertCredit(link, 30)
        self.assertClosed(cash=100)

    def test_change_is_of_the_cash(self):
        order = self._take()
        link = self._deposit(order, 30)
        self._sync((self.cash_payment_method, 120), order=order, change=-20)
        self.assertEqual(order.amount_paid, 100)
        self.assertCredit(link, 30)
        self.assertClosed(cash=100)

    def test_knows_of_one_of_two(self):
        order = self._take()
        self._deposit(order, 30)
        second = self._deposit(order, 50)
        self._sync((self.cash_payment_method, 70), order=order)
        self.assertPaid(order, balance=-50)
        self.assertCredit(second, 50)
        self.assertEqual(order.pay_link_deposit, 30)

    def test_deposit_above_the_new_total(self):
        order = self._take()
        link = self._deposit(order, 80)
        self._sync(order=order, price=50, change=-30)
        self.assertPaid(order, balance=-30)
        self.assertEqual(order.pay_link_deposit, 50)
        self.assertFalse(order.payment_ids.filtered("is_change"), "no cash went out")
        self.assertCredit(link, 30)
        self.assertClosed(cash=0)

    def test_excess_is_seen_when_it_comes(self):
        order = self._take()
        link = self._make_link(order, amount=80)
        attempt = self._make_attempt(link)
        self._sync(order=order, price=50, state="draft")
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "over")
        self.assertEqual(link.amount_excess, 30)

    def test_comes_after_the_sale(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        self._sync((self.cash_payment_method, 100), order=order)
        self.assertEqual(link.state, "active", "the cron asks the provider")
        attempt._set_done()
        attempt._post_process()
        self.assertFalse(self._lines(order))
        self.assertCredit(link, 30)
        self.assertClosed(cash=100)

    def test_comes_after_the_sale_on_account(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        self._sync((self.credit_payment_method, 100), order=order)
        self.assertTrue(order.account_move, "a link asks for its money")
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(order.account_move.amount_residual, 70)
        self.assertEqual(self._get_balance(), 70)
        self.assertEqual(link.payment_exception, "none")
        self.assertFalse(order._pay_link_get_amount_beside())

    def test_comes_for_a_cancelled_order(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        order.state = "cancel"
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "late")
        self.assertEqual(link.amount_excess, 30)
        self.assertFalse(self._lines(order))
        self.assertEqual(self._get_balance(), -30)

    def test_comes_for_a_deleted_order(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        order.unlink()
        attempt._set_done()
        attempt._post_process()
        self.assertEqual(link.payment_exception, "late")
        self.assertEqual(self._get_balance(), -30)

    def test_customer_was_changed_before_it_came(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        self._sync(order=order, state="draft", partner_id=self.partner.id)
        attempt._set_done()
        attempt._post_process()
        self.assertFalse(self._lines(order))
        self.assertEqual(link.payment_exception, "late")
        self.assertEqual(self._get_balance(), -30)


@tagged("post_install", "-at_install")
class TestLinkAtTheSale(DepositCommon):
    """A link closes itself when nothing is due any more."""

    def test_paid_in_cash(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        self._sync((self.cash_payment_method, 100), order=order)
        self.assertEqual((link.state, link.is_paid_elsewhere), ("paid", True))
        self.assertFalse(order.account_move)
        self.assertFalse(order.pay_link_has_follow_up)

    def test_attempt_at_the_provider_is_closed_by_the_cron(self):
        order = self._take()
        link = self._make_link(order, amount=30)
        attempt = self._make_attempt(link)
        self._sync((self.cash_payment_method, 100), order=order, to_invoice=True)
        self.assertEqual(attempt.state, "draft")
        self._run_after_sale()
        self.assertEqual((link.state, attempt.state), ("paid", "cancel"))
        self.assertFalse(order.pay_link_has_follow_up)

    def test_rest_on_account_stays_to_be_paid(self):
        order = self._take()
        link = self._make_link(order)
        self._sync(
            (self.cash_payment_method, 60),
            (self.credit_payment_method, 40),
            order=order,
        )
        self.assertEqual(link.state, "active")
        self.assertAmounts(link, paid=0, due=40)
        self._pay(link)
        self.assertPaid(order)
        self.assertEqual(link.state, "paid")

    def test_orders_without_links_go_as_they_did(self):
        order = self._sync((self.cash_payment_method, 100))
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.to_invoice)


@tagged("post_install", "-at_install")
class TestGuards(DepositCommon):
    """A till says nothing about deposits that the server believes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = cls.env["pos.payment.method"]

    def _command(self, **values):
        method = self.methods._pay_link_get_method(self.env.company)
        return Command.create(
            {
                "payment_method_id": method.id,
                "amount": 70,
                "uuid": str(uuid4()),
                **values,
            }
        )

    def test_commands_of_a_till_are_dropped(self):
        order = self._take()
        link = self._deposit(order, 30)
        line = self._lines(order)
        commands = [
            Command.delete(line.id),
            Command.unlink(line.id),
            Command.update(line.id, {"amount": 100}),
            self._command(uuid=line.uuid),
            self._command(),
            self._command(pay_link_transaction_id=link.transaction_ids.id),
        ]
        self._sync(order=order, state="draft", payment_ids=commands, pay_link_deposit=9)
        self.assertEqual(self._lines(order), line)
        self.assertEqual(order.payment_ids, line)
        self.assertEqual((line.amount, order.pay_link_deposit), (30, 30))

    def test_no_sale_with_a_forged_deposit(self):
        with self.assertRaisesRegex(UserError, "not fully paid"):
            self._sync(payment_ids=[self._command(amount=100)])

    def test_lines_are_not_written_by_hand(self):
        order = self._take()
        link = self._deposit(order, 30)
        line = self._lines(order)
        cash = self.cash_payment_method.id
        for forbidden in (
            lambda: line.write({"amount": 31}),
            lambda: line.write({"payment_method_id": cash}),
            lambda: line.with_context(pay_link_deposit=True).write({"amount": 31}),
            lambda: line.sudo().write({"pay_link_transaction_id": False}),
            lambda: line.unlink(),
            lambda: order.unlink(),
            lambda: line.copy({"pay_link_transaction_id": link.transaction_ids.id}),
            lambda: self.env["pos.payment"].create(
                {**dict(self._command()[2]), "pos_order_id": order.id}
            ),
        ):
            # a user of their own: the test's environment is the system's
            with self.assertRaises(UserError), self.env.cr.savepoint():
                forbidden()
        line.write({"name": "Phone order"})

    def test_removed_by_a_till(self):
        order, other = self._take(), self._take()
        self._deposit(order, 30)
        self.assertEqual(
            self.env["pos.order"].remove_from_ui([order.id, other.id]), other.ids
        )
        self.assertEqual(order.state, "draft")

    def test_customer_stays(self):
        order = self._take()
        self._deposit(order, 30)
        for partner_id in (self.partner.id, False):
            self._sync(order=order, state="draft", partner_id=partner_id)
            self.assertEqual(order.partner_id, self.customer)
        contact = self.customer.copy({"parent_id": self.customer.id})
        self._sync(order=order, state="draft", partner_id=contact.id)
        self.assertEqual(order.partner_id, contact)
        self._sync((self.cash_payment_method, 70), order=order, partner_id=contact.id)
        self.assertPaid(order)

    def test_method_is_no_button(self):
        method = self.methods._pay_link_get_method(self.env.company)
        self._close_session()
        with self.assertRaises(UserError):
            self.config.payment_method_ids |= method
