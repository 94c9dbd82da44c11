from odoo.tests import HttpCase, tagged

from .wish_common import WishCommon


@tagged("post_install", "-at_install")
class TestGuidedTour(WishCommon, HttpCase):
    """The tour that shows a cashier around does what it promises."""

    def test_from_the_sale_to_the_bell(self):
        others = self.env["pos.config"].search([("id", "!=", self.config.id)])
        others.write({"active": False})
        self.start_tour(
            "/odoo", "pay_link_pos_tour", login=self.clerk.login, timeout=180
        )
        order = self.env["pos.order"].search(
            [("config_id", "=", self.config.id)], limit=1
        )
        self.assertEqual(order.user_id, self.clerk)
        self.assertEqual(order.pay_link_ids.state, "active")
        self.assertEqual(order.pay_link_ids.partner_id, order.partner_id)
