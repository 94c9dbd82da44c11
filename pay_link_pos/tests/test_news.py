from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.pay_link_pos.models import payment_transaction_news

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestNews(PosPayLinkCommon):
    """The bell of the till: each payment is news for who asked for it, until read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,point_of_sale.group_pos_user"
        cls.cashier = new_test_user(cls.env, "news_cashier", groups)
        cls.colleague = new_test_user(cls.env, "news_colleague", groups)
        cls.config = cls.pos_config_usd
        cls.till = cls.config.with_user(cls.cashier)
        cls.sale = cls._sell(account=100, user_id=cls.cashier.id)

    def _make_sale_link(self, **values):
        return self._make_link(self.sale, user_id=self.cashier.id, **values)

    def _get_unread(self, user):
        return self.config.with_user(user).pay_link_get_news()["unread"]

    def _get_news(self):
        return self.till.pay_link_get_news()["news"]

    def test_payment_is_news_until_it_is_read(self):
        attempt = self._pay(self._make_sale_link())
        answer = self.till.pay_link_get_news()
        self.assertEqual(answer["unread"], 1)
        item = answer["news"][0]
        self.assertEqual((item["id"], item["is_unread"]), (attempt.id, True))
        self.assertIn("100.00", item["amount"])
        self.assertEqual(item["customer"], "Ada's Bakery")
        self.assertEqual(item["reference"], self.sale.pos_reference)
        self.assertEqual((item["order_id"], item["exception"]), (self.sale.id, ""))
        self.assertTrue(item["time"])
        self.assertEqual(self.till.pay_link_read_news([attempt.id]), {"unread": 0})
        answer = self.till.pay_link_get_news()
        self.assertEqual(answer["unread"], 0)
        self.assertFalse(answer["news"][0]["is_unread"])

    def test_one_is_read_and_all_are_read(self):
        link = self._make_sale_link(allow_partial=True)
        first, _second = self._pay(link, 10), self._pay(link, 20)
        self.assertEqual(self.till.pay_link_read_news([first.id]), {"unread": 1})
        self.assertEqual(self.till.pay_link_read_news([]), {"unread": 1})
        self.assertEqual(self.till.pay_link_read_news(), {"unread": 0})

    def test_old_news_that_nobody_has_read_are_forgotten_batch_by_batch(self):
        link = self._make_sale_link(allow_partial=True)
        old = self._pay(link, 10) + self._pay(link, 20)
        recent = self._pay(link, 30)
        days = payment_transaction_news.NEWS_KEPT_DAYS
        old.last_state_change = fields.Datetime.now() - timedelta(days=days + 1)
        recent.last_state_change = fields.Datetime.now() - timedelta(days=days - 1)
        self.env.flush_all()
        transactions = self.env["payment.transaction"]
        with patch.object(payment_transaction_news, "GC_BATCH", 1):
            self.assertEqual(transactions._gc_unread(), (1, True))
            self.assertEqual(transactions._gc_unread(), (1, True))
        self.assertEqual(transactions._gc_unread(), (0, False))
        self.assertEqual(self._get_unread(self.cashier), 1)
        news = {item["id"]: item["is_unread"] for item in self._get_news()}
        self.assertEqual(news, {recent.id: True})

    def test_count_comes_with_the_till(self):
        self._pay(self._make_sale_link())
        read = self.config.with_user(self.cashier)._load_pos_data_read(
            self.till, self.till
        )
        self.assertEqual(read[0]["_pay_link_unread"], 1)

    def test_colleagues_hear_nothing(self):
        attempt = self._pay(self._make_sale_link())
        answer = self.config.with_user(self.colleague).pay_link_get_news()
        self.assertEqual(answer, {"news": [], "unread": 0})
        self.config.with_user(self.colleague).pay_link_read_news([attempt.id])
        self.assertEqual(self._get_unread(self.cashier), 1)

    def test_who_made_the_link_at_the_till_hears_of_it_too(self):
        self.sale.user_id = self.colleague
        sent = self.till.pay_link_send("pos.order", self.sale.id, {})
        link = self.env["pay.link"].browse(sent["link"]["id"])
        link.user_id = self.colleague
        self._pay(link)
        self.assertEqual(self._get_unread(self.cashier), 1)
        self.assertEqual(self._get_unread(self.colleague), 1)
        self.till.pay_link_read_news()
        self.assertEqual(self._get_unread(self.colleague), 1)

    def test_payment_of_an_invoice_of_the_till_leads_to_its_sale(self):
        link = self._make_link(self.sale.account_move, user_id=self.cashier.id)
        self._pay(link)
        item = self.till.pay_link_get_news()["news"][0]
        self.assertEqual(item["order_id"], self.sale.id)

    def test_payment_of_something_else_leads_nowhere(self):
        link = self._make_link(self._make_invoice(), user_id=self.cashier.id)
        self._pay(link)
        item = self.till.pay_link_get_news()["news"][0]
        self.assertEqual((item["order_id"], item["reference"]), (False, ""))
        self.assertTrue(item["document"])

    def test_odd_payments_say_so_in_words(self):
        link = self._make_sale_link()
        late = self._make_attempt(link)
        link._deactivate()
        late._set_done()
        late._post_process()
        self.assertEqual(link.payment_exception, "late")
        item = self.till.pay_link_get_news()["news"][0]
        self.assertIn("after the end", item["exception"])
        described = link._describe_payment(late)
        self.assertIn("after the end", described["message"])

    def test_refunds_are_no_news(self):
        attempt = self._pay(self._make_sale_link())
        self.till.pay_link_read_news()
        refund = attempt._create_child_transaction(40.0, is_refund=True)
        refund._set_done()
        refund._post_process()
        answer = self.till.pay_link_get_news()
        self.assertEqual((len(answer["news"]), answer["unread"]), (1, 0))

    def test_tills_of_the_user_are_told_at_once(self):
        link = self._make_sale_link()
        messages_sudo = self.env["bus.bus"].sudo()
        messages_sudo.search([]).unlink()
        self._pay(link)
        self.env.cr.precommit.run()
        payloads = messages_sudo.search([]).mapped("message")
        self.assertTrue(any('"pay_link_pos/unread"' in text for text in payloads))
        self.assertTrue(any('"pay_link_invoicing/toast"' in text for text in payloads))

    def test_user_who_left_is_not_told(self):
        link = self._make_sale_link()
        self.cashier.active = False
        attempt = self._pay(link)
        self.assertNotIn(self.cashier, attempt.pay_link_unread_user_ids)

    def test_who_is_no_cashier_reads_no_news(self):
        plain = new_test_user(self.env, "news_plain", "base.group_user")
        for call in ("pay_link_get_news", "pay_link_read_news"):
            with self.assertRaises(AccessError):
                getattr(self.config.with_user(plain), call)()

    def test_companies_that_the_user_left_are_hidden(self):
        self._pay(self._make_sale_link())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.cashier.write(
            {
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
            }
        )
        found = self.env["payment.transaction"].with_user(self.cashier)
        self.assertFalse(found._pay_link_search_news())
