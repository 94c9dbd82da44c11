from odoo.fields import Command
from odoo.tests import tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestFlow(PosPayLinkCommon):
    """From the till to the books: what is owed, and that paying clears exactly that."""

    def assertSettled(self, order, link):
        """The link and the invoice are paid; the customer owes and has nothing."""
        self.assertEqual(link.state, "paid")
        self.assertEqual(link.payment_state, "paid")
        self.assertEqual(link.payment_exception, "none")
        self.assertIn(order.account_move.payment_state, ("paid", "in_payment"))
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())

    def test_paid_while_the_session_is_open(self):
        order = self._sell(account=100)
        self.assertEqual(self._get_balance(), 100)
        link = self._make_link(order)
        self.assertAmounts(link, paid=0, due=100)
        attempt = self._pay(link)
        self.assertEqual(attempt.payment_id.reconciled_invoice_ids, order.account_move)
        self.assertSettled(order, link)
        self._close_session()
        self.assertSettled(order, link)

    def test_paid_after_the_session_was_closed(self):
        order = self._sell(account=100)
        session = self._close_session()
        self.assertEqual(session.state, "closed")
        self.assertEqual(self._get_balance(), 100)
        link = self._make_link(order)
        self._pay(link)
        self.assertSettled(order, link)

    def test_no_second_payment_at_the_till(self):
        order = self._sell(account=100)
        payments = order.payment_ids
        self._pay(self._make_link(order))
        self.assertEqual(order.payment_ids, payments)
        self.assertEqual(order.amount_paid, 100)

    def test_only_the_part_on_account_is_due(self):
        order = self._sell(account=60, cash=30, bank=10)
        link = self._make_link(order)
        self.assertEqual(link.amount, 60)
        amounts = order._pay_link_get_amounts()
        self.assertEqual((amounts["amount_total"], amounts["amount_paid"]), (100, 40))
        self._close_session()
        self.assertAmounts(link, paid=0, due=60)
        self._pay(link)
        self.assertSettled(order, link)

    def test_part_payments(self):
        order = self._sell(account=100)
        link = self._make_link(order, allow_partial=True, amount_min=10)
        self._pay(link, 30)
        self.assertAmounts(link, paid=30, due=70)
        self.assertEqual((link.state, link.payment_state), ("active", "partial"))
        self.assertEqual(order.account_move.payment_state, "partial")
        self.assertEqual(self._get_balance(), 70)
        self._close_session()
        self._pay(link, 70)
        self.assertSettled(order, link)

    def test_paid_on_the_invoice_meanwhile(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.account_move.ids
        ).create({"amount": 40})._create_payments()
        self.assertAmounts(link, paid=0, due=60)
        self._pay(link)
        self.assertSettled(order, link)

    def test_payment_term_of_the_customer(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in a month",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50}),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 30}
                    ),
                ],
            }
        )
        self.customer.property_payment_term_id = term
        order = self._sell(account=100)
        self.assertEqual(
            order._pay_link_get_due_date(), order.account_move.invoice_date_due
        )
        link = self._make_link(order)
        self._pay(link)
        self.assertSettled(order, link)

    def test_history_tells_of_the_payment(self):
        order = self._sell(account=100)
        attempt = self._pay(self._make_link(order))
        attempt._pay_link_report_booking()  # what the scheduler does next
        for document in (order, order.account_move):
            bodies = " ".join(document.message_ids.mapped("body"))
            self.assertIn(attempt.payment_id.move_id.name, bodies)


@tagged("post_install", "-at_install")
class TestLateInvoice(PosPayLinkCommon):
    """An order that is invoiced when the session's entry has put it on the account."""

    def test_owed_once(self):
        order = self._sell(account=100, invoice=False)
        self._close_session()
        self.assertEqual(self._get_balance(), 100)
        order.action_pos_order_invoice()
        self.assertEqual(self._get_balance(), 100)
        self.assertEqual(self._get_open_lines().move_id, order.account_move)
        link = self._make_link(order)
        self._pay(link)
        self.assertEqual(link.state, "paid")
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())

    def _pay_closing_entry(self, order, amount):
        """The customer pays what the session's entry put on the account."""
        lines = order.session_move_id.line_ids.filtered(
            lambda line: line.partner_id == self.customer and not line.reconciled
        )
        payment = self.env["account.payment"].create(
            {
                "amount": amount,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
            }
        )
        payment.action_post()
        credit = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == self.receivable
        )
        (lines[:1] | credit).reconcile()

    def test_paid_before_it_was_invoiced(self):
        order = self._sell(account=100, invoice=False)
        self._close_session()
        self._pay_closing_entry(order, 100)
        order.action_pos_order_invoice()
        self.assertEqual(self._get_balance(), 0)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 0)
        self.assertFalse(self._get_open_lines())

    def test_partly_paid_before_it_was_invoiced(self):
        order = self._sell(account=100, invoice=False)
        self._close_session()
        self._pay_closing_entry(order, 40)
        order.action_pos_order_invoice()
        link = self._make_link(order)
        self.assertEqual(link.amount, 60)
        self._pay(link)
        self.assertEqual(self._get_balance(), 0)
        self.assertFalse(self._get_open_lines())

    def test_two_orders_of_a_customer_one_of_them_paid(self):
        orders = self._sell(account=100, invoice=False)
        orders |= self._sell(account=100, invoice=False)
        self._close_session()
        self._pay_closing_entry(orders[0], 100)
        for order in orders:
            order.action_pos_order_invoice()
        due = [order._pay_link_get_amounts()["amount_due"] for order in orders]
        self.assertEqual(sum(due), self._get_balance())
        self.assertEqual(sorted(due), [0, 100])

    def test_cash_orders_are_left_alone(self):
        order = self._sell(cash=100, invoice=False)
        self._close_session()
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)


@tagged("post_install", "-at_install")
class TestReturns(PosPayLinkCommon):
    """Goods that come back lower what is due, with a credit note and without."""

    def test_with_credit_note(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        refund = self._refund(order, self.credit_payment_method, 100, invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertAmounts(link, paid=0, due=0)
        self._close_session()
        self.assertAmounts(link, paid=0, due=0)
        self.assertEqual(self._get_balance(), 0)

    def test_without_credit_note(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        self._refund(order, self.credit_payment_method, 100, invoice=False)
        self.assertAmounts(link, paid=0, due=0)
        self._close_session()
        self.assertEqual(self._get_balance(), 0)
        self.assertAmounts(link, paid=0, due=0)

    def test_matched_by_hand(self):
        order = self._sell(account=100)
        self._refund(order, self.credit_payment_method, 100, invoice=False)
        self._sell(account=30)
        self._close_session()
        lines = self._get_open_lines()
        lines.filtered(lambda line: abs(line.balance) == 100).reconcile()
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 0)
        self.assertEqual(order.account_move.amount_residual, 0)

    def test_link_of_the_invoice_asks_no_more(self):
        order = self._sell(account=100)
        self._refund(order, self.credit_payment_method, 100, invoice=False)
        self.assertEqual(order.account_move._pay_link_get_amounts()["amount_due"], 0)


@tagged("post_install", "-at_install")
class TestOneDebt(PosPayLinkCommon):
    """An order and its invoice: two documents, one debt."""

    def test_link_of_the_invoice_is_replaced(self):
        order = self._sell(account=100)
        first = self._make_link(order.account_move)
        second = self._make_link(order)
        self.assertEqual(first.state, "deactivated")
        self.assertEqual(first.superseded_by_id, second)
        third = self._make_link(order.account_move)
        self.assertEqual(second.superseded_by_id, third)
        self.assertEqual(third.state, "active")

    def test_renewed_link_replaces_its_twin(self):
        order = self._sell(account=100)
        first = self._make_link(order)
        first._move_to("expired")
        second = self._make_link(order.account_move)
        first.action_renew()
        self.assertEqual((first.state, second.state), ("active", "deactivated"))
        self.assertEqual(second.superseded_by_id, first)

    def test_paid_by_the_link_of_the_invoice(self):
        order = self._sell(account=100)
        self._pay(self._make_link(order.account_move))
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 0)
        self.assertEqual(self._get_balance(), 0)

    def test_money_that_is_not_booked_yet_counts(self):
        order = self._sell(account=100)
        link = self._make_link(order)
        self._make_attempt(link)._set_done()
        self.assertEqual(order.account_move._pay_link_get_amounts()["amount_due"], 0)
        self.assertAmounts(link, paid=100, due=0)

    def test_orders_invoiced_together(self):
        orders = self._sell(account=100, invoice=False)
        orders |= self._sell(account=50, cash=20, invoice=False)
        orders._generate_pos_order_invoice()
        invoice = orders.account_move
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.amount_residual, 150)
        first, second = (self._make_link(order) for order in orders.sorted("id"))
        self.assertEqual((first.amount, second.amount), (100, 50))
        wizard = self.env["pay.link.send"].create(
            {"res_model": "account.move", "res_id": invoice.id}
        )
        for link in (first, second):
            self.assertIn(link.name, str(wizard.alerts))
        self._pay(first)
        self.assertEqual(invoice.amount_residual, 50)
        self.assertAmounts(first, paid=100, due=0)
        self.assertAmounts(second, paid=0, due=50)
        self._pay(second)
        self.assertEqual(self._get_balance(), 0)
        self.assertEqual((first.state, second.state), ("paid", "paid"))
