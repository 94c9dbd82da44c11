from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .http_common import PayLinkHttpCommon

SQL_MAX = 12


@tagged("post_install", "-at_install")
class TestPayPage(PayLinkHttpCommon):
    """Which page a customer gets, with which status, and what it says."""

    def test_page_shows_what_is_paid(self):
        response = self._get()
        self.assertKind(response, "pay", 200)
        self.assertIn(self.env.company.name, response.text)
        self.assertIn(self.order.name, response.text)
        self.assertIn("Oak table", response.text)
        amount = self.link.currency_id.with_context(lang="en_US").format(1000)
        self.assertIn(f"Pay {amount}", response.text)
        self.assertIn(f'value="{self.choice}"', response.text)
        self.assertIn("Test mode", response.text)

    def test_page_is_a_light_document_of_its_own(self):
        response = self._get()
        self.assertNotIn("/web/assets", response.text)
        self.assertNotIn("odoo.", response.text)
        policy = response.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("form-action 'self'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertLess(len(response.content), 60_000)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_page_costs_few_queries(self):
        for link in (self.link, self._make_link(self._make_invoice())):
            with self.subTest(link.res_model):
                self._get(link)  # fills the caches
                self.env.flush_all()
                links = self.env["pay.link"].with_user(self.public_user)
                links = links.with_context(lang="en_US")
                token = link.token
                self.env.invalidate_all()
                with self.assertQueryCount(SQL_MAX - 2):  # Odoo's request takes two
                    links._find_by_token(token)._prepare_page_values()

    def test_get_writes_nothing(self):
        self._get()
        self._get(path="?awaiting=1&again=1")
        self.link.invalidate_recordset()
        self.assertFalse(self.link.first_seen_at)
        self.assertFalse(self.link.transaction_ids)

    def test_title_says_who_asks_and_not_how_much(self):
        text = self._get().text
        head = text[: text.index("</head>")]
        self.assertIn(self.env.company.name, head)
        self.assertNotIn("1,000", head)

    def test_what_people_type_is_escaped(self):
        self.order.order_line.name = "<script>alert(1)</script>"
        self.env.company.name = "<b>Evil & Co</b>"
        text = self._get().text
        self.assertNotIn("<script>alert", text)
        self.assertIn("&lt;script&gt;alert", text)
        self.assertNotIn("<b>Evil", text)

    def test_every_unknown_address_gets_the_same_page(self):
        token = self.link.token
        unknown = (
            "A" * 32,
            token[:-1],
            token + "A",
            "x",
            "A" * 10_240,
            token + "%0a",
            token + "/elsewhere",
            "..%2f..%2fetc",
            "%00",
        )
        pages = [self.url_open(f"/pay/{address}") for address in unknown]
        self.assertEqual({page.status_code for page in pages}, {404})
        self.assertEqual(len({page.content for page in pages}), 1)
        for page in pages:
            self.assertPayHeaders(page)
            self.assertKind(page, "not_found", 404)

    def test_all_answers_have_the_headers(self):
        self.assertPayHeaders(self._get())
        self.assertPayHeaders(self._get(path="/document.pdf?x=1", timeout=60))
        self.assertPayHeaders(self._get(path="/qr.svg"))
        self.assertPayHeaders(self._get(path=f"/form?method={self.choice}"))
        self.assertPayHeaders(self._get(path="/checkout"))
        self.assertPayHeaders(self._post("/seen"))
        self.assertPayHeaders(self._post("/check"))
        self.assertPayHeaders(self._post("/renew"))
        self.assertPayHeaders(self._post("/checkout"))
        self.assertPayHeaders(self._post("/nowhere"))
        self.assertPayHeaders(self._rpc("/state"))
        self.assertPayHeaders(self._start(amount=-1))
        kind = {"Content-Type": "application/json"}
        self.assertPayHeaders(self._post("/state", data="{", headers=kind))
        self.link._deactivate()
        self.assertPayHeaders(self._get())

    # === KINDS === #

    def test_paid(self):
        self.provider.done_msg = "<p>Thanks a lot.</p>"
        self._pay(self.link)
        response = self._get()
        self.assertKind(response, "paid", 200)
        self.assertIn("Thanks a lot.", response.text)
        self.assertIn("/document.pdf", response.text)

    def test_paid_late_is_paid_all_the_same(self):
        attempt = self._make_attempt(self.link)
        self.link.expires_at = fields.Datetime.now() - timedelta(hours=1)
        attempt._set_done()
        attempt._post_process()
        self.assertKind(self._get(), "paid", 200)

    def test_pending_has_the_providers_words(self):
        self.provider.pending_msg = "<p>Transfer to account 123.</p>"
        attempt = self._make_attempt(self.link)
        attempt._set_pending()
        attempt._post_process()
        response = self._get()
        self.assertKind(response, "pending", 200)
        self.assertIn("Transfer to account 123.", response.text)
        self.assertIn(attempt.reference, response.text)

    def test_pending_transfer_can_be_given_up(self):
        attempt = self._make_attempt(self.link)
        attempt._set_pending()
        self.assertIn("again=1", self._get().text)
        self.assertKind(self._get(path="?again=1"), "pay", 200)

    def test_authorized_has_the_providers_words(self):
        self.provider.write({"auth_msg": "<p>We hold it.</p>"})
        attempt = self._make_attempt(self.link)
        attempt.provider_id.support_manual_capture = "partial"
        attempt._set_authorized()
        self.assertKind(self._get(), "processing", 200)
        attempt._post_process()
        response = self._get()
        self.assertKind(response, "authorized", 200)
        self.assertIn("We hold it.", response.text)

    def test_processing_until_it_is_booked(self):
        self._make_attempt(self.link)._set_done()
        response = self._get()
        self.assertKind(response, "processing", 200)
        self.assertIn('data-poll="fast"', response.text)
        self.assertIn('http-equiv="refresh"', response.text)

    def test_back_from_the_provider_without_an_answer(self):
        self._make_attempt(self.link)
        self.assertKind(self._get(), "pay", 200)
        self.assertKind(self._get(path="?awaiting=1"), "processing", 200)

    def test_cancelled_attempt_can_be_repeated(self):
        self.provider.cancel_msg = "<p>You changed your mind.</p>"
        self._make_attempt(self.link)._set_canceled()
        response = self._get()
        self.assertKind(response, "pay", 200)
        self.assertIn("You changed your mind.", response.text)

    def test_failed_attempt_can_be_repeated(self):
        self._make_attempt(self.link)._set_error("Card <refused>")
        response = self._get()
        self.assertKind(response, "pay", 200)
        self.assertIn("Card &lt;refused&gt;", response.text)

    def test_part_paid(self):
        self.link.allow_partial = True
        self._pay(self.link, 300)
        response = self._get()
        self.assertKind(response, "pay", 200)
        self.assertIn('id="pay_sum_paid"', response.text)
        self.assertIn('max="700.00"', response.text)
        self.assertIn('name="amount"', response.text)

    def test_no_amount_field_where_all_is_asked(self):
        self.assertNotIn('name="amount"', self._get().text)

    def test_nothing_due_as_it_was_paid_elsewhere(self):
        invoice = self._make_invoice()
        link = self._make_link(invoice)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertKind(self._get(link), "settled", 200)

    def test_expired_before_the_cron_knows(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        response = self._get()
        self.assertKind(response, "expired", 410)
        self.assertIn("/renew", response.text)
        self.assertNotIn("Oak table", response.text)

    def test_deactivated(self):
        self.link._deactivate()
        response = self._get()
        self.assertKind(response, "deactivated", 410)
        self.assertNotIn("Oak table", response.text)

    def test_superseded_leads_to_the_newest(self):
        second = self._make_link(self.order)
        newest = self._make_link(self.order)
        response = self._get()
        self.assertKind(response, "superseded", 410)
        self.assertIn(newest._get_path(), response.text)
        self.assertNotIn(second._get_path(), response.text)

    def test_cancelled_document(self):
        self.order._action_cancel()
        self.assertKind(self._get(), "cancelled", 410)

    def test_deleted_document(self):
        order = self._make_order()
        link = self._make_link(order)
        order.unlink()
        self.assertKind(self._get(link), "cancelled", 410)

    def test_refunded(self):
        attempt = self._pay(self.link)
        refund = attempt._create_child_transaction(1000, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertKind(self._get(), "refunded", 200)

    def test_no_way_to_pay(self):
        self.assertKind(self._get(), "pay", 200)
        self.provider.is_published = False
        response = self._get()
        self.assertKind(response, "unavailable", 200)
        self.assertIn("contact", response.text)

    def test_offers_change_with_the_settings(self):
        self.assertIn(self.choice, self._get().text)
        self.payment_method.active = False
        self.assertNotIn(self.choice, self._get().text)
        self.payment_method.active = True
        self.provider.maximum_amount = 999
        self.assertKind(self._get(), "unavailable", 200)
        self.provider.maximum_amount = 1000
        self.assertKind(self._get(), "pay", 200)
        self.provider.available_country_ids = [Command.set(self.country_france.ids)]
        self.assertKind(self._get(), "unavailable", 200)

    def test_link_narrows_the_offer(self):
        other = self.provider.copy({"state": "test", "is_published": True})
        self.link.provider_ids = other
        text = self._get().text
        self.assertNotIn(f'"{self.choice}"', text)
        self.assertIn(f'"{other.id}-{self.payment_method_id}"', text)

    # === LANGUAGE === #

    def test_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.link.partner_id.lang = "fr_FR"
        self.provider.with_context(lang="fr_FR").cancel_msg = "<p>Annulé par vous.</p>"
        self._make_attempt(self.link)._set_canceled()
        text = self._get(headers={"Accept-Language": "en"}).text
        self.assertIn('lang="fr-FR"', text)
        self.assertIn("Annulé par vous.", text)
        self.assertIn("1 000,00", text.replace("\u202f", " ").replace("\xa0", " "))

    def test_page_goes_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.link.partner_id.lang = "ar_001"
        self.assertIn('dir="rtl"', self._get().text)
