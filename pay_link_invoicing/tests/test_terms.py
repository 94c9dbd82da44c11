from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestTerms(PayLinkCommon):
    """New links follow the settings of the company and of the document."""

    def test_a_company_that_switched_links_off_makes_none(self):
        older = self._make_link(self.order)
        self.env.company.pay_link_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self._make_link(self._make_invoice())
        self.assertTrue(older._is_payable())

    def test_a_document_without_link(self):
        self.order.pay_link_blocked = True
        self.assertFalse(self.order.pay_link_is_due)
        with self.assertRaisesRegex(UserError, "no pay link"):
            self._make_link(self.order)

    def test_new_documents_start_with_the_settings_and_keep_their_own(self):
        self.env.company.write(
            {
                "pay_link_provider_id": self.provider.id,
                "pay_link_allow_partial": True,
            }
        )
        for document in (self._make_order(), self._make_invoice()):
            with self.subTest(model=document._name):
                self.assertEqual(document.pay_link_provider_id, self.provider)
                link = self._make_link(document)
                self.assertEqual(link.provider_ids, self.provider)
                self.assertTrue(link.allow_partial)
        own = self._make_order(pay_link_provider_id=False, pay_link_allow_partial=False)
        link = self._make_link(own)
        self.assertFalse(link.provider_ids or link.allow_partial)

    def test_a_document_of_another_company_starts_with_none_of_these(self):
        self.env.company.write(
            {
                "pay_link_provider_id": self.provider.id,
                "pay_link_allow_partial": True,
            }
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        companies = self.env.company | other  # the first one is the current one
        orders = self.env["sale.order"].with_context(allowed_company_ids=companies.ids)
        order = orders.create({"partner_id": self.partner.id, "company_id": other.id})
        self.assertFalse(order.pay_link_provider_id or order.pay_link_allow_partial)

    def test_documents_of_before_are_left_alone(self):
        self.env.company.pay_link_allow_partial = True
        self.assertFalse(self.order.pay_link_allow_partial)

    def test_a_provider_that_stopped_limits_no_link(self):
        self.order.pay_link_provider_id = self.provider
        self.provider.state = "disabled"
        self.assertFalse(self._make_link(self.order).provider_ids)

    def test_a_seller_makes_the_link_of_a_provider_nobody_shows_them(self):
        seller = new_test_user(
            self.env, "terms_seller", groups="sales_team.group_sale_salesman"
        )
        order = self._make_order(user_id=seller.id)
        order.pay_link_provider_id = self.provider
        link = (
            self.env["pay.link"]
            .with_user(seller)
            .create({"res_model": "sale.order", "res_id": order.id})
        )
        self.assertEqual(link.sudo().provider_ids, self.provider)
        self.assertEqual(
            order.with_user(seller).pay_link_provider_name, self.provider.name
        )

    @freeze_time("2030-03-01 10:00:00")
    def test_links_are_valid_for_the_days_of_the_settings(self):
        self.env.company.pay_link_validity_days = 10
        link = self._make_link(self._make_invoice())
        self.assertEqual(link.expires_at, datetime(2030, 3, 11, 10))

    @freeze_time("2030-03-01 10:00:00")
    def test_the_sooner_end_counts(self):
        self.env.company.pay_link_validity_days = 10
        self.order.validity_date = datetime(2030, 3, 4).date()
        link = self._make_link(self.order)
        self.assertLess(link.expires_at, datetime(2030, 3, 5))

    def test_they_never_end_unless_set(self):
        self.assertFalse(self._make_link(self._make_invoice()).expires_at)

    def test_the_due_date_of_the_document_is_kept(self):
        invoice = self._make_invoice(invoice_date_due="2031-05-06")
        self.assertEqual(self._make_link(invoice).due_date, invoice.invoice_date_due)

    def test_several_links_of_a_document_where_none_replaces_another(self):
        self.env.company.pay_link_supersede = False
        first = self._make_link(self.order, amount=400.0)
        second = self._make_link(self.order, amount=600.0)
        self.assertEqual((first.state, second.state), ("active", "active"))
        self._pay(first)
        self.assertAmounts(second, paid=0.0, due=600.0)
        self._pay(second)
        self.assertEqual(self.order._pay_link_get_amounts()["amount_due"], 0.0)
        self.assertEqual({first.payment_exception, second.payment_exception}, {"none"})

    def test_two_links_never_ask_more_than_the_document_owes(self):
        self.env.company.pay_link_supersede = False
        first = self._make_link(self.order)
        second = self._make_link(self.order)
        self._pay(first)
        second.invalidate_recordset()
        self.assertFalse(second._is_payable())

    def test_a_link_that_stands_beside_others_stays_when_the_setting_changes(self):
        self.env.company.pay_link_supersede = False
        beside = self._make_link(self.order, amount=400.0)
        self.env.company.pay_link_supersede = True
        self._make_link(self.order)
        self.assertEqual(beside.state, "active")


@tagged("post_install", "-at_install")
class TestLimits(PayLinkCommon):
    """A link asks neither too little nor too much."""

    def test_unless_set(self):
        limits = self.env.company._pay_link_get_limits(self.currency)
        self.assertEqual(limits, (0.50, 1_000_000.0))

    def test_a_currency_without_cents_has_no_half(self):
        yen = self.env.ref("base.JPY")
        yen.rounding = 1.0
        self.assertEqual(self.env.company._pay_link_get_limits(yen)[0], 1.0)

    def test_a_currency_with_small_units_has_a_larger_limit(self):
        dong = self.env.ref("base.VND")
        limits = self.env.company._pay_link_get_limits(dong)
        self.assertEqual(limits[1], 10_000_000_000.0)

    def test_too_little(self):
        with self.assertRaisesRegex(ValidationError, "at least"):
            self._make_link(self.order, amount=0.49)
        self.assertEqual(self._make_link(self.order, amount=0.50).amount, 0.50)

    def test_too_much_for_the_currency(self):
        limit = self.env["pay.link.limit"].create(
            {"currency_id": self.currency.id, "amount_min": 10, "amount_max": 999.99}
        )
        with self.assertRaisesRegex(ValidationError, "at most"):
            self._make_link(self.order)
        limit.amount_max = 1000.0
        self.assertTrue(self._make_link(self.order))

    def test_of_another_company_or_currency_do_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._enable_currency("CHF")
        self.env["pay.link.limit"].create(
            [
                {
                    "company_id": other.id,
                    "currency_id": self.currency.id,
                    "amount_max": 10,
                },
                {"currency_id": foreign.id, "amount_max": 10},
            ]
        )
        self.assertTrue(self._make_link(self.order))

    @mute_logger("odoo.sql_db")
    def test_must_make_sense(self):
        for values in (
            {"amount_min": 10, "amount_max": 9},
            {"amount_min": -1},
            {"amount_max": 0, "amount_min": 0},
        ):
            with self.subTest(**values), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.env["pay.link.limit"].create(
                        {"currency_id": self.currency.id, **values}
                    )

    def test_sellers_do_not_set_them(self):
        seller = new_test_user(
            self.env, "limit_seller", groups="sales_team.group_sale_manager"
        )
        with self.assertRaises(AccessError):
            self.env["pay.link.limit"].with_user(seller).create(
                {"currency_id": self.currency.id}
            )


@tagged("post_install", "-at_install")
class TestSettings(PayLinkCommon):
    """The settings are shown under Invoicing and under Sales, and are kept."""

    def _get_arch(self):
        arch, _view = self.env["res.config.settings"]._get_view(
            self.env.ref("base.res_config_settings_view_form").id
        )
        return arch

    def test_shown_in_both_places(self):
        arch = self._get_arch()
        for app, block in (
            ("account", "pay_link_settings"),
            ("sale_management", "pay_link_settings_sales"),
        ):
            with self.subTest(app=app):
                found = arch.find(f".//app[@name='{app}']//block[@id='{block}']")
                names = {node.get("name") for node in found.iter("field")}
                self.assertLessEqual(
                    {"pay_link_enabled", "pay_link_validity_days", "automatic_invoice"},
                    names,
                )

    def test_kept(self):
        belgium = self.env.ref("base.be")
        self.env["res.config.settings"].create(
            {
                "pay_link_validity_days": 14,
                "pay_link_supersede": False,
                "pay_link_sms_country_ids": [Command.set(belgium.ids)],
                "pay_link_text": "Delivered within three days.",
            }
        ).execute()
        company = self.env.company
        self.assertEqual(company.pay_link_validity_days, 14)
        self.assertFalse(company.pay_link_supersede)
        self.assertEqual(company.pay_link_sms_country_ids, belgium)
        self.assertEqual(company.pay_link_text, "Delivered within three days.")

    def test_offers_the_companys_own_providers_that_work(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.provider.copy({"company_id": other.id, "state": "test"})
        disabled = self.provider.copy({"state": "disabled"})
        settings = self.env["res.config.settings"].create({})
        info = settings.fields_get(["pay_link_provider_id"])["pay_link_provider_id"]
        values = {"company_id": self.env.company.id}
        domain = safe_eval(str(info["domain"]), values)
        offered = self.env["payment.provider"].search(domain)
        self.assertIn(self.provider, offered)
        self.assertFalse(offered & (foreign | disabled))

    def test_tells_a_company_that_nobody_can_pay(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.pay_link_has_provider)
        self.env["payment.provider"].search([]).state = "disabled"
        settings.invalidate_recordset()
        self.assertFalse(settings.pay_link_has_provider)
