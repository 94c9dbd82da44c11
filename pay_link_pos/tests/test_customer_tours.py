from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .wallet_common import WalletCommon


@tagged("post_install", "-at_install")
class TestCustomerTours(WalletCommon, HttpCase):
    """A cashier with the rights of a cashier, customers who pay on the pay page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env,
            "tour_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )
        cls.config = cls.pos_config_usd
        cls.config.pay_link_enabled = True

    def _use_demo(self):
        codes = dict(self.env["payment.provider"]._fields["code"].selection)
        if "demo" not in codes:
            self.skipTest("Odoo's provider Demo is not installed.")
        self.provider.write({"code": "demo", "pay_link_is_hosted": True})

    def _start_tour(self, name):
        self.config.with_user(self.cashier).open_ui()
        self.start_tour(
            f"/pos/ui/{self.config.id}", name, login=self.cashier.login, timeout=180
        )

    def _make_item(self, amount):
        move = self._make_invoice(
            partner_id=self.customer.id,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
        )
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def test_top_up(self):
        self._use_demo()
        self._start_tour("pay_link_top_up")
        link = self.wallet.pay_link_ids
        self.assertEqual((link.state, link.amount_paid), ("paid", 33.33))
        self.assertEqual(link.pos_config_id, self.config)
        self.assertEqual(link.user_id, self.cashier)
        self.assertEqual(self.wallet.points, 33.33)
        invoice = link.transaction_ids.invoice_ids
        self.assertEqual((invoice.amount_total, invoice.amount_residual), (33.33, 0.0))
        self.assertFalse(link.transaction_ids.pay_link_unread_user_ids)

    def test_settle(self):
        self._use_demo()
        first, second = self._make_item(100.01), self._make_item(200.02)
        self._start_tour("pay_link_settle")
        self.assertEqual(first.amount_residual, 100.01)
        self.assertEqual(second.amount_residual, 0.0)
        self.assertEqual(self.customer.pay_link_ids.item_ids, second)

    def test_bell(self):
        order = self._sell(account=100, user_id=self.cashier.id)
        attempt = self._pay(self._make_link(order, user_id=self.cashier.id))
        self._start_tour("pay_link_bell")
        self.assertFalse(attempt.pay_link_unread_user_ids)
