from odoo.tests import HttpCase, new_test_user, tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestGuidedTour(PayLinkCommon, HttpCase):
    """The tour that shows a seller around does what it promises."""

    def test_from_the_quotation_to_the_link(self):
        if not self.env.ref("sale.sale_menu_root").active:
            self.skipTest("The app Sales is not installed.")
        seller = new_test_user(
            self.env,
            login="pay_link_guided_seller",
            email="guided@company.example",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        customer = self.env["res.partner"].create(
            {"name": "Northwind Bicycles", "email": "hello@northwind.example.com"}
        )
        self.env["product.product"].create(
            {"name": "Tune-up", "type": "service", "list_price": 80, "taxes_id": False}
        )
        self.start_tour("/odoo", "pay_link_tour", login=seller.login)
        link = self.env["pay.link"].search([("partner_id", "=", customer.id)])
        self.assertEqual(
            (link.state, link.amount, link.user_id), ("active", 80, seller)
        )
        sending = link.sending_ids
        self.assertEqual(sending.address, "hello@northwind.example.com")

    def test_it_is_offered_in_the_menu_of_tours(self):
        tour = self.env.ref("pay_link_invoicing.pay_link_tour")
        self.assertIn("tour=pay_link_tour", tour.sharing_url)
        self.assertEqual(tour._get_tour_json()["url"], "/odoo")
