"""Orders of the office that are settled at a till."""

from odoo.fields import Command
from odoo.tests import tagged

from .deposit_common import DepositCommon


@tagged("post_install", "-at_install")
class TestSaleOrder(DepositCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale_order_origin_id" not in cls.env["pos.order.line"]._fields:
            cls.skipTest(cls, "Odoo's add-on for orders at the till is not installed.")
        cls.order = cls._make_order(
            partner_id=cls.customer.id,
            order_line=[
                Command.create({"product_id": cls.goods.id, "product_uom_qty": 1})
            ],
        )
        cls.link = cls._make_link(cls.order)

    def _sell_order(self, amount=100.0, line=True, refunded=None, **values):
        """What a till sends when the order of the office is chosen there."""
        quantity = -1 if refunded else 1
        method = self.cash_payment_method
        payments = [] if values.get("state") else [(method, quantity * amount)]
        data = self._ui_order(*payments, price=amount, quantity=quantity, **values)
        if refunded:
            data["lines"][0][2]["refunded_orderline_id"] = refunded.lines.id
        else:
            data["lines"][0][2]["sale_order_origin_id"] = self.order.id
        if line and not refunded:
            data["lines"][0][2]["sale_order_line_id"] = self.order.order_line.id
        uuid = self._send_to_server(data)
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    def test_settled_at_the_till(self):
        self.assertEqual(self.link.amount_due, 100)
        self._sell_order()
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 0)
        self.assertEqual((self.link.state, self.link.is_paid_elsewhere), ("paid", True))
        self.assertFalse(self.link.amount_paid)

    def test_down_payment_at_the_till(self):
        self._sell_order(30.0, line=False)
        self.assertEqual(self.link.state, "active")
        self.assertEqual(self.link.amount_due, 70)
        self._pay(self.link)
        self.assertEqual(self.link.payment_state, "paid")

    def test_order_in_progress_settles_nothing(self):
        self._sell_order(state="draft")
        self.assertEqual((self.link.state, self.link.amount_due), ("active", 100))

    def test_goods_that_come_back_are_owed_again(self):
        sale = self._sell_order()
        self._sell_order(refunded=sale, is_refund=True)
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 100)

    def test_no_provider_keeps_the_till_waiting(self):
        attempt = self._make_attempt(self.link)
        self._sell_order()
        self.assertEqual((self.link.state, attempt.state), ("active", "draft"))
        self._run_after_sale()
        self.assertEqual((self.link.state, attempt.state), ("paid", "cancel"))
