from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .wallet_common import WalletCommon


@tagged("post_install", "-at_install")
class TestCustomerTill(WalletCommon):
    """What a cashier can ask of a customer, with no more rights than a cashier's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env, "customer_cashier", "base.group_user,point_of_sale.group_pos_user"
        )
        cls.config = cls.pos_config_usd
        cls.till = cls.config.with_user(cls.cashier)
        cls.first = cls._make_item(100.01, "2026-01-10")
        cls.second = cls._make_item(200.02, "2026-02-10")

    @classmethod
    def _make_item(cls, amount, due="2026-01-10", **values):
        move = cls._make_invoice(
            partner_id=values.pop("partner_id", cls.customer.id),
            invoice_date="2026-01-01",
            invoice_date_due=due,
            invoice_payment_term_id=False,
            invoice_line_ids=[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "quantity": 1,
                        "price_unit": amount,
                        "tax_ids": False,
                    }
                )
            ],
            **values,
        )
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def _make_other_company(cls):
        return cls.setup_other_company(name="Another shop")["company"]

    # === WALLETS === #

    def test_wallet_is_found(self):
        self.wallet.points = 12.5
        answer = self.till.pay_link_prepare_wallet(self.customer.id)
        self.assertEqual(answer["card_id"], self.wallet.id)
        self.assertIn("12.50", answer["balance"])

    def test_wallet_is_made_once_and_nobody_gets_a_mail(self):
        customer = self.customer.copy({"email": "new@example.com"})
        mails = self.env["mail.mail"].search_count([])
        answer = self.till.pay_link_prepare_wallet(customer.id)
        card = self.env["loyalty.card"].browse(answer["card_id"])
        self.assertEqual((card.partner_id, card.points), (customer, 0.0))
        self.assertEqual(card.program_id, self.program)
        again = self.till.pay_link_prepare_wallet(customer.id)
        self.assertEqual(again["card_id"], card.id)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_cashier_chooses_among_several_programmes(self):
        other = self._make_program(name="Lunch")
        answer = self.till.pay_link_prepare_wallet(self.customer.id)
        self.assertFalse(answer["card_id"])
        names = {program["name"] for program in answer["programs"]}
        self.assertEqual(names, {"Shop e-wallet", "Lunch"})
        answer = self.till.pay_link_prepare_wallet(self.customer.id, other.id)
        card = self.env["loyalty.card"].browse(answer["card_id"])
        self.assertEqual(card.program_id, other)

    def test_cashier_tops_up(self):
        answer = self.till.pay_link_prepare_wallet(self.customer.id)
        document = ("loyalty.card", answer["card_id"])
        dialog = self.till.pay_link_prepare(*document)
        self.assertEqual((dialog["amount"], dialog["problem"]), (50.0, ""))
        self.assertEqual(dialog["amount_min"], 0.5)
        self.assertEqual(dialog["amount_max"], 1_000_000)
        self.assertEqual(dialog["email"], "ada@bakery.example.com")
        sent = self.till.pay_link_send(
            *document, {"amount": 33.33, "channels": ["email"]}
        )
        link = self.env["pay.link"].browse(sent["link"]["id"])
        self.assertEqual((link.amount, link.pos_config_id), (33.33, self.config))
        self.assertEqual((link.user_id, link.create_uid), (self.cashier, self.cashier))
        self._pay(link)
        self.assertEqual(self.wallet.points, 33.33)

    def test_amounts_outside_the_limits_of_the_till(self):
        self.config.write({"pay_link_amount_min": 10, "pay_link_amount_max": 100})
        document = ("loyalty.card", self.wallet.id)
        for amount in (0, -1, 9.99, 100.01):
            with self.subTest(amount=amount):
                self.assertTrue(
                    self.till.pay_link_check(*document, {"amount": amount})["problem"]
                )
                with self.assertRaises(UserError):
                    self.till.pay_link_send(*document, {"amount": amount})
        self.assertFalse(
            self.till.pay_link_check(*document, {"amount": 100})["problem"]
        )

    def test_wallets_that_the_till_refuses(self):
        other_customer = self.customer.copy(
            {"company_id": self._make_other_company().id}
        )
        archived = self.customer.copy({"active": False})
        for partner_id, words in (
            (False, "Choose a customer"),
            (True, "Choose a customer"),
            (10**8, "Choose a customer"),
            ("1", "Choose a customer"),
            (archived.id, "is archived"),
            (other_customer.id, ""),
        ):
            with (
                self.subTest(partner_id=partner_id),
                self.assertRaisesRegex(UserError, words),
            ):
                self.till.pay_link_prepare_wallet(partner_id)
        with self.assertRaisesRegex(UserError, "not offered here"):
            self.till.pay_link_prepare_wallet(self.customer.id, 10**8)
        self.program.active = False
        with self.assertRaisesRegex(UserError, "No e-wallet program"):
            self.till.pay_link_prepare_wallet(self.customer.id)

    def test_wallet_without_top_up_product_is_refused_at_once(self):
        self.top_up_product.active = False
        with self.assertRaisesRegex(UserError, "no top-up product"):
            self.till.pay_link_prepare_wallet(self.customer.id)

    def test_wallet_of_another_till_is_refused(self):
        other = self.config.copy({"name": "Other till"})
        self.program.pos_config_ids = other
        with self.assertRaisesRegex(UserError, "not offered here"):
            self.till.pay_link_prepare("loyalty.card", self.wallet.id)

    def test_wallet_of_another_company_is_refused(self):
        program = self._make_program(company_id=self._make_other_company().id)
        wallet = self._make_wallet(program_id=program.id)
        with self.assertRaises(UserError):
            self.till.pay_link_prepare("loyalty.card", wallet.id)
        programs = self.till.pay_link_prepare_wallet(self.customer.id)["programs"]
        self.assertEqual([each["id"] for each in programs], self.program.ids)

    def test_switches(self):
        self.config.write({"pay_link_ewallet": False, "pay_link_account": False})
        with self.assertRaisesRegex(UserError, "switched off"):
            self.till.pay_link_prepare_wallet(self.customer.id)
        with self.assertRaisesRegex(UserError, "switched off"):
            self.till.pay_link_send("loyalty.card", self.wallet.id, {"amount": 5})
        with self.assertRaisesRegex(UserError, "switched off"):
            self.till.pay_link_get_items(self.customer.id)
        with self.assertRaisesRegex(UserError, "switched off"):
            self.till.pay_link_send("res.partner", self.customer.id, {})
        self.config.write({"pay_link_ewallet": True, "pay_link_enabled": False})
        with self.assertRaisesRegex(UserError, "switched off"):
            self.till.pay_link_prepare_wallet(self.customer.id)

    def test_who_is_no_cashier_is_refused(self):
        plain = new_test_user(self.env, "customer_plain", "base.group_user")
        till = self.config.with_user(plain)
        for method in ("pay_link_prepare_wallet", "pay_link_get_items"):
            with self.assertRaises(AccessError):
                getattr(till, method)(self.customer.id)

    def test_dialog_shows_no_debt_for_a_wallet(self):
        self.wallet.points = 12.5
        dialog = self.till.pay_link_prepare("loyalty.card", self.wallet.id)
        self.assertFalse(dialog["amount_due"])
        self.assertIn("12.50", dialog["document"])

    # === ACCOUNTS === #

    def test_open_items_are_listed_oldest_first(self):
        self._make_item(5.0, partner_id=self.partner.id)
        answer = self.till.pay_link_get_items(self.customer.id)
        self.assertEqual(
            [item["id"] for item in answer["items"]], (self.first + self.second).ids
        )
        self.assertEqual(answer["balance"], 300.03)
        self.assertFalse(answer["items"][0]["problem"])
        self.assertEqual(answer["partner_id"], self.customer.id)

    def test_contact_of_a_company_asks_for_its_account(self):
        contact = self.env["res.partner"].create(
            {"name": "Ben", "parent_id": self.customer.id}
        )
        answer = self.till.pay_link_get_items(contact.id)
        self.assertEqual(answer["partner_id"], self.customer.id)
        self.assertEqual(len(answer["items"]), 2)

    def test_sales_of_an_open_session_are_pending(self):
        order = self._sell(account=40.0, cash=10.0, invoice=False)
        answer = self.till.pay_link_get_items(self.customer.id)
        self.assertEqual([each["amount"] for each in answer["pending"]], [40.0])
        self.assertEqual(answer["pending"][0]["name"], order.pos_reference)
        self.assertEqual(answer["balance"], 340.03)
        self._close_session()
        answer = self.till.pay_link_get_items(self.customer.id)
        self.assertFalse(answer["pending"])
        self.assertEqual(answer["balance"], 340.03)
        self.assertEqual(len(answer["items"]), 3)

    def test_other_currency_is_left_to_the_back_office(self):
        currency = self._enable_currency("EUR")
        item = self._make_item(70.0, currency_id=currency.id)
        answer = self.till.pay_link_get_items(self.customer.id)
        self.assertEqual(answer["balance"], 300.03)
        problems = {each["id"]: each["problem"] for each in answer["items"]}
        self.assertIn("another currency", problems[item.id])
        self.assertFalse(problems[self.first.id])

    def test_cashier_settles_till_and_back_office_together(self):
        order = self._sell(account=40.0)
        sale = order.account_move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        items = self.till.pay_link_get_items(self.customer.id)["items"]
        notes = {item["id"]: item["note"] for item in items}
        self.assertIn(order.pos_reference, notes[sale.id])
        self.assertNotIn(order.pos_reference, notes[self.first.id])
        values = {"item_ids": (self.first + sale).ids}
        dialog = self.till.pay_link_prepare("res.partner", self.customer.id, values)
        self.assertEqual((dialog["amount_due"], dialog["problem"]), (140.01, ""))
        sent = self.till.pay_link_send(
            "res.partner", self.customer.id, {**values, "channels": ["email"]}
        )
        link = self.env["pay.link"].browse(sent["link"]["id"])
        self.assertEqual(link.item_ids, self.first + sale)
        self.assertEqual((link.amount, link.pos_config_id), (140.01, self.config))
        self._pay(link)
        self.assertEqual(self.first.amount_residual, 0.0)
        self.assertEqual(sale.amount_residual, 0.0)
        self.assertEqual(self.second.amount_residual, 200.02)
        self.assertEqual((link.state, link.payment_exception), ("paid", "none"))

    def test_chosen_items_are_checked_again(self):
        foreign = self._make_item(5.0, partner_id=self.partner.id)
        paid = self._make_item(9.0)
        payments = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.move_id.ids
        )
        payments.create({})._create_payments()
        income = self.first.move_id.line_ids - self.first
        for items in (foreign, self.first + foreign, paid, income[:1]):
            with self.subTest(items=items), self.assertRaises(UserError):
                self.till.pay_link_send(
                    "res.partner", self.customer.id, {"item_ids": items.ids}
                )

    def test_items_of_another_company_are_refused(self):
        company = self._make_other_company()
        other = new_test_user(
            self.env,
            "other_cashier",
            "base.group_user,point_of_sale.group_pos_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(UserError):
            self.config.with_user(other).pay_link_get_items(self.customer.id)

    def test_forged_place_gives_no_rights(self):
        links = self.env["pay.link"].with_context(pay_link_pos_config_id=self.config.id)
        values = {
            "res_model": "res.partner",
            "res_id": self.customer.id,
            "item_ids": [Command.set(self.first.ids)],
        }
        plain = new_test_user(self.env, "forging_plain", "base.group_user")
        with self.assertRaises(AccessError):
            links.with_user(plain).create(values)
        with self.assertRaises(AccessError):
            links.with_user(self.cashier).create(values)
