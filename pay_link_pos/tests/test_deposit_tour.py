from odoo.tests import HttpCase, new_test_user, tagged

from .deposit_common import DepositCommon


@tagged("post_install", "-at_install", "is_tour")
class TestDepositTour(DepositCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = dict(cls.env["payment.provider"]._fields["code"].selection)
        if "demo" not in codes:
            cls.skipTest(cls, "Odoo's provider Demo is not installed.")
        cls.provider.write({"code": "demo", "pay_link_is_hosted": True})
        new_test_user(
            cls.env,
            "deposit_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )

    def test_deposit_by_phone(self):
        """From the till to the pay page and back: a deposit, and the rest in cash."""
        url = f"/pos/ui/{self.config.id}"
        self.start_tour(url, "pay_link_deposit", login="deposit_cashier")
        order = self.env["pos.order"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        self.assertPaid(order)
        self.assertEqual(order.pay_link_deposit, 30)
        self.assertEqual(order.pay_link_ids.state, "paid")
