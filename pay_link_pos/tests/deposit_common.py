from unittest.mock import patch
from uuid import uuid4

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PosPayLinkCommon


class DepositCommon(PosPayLinkCommon):
    """Orders as a till sends them: taken, changed, paid and validated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.pos_config_usd
        cls.config.open_ui()

    def _price(self, quantity=1, price=100.0, taxes=()):
        """The line's price, less and with taxes."""
        amounts = self.env["account.tax"].browse([tax.id for tax in taxes])
        amounts = amounts.compute_all(price, self.config.currency_id, quantity)
        return amounts["total_excluded"], amounts["total_included"]

    def _ui_order(self, *payments, order=None, quantity=1, price=100.0, **values):
        """What a till sends: one line, and payments of (method, amount).

        :param order: The order on the server that the till changes.
        """
        taxes = values.pop("taxes", ())
        untaxed, total = self._price(quantity, price, taxes)
        change = values.pop("change", 0.0)
        line = {
            "product_id": self.goods.id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": untaxed,
            "price_subtotal_incl": total,
            "tax_ids": [Command.set([tax.id for tax in taxes])],
        }
        lines = [Command.create(line)]
        if order:
            lines = [Command.update(order.lines.id, line)]
        return {
            "uuid": order.uuid if order else str(uuid4()),
            "access_token": order.access_token if order else str(uuid4()),
            "state": "paid",
            "session_id": self.config.current_session_id.id,
            "partner_id": self.customer.id,
            "pricelist_id": self.config.pricelist_id.id,
            "fiscal_position_id": False,
            "to_invoice": False,
            "user_id": self.env.uid,
            "date_order": "2026-03-02 10:00:00",
            "lines": lines,
            "payment_ids": [
                Command.create(
                    {
                        "payment_method_id": method.id,
                        "amount": amount,
                        "uuid": str(uuid4()),
                    }
                )
                for method, amount in payments
            ],
            "amount_total": total,
            "amount_tax": total - untaxed,
            "amount_paid": sum(amount for _method, amount in payments),
            "amount_return": change,
            **values,
        }

    def _sync(self, *args, **values):
        """The order as it is on the server after a till has sent it."""
        uuid = self._send_to_server(self._ui_order(*args, **values))
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    def _send_to_server(self, data):
        uuid = data["uuid"]
        self.env["pos.order"].sync_from_ui([data])
        self.env.invalidate_all()
        return uuid

    def _take(self, **values):
        """An order in progress, of 100.00 unless said otherwise."""
        return self._sync(state="draft", **values)

    def _deposit(self, order, amount, **values):
        """A deposit that has come by link."""
        link = self._make_link(order, amount=amount, **values)
        self._pay(link)
        self.env.invalidate_all()
        return link

    def _lines(self, order):
        return order.payment_ids._pay_link_filter_deposits()

    def _run_after_sale(self):
        """What the scheduler does next."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_pos.cron_pay_link_after_sale"
            ).method_direct_trigger()
        self.env["payment.transaction"].search(
            [("is_post_processed", "=", False), ("state", "in", ("done", "cancel"))]
        )._post_process()
        self.env.invalidate_all()

    def assertPaid(self, order, balance=0.0):
        """The order is invoiced and paid; the customer owes or has no more."""
        self.assertIn(order.state, ("paid", "done"))
        self.assertEqual(order.amount_paid, order.amount_total)
        invoice = order.account_move
        self.assertEqual(invoice.amount_total, order.amount_total)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertAlmostEqual(self._get_balance(), balance)

    def assertClosed(self, cash=None):
        """The session closes, its entry balances, and its cash is what was taken."""
        session = self._close_session()
        self.assertEqual(session.state, "closed")
        move = session.move_id
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)
        if cash is not None:
            self.assertEqual(session.cash_register_balance_end_real, cash)
        self.assertFalse(
            move.line_ids.filtered(lambda line: line.account_id == self.receivable),
            "Deposits are no business of a session",
        )
        return session


class EndCommon(DepositCommon):
    """A provider that holds, takes and gives back money, and a cashier who asks it.

    What it is asked is in `asked`; it refuses where `answer` is an error.
    """

    answer, support, asked = "done", "partial", []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        transactions = cls.env.registry["payment.transaction"]
        providers = cls.env.registry["payment.provider"]
        for model, name, replacement in (
            (providers, "_compute_feature_support_fields", cls._support),
            (transactions, "_send_refund_request", cls._answer("refund", "done")),
            (transactions, "_send_capture_request", cls._answer("capture", "done")),
            (transactions, "_send_void_request", cls._answer("void", "canceled")),
        ):
            cls.startClassPatcher(patch.object(model, name, replacement))
        cls.payment_method.support_refund = "partial"
        cls.payment_method.support_manual_capture = "partial"
        cls.env.invalidate_all()
        cls.cashier = new_test_user(
            cls.env,
            "deposit_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )

    def setUp(self):
        super().setUp()
        EndCommon.answer, EndCommon.support = "done", "partial"
        EndCommon.asked.clear()

    @staticmethod
    def _support(providers):
        providers.update(
            {
                "support_refund": EndCommon.support,
                "support_manual_capture": "partial",
            }
        )

    @staticmethod
    def _answer(kind, state):
        def answer(tx):
            EndCommon.asked.append((kind, abs(tx.amount)))
            if EndCommon.answer == "done":
                getattr(tx, f"_set_{state}")()
            else:
                tx._set_error("Not today.")

        return answer
