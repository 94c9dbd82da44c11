from unittest.mock import patch

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.portal import PayLinkPortal
from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestPortal(PayLinkCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer", "is_company": True})
        cls.partner.parent_id = cls.buyer
        colleague = cls.env["res.partner"].create(
            {"name": "Colleague", "parent_id": cls.buyer.id}
        )
        cls._make_portal_user("portal_customer", partner_id=cls.partner.id)
        cls._make_portal_user("portal_colleague", partner_id=colleague.id)
        cls._make_portal_user("portal_stranger")
        cls.link = cls._make_link(cls.order)
        cls.invoice = cls._make_invoice()

    @classmethod
    def _make_portal_user(cls, login, **values):
        return new_test_user(
            cls.env,
            login=login,
            groups="base.group_portal",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
            **values,
        )

    def _get(self, path, login="portal_customer"):
        self.authenticate(login, login)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return response.text

    def _get_listed(self, query="", login="portal_customer"):
        """The numbers of the links on a page of the list."""
        page = html.fromstring(self._get(f"/my/pay-links{query}", login))
        cells = page.xpath("//table//td[2]")
        return [cell.text_content().strip() for cell in cells]

    # === The list === #

    def test_lists_the_links_of_the_customer(self):
        self.assertEqual(self._get_listed(), [self.link.name])

    def test_lists_them_for_a_colleague(self):
        self.assertEqual(self._get_listed(login="portal_colleague"), [self.link.name])

    def test_lists_nothing_for_a_stranger(self):
        self.assertEqual(self._get_listed(login="portal_stranger"), [])
        page = self._get("/my/pay-links", "portal_stranger")
        self.assertIn("There are no pay links here.", page)
        self.assertNotIn(self.link._get_path(), page)

    def test_lists_no_customers_links_for_their_seller(self):
        new_test_user(
            self.env,
            login="portal_seller",
            groups="sales_team.group_sale_manager",
            company_id=self.env.company.id,
        )
        self.assertEqual(self._get_listed(login="portal_seller"), [])

    def test_asks_visitors_to_log_in(self):
        response = self.url_open("/my/pay-links", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_filters(self):
        paid = self._make_link(self._make_order())
        over = self._make_link(self._make_order())
        ended = self._make_link(self._make_order())
        paid._move_to("paid")
        over._move_to("deactivated")
        ended.expires_at = "2001-01-01"
        self.assertEqual(self._get_listed("?filterby=to_pay"), [self.link.name])
        self.assertEqual(self._get_listed("?filterby=paid"), [paid.name])
        self.assertEqual(self._get_listed("?filterby=over"), [ended.name, over.name])
        self.assertEqual(len(self._get_listed("?filterby=all")), 4)

    def test_sorts(self):
        cheap = self._make_link(self._make_order(), amount=1)
        self.assertEqual(
            self._get_listed("?sortby=amount"), [self.link.name, cheap.name]
        )
        self.assertEqual(self._get_listed("?sortby=date"), [cheap.name, self.link.name])

    def test_ignores_unknown_filters_and_sortings(self):
        self.assertEqual(
            self._get_listed("?filterby=state&sortby=token"), [self.link.name]
        )

    def test_shows_page_after_page(self):
        newer = self._make_link(self._make_order())
        with patch.object(PayLinkPortal, "_items_per_page", 1):
            self.assertEqual(self._get_listed(), [newer.name])
            self.assertEqual(self._get_listed("/page/2"), [self.link.name])

    def test_offers_to_pay_what_can_be_paid_only(self):
        self.assertIn("btn-primary", self._get_row_of(self.link))
        self.link._move_to("deactivated")
        self.assertNotIn("btn-primary", self._get_row_of(self.link))

    def test_offers_no_second_payment_beside_one_on_its_way(self):
        for state in ("pending", "authorized"):
            with self.subTest(state=state):
                link = self._make_link(self._make_order())
                self.provider.support_manual_capture = "partial"  # is not stored
                getattr(self._make_attempt(link), f"_set_{state}")()
                self.assertEqual(link.payment_state, state)
                self.assertNotIn(link.name, self._get_listed("?filterby=to_pay"))
                row = self._get_row_of(link)
                self.assertIn("In progress", row)
                self.assertNotIn("btn-primary", row)

    def test_searches(self):
        other = self._make_link(self._make_order())
        query = f"?search={other.document_name}"
        self.assertEqual(self._get_listed(query), [other.name])
        self.assertEqual(self._get_listed(f"{query}&search_in=number"), [])
        self.assertEqual(self._get_listed(f"{query}&search_in=token"), [other.name])
        self.assertEqual(self._get_listed(f"?search={self.link.token}"), [])
        self.assertIn("Nothing matches", self._get("/my/pay-links?search=nowhere"))

    def test_search_finds_nothing_of_another(self):
        query = f"?search={self.link.document_name}"
        self.assertEqual(self._get_listed(query, "portal_stranger"), [])

    def test_links_of_an_archived_contact_stay_the_companys(self):
        self.partner.user_ids.active = False
        self.partner.active = False
        self.assertEqual(self._get_listed(login="portal_colleague"), [self.link.name])
        self.assertEqual(self._get_listed(login="portal_stranger"), [])

    def test_lists_many_links_in_as_many_queries_as_few(self):
        def count():
            self.env.invalidate_all()
            links = self.env["pay.link"].search([("partner_id", "=", self.partner.id)])
            before = self.env.cr.sql_log_count
            links.filtered(lambda link: link._is_payable())._format_due()
            return self.env.cr.sql_log_count - before

        self._make_link(self.invoice)
        count()
        few = count()
        for _number in range(5):
            self._make_link(self._make_order())
            self._make_link(self._make_invoice())
        self.assertLessEqual(count(), few)

    def _get_row_of(self, link):
        page = html.fromstring(self._get("/my/pay-links"))
        [row] = page.xpath(f"//tr[td/a[@href='{link._get_path()}']]")
        return html.tostring(row, encoding="unicode")

    # === The home === #

    def _get_counts(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            "/my/counters", {"counters": ["pay_link_count", "pay_link_to_pay_count"]}
        )

    def test_counts_on_the_home(self):
        self._make_link(self._make_order())._move_to("paid")
        self.assertEqual(
            self._get_counts("portal_customer"),
            {"pay_link_count": 2, "pay_link_to_pay_count": 1},
        )
        self.assertEqual(
            self._get_counts("portal_stranger"),
            {"pay_link_count": 0, "pay_link_to_pay_count": 0},
        )
        self.assertIn("/my/pay-links", self._get("/my"))

    def _get_sum(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            "/my/counters", {"counters": ["pay_link_to_pay_sum"]}
        )["pay_link_to_pay_sum"]

    def test_sums_on_the_home(self):
        self._make_link(self._make_order(), amount=250)
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order = self._make_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 40
        self._make_link(order)
        total = self._get_sum("portal_colleague")
        sums = [self.currency.format(1250), euro.format(80)]
        # each on its own: an Arabic sign would turn all that follows around
        self.assertEqual(total, " + ".join(f"\u2068{sum_}\u2069" for sum_ in sums))
        self.assertEqual(self._get_sum("portal_stranger"), 0)

    def test_counts_what_can_be_paid_only(self):
        self.order._action_cancel()
        self.assertEqual(self._get_sum("portal_customer"), 0)
        self.assertEqual(self._get_listed("?filterby=to_pay"), [])

    # === The documents === #

    def _get_receipts(self, path, login="portal_customer"):
        page = html.fromstring(self._get(path, login))
        return page.xpath("//section[@id='pay_link_history']//a/@href")

    def test_order_shows_its_payments_and_receipts(self):
        attempt = self._pay(self.link)
        receipt = f"/my/pay-links/receipt/{attempt.id}"
        path = f"/my/orders/{self.order.id}"
        self.assertEqual(self._get_receipts(path), [receipt])
        self.assertEqual(self._get_receipts(path, "portal_colleague"), [receipt])
        response = self.url_open(receipt, timeout=60)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")

    def test_invoice_shows_its_payments_and_receipts(self):
        attempt = self._pay(self._make_link(self.invoice))
        receipts = self._get_receipts(f"/my/invoices/{self.invoice.id}")
        self.assertEqual(receipts, [f"/my/pay-links/receipt/{attempt.id}"])

    def test_receipt_of_another_is_not_found(self):
        attempt = self._pay(self.link)
        path = f"/my/pay-links/receipt/{attempt.id}"
        self.authenticate("portal_stranger", "portal_stranger")
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.url_open("/my/pay-links/receipt/0").status_code, 404)
        self.authenticate(None, None)
        response = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_receipts_are_not_for_who_was_given_the_order(self):
        self._pay(self.link)
        path = self.order.get_portal_url()
        self.assertEqual(self._get_receipts(path, "portal_stranger"), [])
        self.assertIn("pay_link_history", self._get(path, "portal_stranger"))

    def _get_pay_button(self, path, login="portal_customer"):
        page = html.fromstring(self._get(path, login))
        return [a.get("href") for a in page.xpath("//a[@id='pay_link_button']")]

    def test_order_leads_to_the_pay_page(self):
        self.order.action_quotation_sent()
        path = self.order.get_portal_url()
        self.assertEqual(self._get_pay_button(path), [self.link._get_path()])
        self.link._move_to("deactivated")
        self.assertEqual(self._get_pay_button(path), [])

    def test_order_offers_one_way_to_pay(self):
        self.order.require_payment = True
        self.order.prepayment_percent = 1.0
        self.order.action_quotation_sent()
        page = html.fromstring(self._get(self.order.get_portal_url()))
        [button] = page.xpath("//a[@id='o_sale_portal_paynow']")
        self.assertIsNotNone(button.get("hidden"))
        self.link._move_to("deactivated")
        page = html.fromstring(self._get(self.order.get_portal_url()))
        [button] = page.xpath("//a[@id='o_sale_portal_paynow']")
        self.assertIsNone(button.get("hidden"))

    def test_invoice_leads_to_the_pay_page(self):
        path = self.invoice.get_portal_url()
        self.assertEqual(self._get_pay_button(path), [])
        link = self._make_link(self.invoice)
        self.assertEqual(self._get_pay_button(path), [link._get_path()])

    def test_document_of_another_shows_no_button(self):
        self.order.action_quotation_sent()
        path = f"/my/orders/{self.order.id}"
        self.assertEqual(self._get_pay_button(path), [self.link._get_path()])
        self.assertEqual(self._get_pay_button(path, "portal_stranger"), [])
