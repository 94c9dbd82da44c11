from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import PosPayLinkCommon


@tagged("post_install", "-at_install")
class TestSettings(PosPayLinkCommon):
    """The settings of a point of sale, by the page that shows them."""

    def test_settings_are_those_of_the_chosen_point_of_sale(self):
        config, other = self.pos_config_usd, self.pos_config_usd.copy()
        belgium = self.env.ref("base.be")
        settings = self.env["res.config.settings"].create(
            {
                "pos_config_id": config.id,
                "pos_pay_link_by_sms": False,
                "pos_pay_link_provider_ids": [Command.set(self.provider.ids)],
                "pos_pay_link_validity_days": 5,
                "pos_pay_link_amount_min": 2,
                "pos_pay_link_amount_max": 200,
                "pos_pay_link_sms_country_ids": [Command.set(belgium.ids)],
                "pos_pay_link_on_account": False,
                "pos_pay_link_open_register": True,
                "pos_pay_link_ewallet": False,
                "pos_pay_link_account": False,
            }
        )
        settings.execute()
        self.assertTrue(config.pay_link_enabled)
        self.assertEqual(config._pay_link_get_channels(), ["email", "whatsapp", "qr"])
        self.assertEqual(config.pay_link_provider_ids, self.provider)
        self.assertEqual(config.pay_link_validity_days, 5)
        limits = (config.pay_link_amount_min, config.pay_link_amount_max)
        self.assertEqual(limits, (2, 200))
        self.assertEqual(config._pay_link_get_sms_countries(), belgium)
        self.assertTrue(config.pay_link_open_register)
        for name in ("on_account", "ewallet", "account"):
            self.assertFalse(config[f"pay_link_{name}"], name)
        self.assertEqual(other.pay_link_amount_max, 1_000_000)
        self.assertFalse(other.pay_link_open_register)

    def test_defaults(self):
        config = self.env["pos.config"].create({"name": "New Shop"})
        self.assertTrue(config._pay_link_is_on())
        limits = (config.pay_link_amount_min, config.pay_link_amount_max)
        self.assertEqual(limits, (0.5, 1_000_000))
        self.assertTrue(config.pay_link_on_account)
        self.assertFalse(config.pay_link_open_register)

    def test_default_of_a_currency_with_small_units(self):
        company = self.env["res.company"].create(
            {"name": "Hanoi", "currency_id": self.env.ref("base.VND").id}
        )
        config = self.env["pos.config"].with_company(company).new({"name": "Hanoi"})
        self.assertEqual(config.pay_link_amount_max, 10_000_000_000)

    def test_company_switches_all_of_its_tills_off(self):
        self.assertTrue(self.pos_config_usd._pay_link_is_on())
        self.env.company.pay_link_enabled = False
        self.assertFalse(self.pos_config_usd._pay_link_is_on())

    def test_till_gets_what_counts(self):
        """Else it offers what the server refuses once the sale is made."""
        config, company = self.pos_config_usd, self.env.company
        belgium = self.env.ref("base.be")
        company.pay_link_sms_country_ids = belgium
        company.pay_link_limit_ids = [
            Command.create(
                {
                    "currency_id": config.currency_id.id,
                    "amount_min": 5,
                    "amount_max": 500,
                }
            )
        ]
        config.pay_link_amount_max = 200
        values = config._load_pos_data_read(config, config)[0]
        self.assertTrue(values["pay_link_enabled"])
        limits = (values["pay_link_amount_min"], values["pay_link_amount_max"])
        self.assertEqual(limits, (5, 200))
        self.assertEqual(values["pay_link_sms_country_ids"], belgium.ids)
        company.pay_link_enabled = False
        values = config._load_pos_data_read(config, config)[0]
        self.assertFalse(values["pay_link_enabled"])

    def test_page_opens(self):
        with Form(self.env["res.config.settings"]) as form:
            form.pos_config_id = self.pos_config_usd
            self.assertTrue(form.pos_pay_link_enabled)

    def test_cashiers_change_no_settings(self):
        cashier = new_test_user(
            self.env,
            login="pay_link_settings_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=self.env.company.id,
        )
        config = self.pos_config_usd.with_user(cashier)
        self.assertTrue(config.pay_link_enabled)
        with self.assertRaises(AccessError):
            config.pay_link_amount_max = 5
