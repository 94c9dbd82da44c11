from odoo.tests import HttpCase, new_test_user, tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestTours(PayLinkCommon, HttpCase):
    def test_seller_makes_a_link_from_an_order(self):
        seller = new_test_user(
            self.env,
            login="pay_link_tour_seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        self.order.user_id = seller
        self.start_tour(
            f"/odoo/sales/{self.order.id}", "pay_link_create", login=seller.login
        )
        link = self.order.pay_link_ids
        self.assertEqual((link.state, link.amount), ("deactivated", 400))
        self.assertEqual(link.user_id, seller)

    def test_customer_follows_pay_links(self):
        new_test_user(
            self.env,
            login="pay_link_tour_customer",
            groups="base.group_portal",
            partner_id=self.partner.id,
        )
        self._make_link(self.order)
        self.start_tour("/my", "pay_link_portal", login="pay_link_tour_customer")
