from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestTill(PosPayLinkCommon):
    """What the till asks the server for, with the rights of a cashier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env,
            login="pay_link_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=cls.env.company.id,
        )
        cls.config = cls.pos_config_usd.with_user(cls.cashier)
        cls.config.sudo().pay_link_validity_days = 3
        cls.order = cls._sell(account=100)

    def _prepare(self, **values):
        return self.config.pay_link_prepare("pos.order", self.order.id, values)

    def _send(self, **values):
        return self.config.pay_link_send("pos.order", self.order.id, values)

    def test_what_the_dialog_shows(self):
        values = self._prepare()
        self.assertEqual(values["customer"], "Ada's Bakery")
        self.assertEqual((values["amount_due"], values["amount"]), (100, 100))
        self.assertEqual((values["amount_min"], values["amount_max"]), (0.5, 100))
        self.assertEqual(values["email"], "ada@bakery.example.com")
        self.assertEqual(values["channels"], ["email", "sms", "whatsapp", "qr"])
        self.assertFalse(values["link"])
        self.assertEqual(values["problem"], "")
        self.assertIn(
            self.provider.payment_method_ids[:1].id,
            [method["id"] for method in values["methods"]],
        )

    def test_a_link_is_made_at_the_point_of_sale(self):
        result = self._send(amount=40, channels=["email"])
        link = self.order.pay_link_ids
        self.assertEqual(result["link"]["id"], link.id)
        self.assertEqual((link.amount, link.pos_config_id), (40, self.pos_config_usd))
        self.assertEqual(link.sending_ids.mapped("channel"), ["email"])
        self.assertIn("ada@bakery.example.com", result["message"])
        self.assertEqual((link.expires_at - link.create_date).days, 3)

    def test_a_new_link_replaces_the_older_one(self):
        first = self.env["pay.link"].browse(self._send(amount=100)["link"]["id"])
        self.assertEqual(self._prepare()["link"]["id"], first.id)
        second = self.env["pay.link"].browse(self._send(amount=60)["link"]["id"])
        self.assertEqual((first.state, second.state), ("deactivated", "active"))
        self.assertEqual(first.superseded_by_id, second)

    def test_a_link_that_is_over_is_not_offered(self):
        """Before a cron has written so, too."""
        link = self.env["pay.link"].browse(self._send(amount=40)["link"]["id"])
        shown = self._prepare()["link"]
        self.assertEqual((shown["amount_due"], shown["method_ids"]), (40, []))
        link.expires_at = "2020-01-01"
        self.assertEqual(link.state, "active")
        self.assertFalse(self._prepare()["link"])

    def test_deactivate(self):
        link_id = self._send(amount=100)["link"]["id"]
        result = self.config.pay_link_deactivate(link_id)
        self.assertEqual(
            (result["link"]["state"], result["link"]["url"]),
            (
                "deactivated",
                "",
            ),
        )
        self.assertFalse(self._prepare()["link"])

    def test_share(self):
        link_id = self._send(amount=100)["link"]["id"]
        self.order.pay_link_ids.phone = "+32470123456"
        result = self.config.pay_link_share(link_id, "whatsapp")
        self.assertIn("wa.me/32470123456", result["link"]["whatsapp_url"])
        self.config.pay_link_share(link_id, "qr")
        channels = self.order.pay_link_ids.sending_ids.mapped("channel")
        self.assertEqual(sorted(channels), ["qr", "whatsapp"])
        with self.assertRaises(UserError):
            self.config.pay_link_share(link_id, "pigeon")

    def test_settings_of_the_point_of_sale(self):
        method = self.provider.payment_method_ids[:1]
        self.config.sudo().write(
            {
                "pay_link_provider_ids": [Command.set(self.provider.ids)],
                "pay_link_payment_method_ids": [Command.set(method.ids)],
                "pay_link_amount_min": 5,
                "pay_link_amount_max": 50,
                "pay_link_by_sms": False,
            }
        )
        values = self._prepare()
        self.assertEqual((values["amount_min"], values["amount_max"]), (5, 50))
        self.assertEqual([row["id"] for row in values["methods"]], method.ids)
        self.assertNotIn("sms", values["channels"])
        self._send(amount=50)
        link = self.order.pay_link_ids.sudo()
        self.assertEqual(link.provider_ids, self.provider)
        self.assertEqual(link.payment_method_ids, method)
        for amount in (4.99, 50.01):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._send(amount=amount)
        with self.assertRaises(UserError):
            self._send(amount=50, channels=["sms"])

    def test_links_of_the_back_office_obey_the_company_only(self):
        self.config.sudo().pay_link_amount_max = 50
        self.assertEqual(self._make_link(self.order).amount, 100)

    def test_countries_for_sms(self):
        self.config.sudo().pay_link_sms_country_ids = self.env.ref("base.fr")
        check = self.config.pay_link_check
        found = check("pos.order", self.order.id, {"phone": "+32470123456"})
        self.assertIn("allow no SMS", found["problems"]["sms"])
        found = check("pos.order", self.order.id, {"phone": "+33612345678"})
        self.assertEqual(found["problems"]["sms"], "")

    def test_bad_input(self):
        for values in (
            {"amount": 0},
            {"amount": -1},
            {"amount": 100.01},
            {"amount": "many"},
            {"amount": float("nan")},
            {"amount": 10, "channels": ["email"], "email": "a@b.example, c@d.example"},
            {"amount": 10, "channels": ["email"], "email": "nobody"},
            {"amount": 10, "channels": ["sms"], "phone": "12"},
            {"amount": 10, "channels": ["pigeon"]},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                with self.cr.savepoint():
                    self._send(**values)
        self.assertFalse(self.order.pay_link_ids)

    def test_provider_that_was_switched_off(self):
        self.env["payment.provider"].search([]).state = "disabled"
        self.assertIn("could not pay", self._prepare()["problem"])

    def test_refused(self):
        other = self.pos_config_usd.copy()
        with self.assertRaisesRegex(UserError, "belongs to"):
            other.with_user(self.cashier).pay_link_prepare("pos.order", self.order.id)
        with self.assertRaises(UserError):
            self.config.pay_link_prepare("account.move", self.order.account_move.id)
        with self.assertRaises(UserError):
            self.config.pay_link_prepare("pos.order", 0)
        self.config.sudo().pay_link_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self._prepare()

    def test_shared_with_another_till(self):
        other = self.pos_config_usd.copy()
        other.trusted_config_ids = self.pos_config_usd
        other = other.with_user(self.cashier)
        found = other.pay_link_prepare("pos.order", self.order.id)
        self.assertEqual(found["amount_due"], 100)

    def test_links_of_others_are_none_of_the_tills_business(self):
        link = self._make_link(self.order.account_move)
        with self.assertRaises(UserError):
            self.config.pay_link_deactivate(link.id)
        self.assertEqual(link.state, "active")

    def test_only_cashiers(self):
        seller = new_test_user(
            self.env,
            login="pay_link_no_cashier",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self.config.with_user(seller).pay_link_prepare("pos.order", self.order.id)

    def test_till_reads_its_settings(self):
        self.config.sudo().pay_link_provider_ids = self.provider
        self.env.flush_all()
        self.env.invalidate_all()
        data = self.config.env["pos.config"]._load_pos_data_read(
            self.config, self.config
        )[0]
        self.assertTrue(data["pay_link_enabled"])
        self.assertNotIn("pay_link_provider_ids", data)  # cashiers read no providers

    def test_limits_must_make_sense(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.pos_config_usd.pay_link_amount_min = 0
            self.pos_config_usd.flush_recordset()

    def test_sending_invoices_first(self):
        """What was put on account without an invoice is asked for all the same."""
        for close in (False, True):
            order = self._sell(account=70, cash=30, invoice=False)
            if close:
                self._close_session()
            values = self.config.pay_link_prepare("pos.order", order.id)
            self.assertEqual(values["problem"], "")
            self.assertEqual((values["amount_due"], values["amount"]), (70, 70))
            self.assertEqual(values["email"], "ada@bakery.example.com")
            self.assertFalse(order.account_move)
            self.config.pay_link_send("pos.order", order.id, {"channels": ["email"]})
            self.assertEqual(order.account_move.state, "posted")
            link = order.pay_link_ids
            self.assertEqual((link.amount, link.amount_due), (70, 70))
            self._pay(link)
            self.assertEqual(order.account_move.amount_residual, 0)
        self.assertEqual(self._get_balance(), 100)  # of the order of all tests

    def test_orders_that_nothing_is_due_for(self):
        paid, refunded = self._sell(cash=10), self._sell(account=20)
        refund = self._refund(refunded, self.credit_payment_method, 20, invoice=True)
        for order in (paid, refunded, refund):
            with self.subTest(order.name):
                values = self.config.pay_link_prepare("pos.order", order.id)
                self.assertTrue(values["problem"])
                with self.assertRaises(UserError), self.cr.savepoint():
                    self.config.pay_link_send("pos.order", order.id, {"amount": 5})
                self.assertFalse(order.pay_link_ids)
