from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged("post_install", "-at_install")
class TestDepositAmounts(DepositCommon):
    """To the cent: taxes, rounding, another currency."""

    def _tax(self, included):
        return self.env["account.tax"].create(
            {
                "name": f"21 % {included}",
                "amount": 21,
                "price_include_override": included,
            }
        )

    def assertTaxed(self, included, total):
        tax = self._tax(included)
        order = self._take(price=33.33, quantity=3, taxes=[tax])
        self.assertEqual(order.amount_total, total)
        self._deposit(order, 40.01)
        rest = round(total - 40.01, 2)
        self._sync(
            (self.cash_payment_method, rest),
            order=order,
            price=33.33,
            quantity=3,
            taxes=[tax],
        )
        self.assertPaid(order)
        self.assertClosed(cash=rest)

    def test_taxes_excluded(self):
        self.assertTaxed("tax_excluded", 120.99)

    def test_taxes_included(self):
        self.assertTaxed("tax_included", 99.99)

    def _round(self, only_cash):
        self.config.write(
            {
                "cash_rounding": True,
                "only_round_cash_method": only_cash,
                "rounding_method": self.env["account.cash.rounding"]
                .create(
                    {
                        "name": "0.05",
                        "rounding": 0.05,
                        "strategy": "add_invoice_line",
                        "rounding_method": "HALF-UP",
                        "profit_account_id": self.company_data[
                            "default_account_revenue"
                        ].id,
                        "loss_account_id": self.company_data[
                            "default_account_expense"
                        ].id,
                    }
                )
                .id,
            }
        )

    def test_rounding_of_cash(self):
        self._close_session()
        self._round(only_cash=True)
        self.config.open_ui()
        order = self._take(price=10.03)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 10.03)
        self._deposit(order, 5)
        self._sync((self.cash_payment_method, 5.05), order=order, price=10.03)
        self.assertEqual(self._lines(order).amount, 5)
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)
        self.assertClosed(cash=5.05)

    def test_rounding_of_the_order(self):
        self._close_session()
        self._round(only_cash=False)
        self.config.open_ui()
        order = self._take(price=10.03)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 10.05)
        self._deposit(order, 10.05)
        self._sync(order=order, price=10.03)
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)
        self.assertClosed(cash=0)

    def test_another_currency(self):
        self._close_session()
        currency = self.env.ref("base.EUR")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 0.5, "currency_id": currency.id}
        )
        self.assertNotEqual(self.env.company.currency_id, currency)
        journals = [
            self.env["account.journal"].create(
                {"name": kind, "type": kind, "code": code, "currency_id": currency.id}
            )
            for kind, code in (("general", "PLE"), ("sale", "PLS"), ("cash", "PLC"))
        ]
        cash = self.env["pos.payment.method"].create(
            {"name": "Euro", "journal_id": journals[2].id}
        )
        config = self.env["pos.config"].create(
            {
                "name": "Euro",
                "journal_id": journals[0].id,
                "invoice_journal_id": journals[1].id,
                "payment_method_ids": [(6, 0, cash.ids)],
                "use_pricelist": False,
                "pricelist_id": False,
            }
        )
        self.config = config
        config.open_ui()
        config.current_session_id.set_opening_control(0, "")
        order = self._take()
        self.assertEqual(order.currency_id, currency)
        link = self._deposit(order, 30)
        self.assertEqual(link.currency_id, currency)
        self.assertEqual(self._get_balance(), -60)
        self._sync((cash, 70), order=order)
        self.assertPaid(order)


@tagged("post_install", "-at_install")
class TestDepositRefusals(DepositCommon):
    """What can't be paid in advance, and what the cashier reads."""

    def assertRefused(self, order, text):
        with self.assertRaisesRegex(UserError, text):
            self._make_link(order)
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 0)

    def test_no_customer(self):
        self.assertRefused(self._take(partner_id=False), "Choose the customer")

    def test_archived_customer(self):
        order = self._take()
        self.customer.active = False
        self.assertRefused(order, "archived")

    def test_nothing_sold(self):
        self.assertRefused(self._take(lines=[], amount_total=0), "what is sold")

    def test_cancelled(self):
        order = self._take()
        order.state = "cancel"
        self.assertRefused(order, "cancelled")

    def test_amounts(self):
        order = self._take()
        for amount in (0, -5, 100.01, 0.1):
            with self.assertRaises(ValidationError):
                self._make_link(order, amount=amount)

    def test_no_more_than_what_is_left(self):
        order = self._take()
        self._deposit(order, 30)
        with self.assertRaises(ValidationError):
            self._make_link(order, amount=70.01)

    def test_terminal_has_taken_a_part(self):
        order = self._take()
        self.env["pos.payment"].create(
            {
                "pos_order_id": order.id,
                "payment_method_id": self.bank_payment_method.id,
                "amount": 40,
                "payment_status": "done",
            }
        )
        self.assertEqual(order._pay_link_get_amounts()["amount_due"], 60)
