from odoo.tests import HttpCase, tagged

from .wish_common import WishCommon


@tagged("post_install", "-at_install")
class TestWishTours(WishCommon, HttpCase):
    """A cashier sells on account; the customer pays on the page behind the code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "ada@bakery.example.com, office@bakery.example.com"

    def _start(self, tour):
        self.config.with_user(self.clerk).open_ui()
        self.start_tour(
            f"/pos/ui/{self.config.id}", tour, login=self.clerk.login, timeout=180
        )
        return self.env["pos.order"].search(
            [("config_id", "=", self.config.id)], limit=1
        )

    def test_sale_with_a_pay_link(self):
        codes = dict(self.env["payment.provider"]._fields["code"].selection)
        if "demo" not in codes:
            self.skipTest("Odoo's provider Demo is not installed.")
        self.provider.write({"code": "demo", "pay_link_is_hosted": True})
        order = self._start("pay_link_sale")
        self.assertEqual(order.user_id, self.clerk)
        link = order.pay_link_ids
        self.assertEqual(link.email, "ada@bakery.example.com")
        self.assertEqual((link.state, link.amount_paid), ("paid", 100))
        self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 0)

    def test_sale_without_one(self):
        order = self._start("pay_link_sale_off")
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.account_move)
        self.assertFalse(order.pay_link_ids)
