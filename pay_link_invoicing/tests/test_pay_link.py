from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..const import ALLOWED_MOVES, STATES, TOKEN_PATTERN
from .common import PayLinkCommon

LOGGER = "odoo.addons.pay_link_invoicing.models.pay_link"
LIFE = "odoo.addons.pay_link_invoicing.models.pay_link_life"


@tagged("post_install", "-at_install")
class TestCreate(PayLinkCommon):
    def test_references_are_enough(self):
        link = self.env["pay.link"].create(
            {"res_model": "sale.order", "res_id": self.order.id}
        )
        self.assertRegex(link.name, r"^PL/\d{4}/\d{5}$")
        self.assertRecordValues(
            link,
            [
                {
                    "state": "active",
                    "payment_state": "unpaid",
                    "payment_exception": "none",
                    "amount": 1000.0,
                    "amount_due": 1000.0,
                    "amount_paid": 0.0,
                    "partner_id": self.order.partner_invoice_id.id,
                    "company_id": self.order.company_id.id,
                    "currency_id": self.order.currency_id.id,
                    "email": self.partner.email,
                    "document_name": self.order.name,
                }
            ],
        )

    def test_address_holds_a_fresh_token(self):
        first, second = self._make_link(self.order), self._make_link(self._make_order())
        self.assertRegex(first.token, f"^{TOKEN_PATTERN}$")
        self.assertNotEqual(first.token, second.token)
        self.assertTrue(first.url.endswith(f"/pay/{first.token}"))

    def test_found_by_its_number_and_by_its_document(self):
        link = self._make_link(self.order)
        for text in (link.name, self.order.name):
            found = self.env["pay.link"].name_search(text)
            self.assertEqual(found, [(link.id, f"{link.name} ({self.order.name})")])

    def test_deposit(self):
        link = self._make_link(self.order, amount=300.0)
        self.assertEqual(link.amount_due, 300.0)

    def test_amount_must_be_payable(self):
        numbers = (-1, 1000.01, float("nan"), float("inf"), 1e308, 10**400)
        for amount in (0, *numbers, "100", True, [100], {"amount": 100}):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                self._make_link(self.order, amount=amount)
        self.assertFalse(self.order.pay_link_ids)

    def test_amount_stays_positive_on_write(self):
        link = self._make_link(self.order)
        for amount in (-5, 0, False, None):
            with self.subTest(amount=amount), self.assertRaises(ValidationError):
                link.write({"amount": amount})
        with self.assertRaises(ValidationError):
            link.write({"amount_min": -1})
        numbers = (1001, float("nan"), float("inf"), 1e308, 10**400)
        for amount in (*numbers, "100", True, [100]):
            for name in ("amount", "amount_min"):
                with (
                    self.subTest(name=name, amount=amount),
                    self.assertRaises(ValidationError),
                ):
                    link.write({name: amount})

    def test_document_rules_customer_company_currency(self):
        other = self.env["res.partner"].create({"name": "Somebody else"})
        company = self.env["res.company"].create({"name": "Another company"})
        for values in (
            {"partner_id": other.id},
            {"company_id": company.id},
            {"currency_id": self._enable_currency("CHF").id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._make_link(self.order, **values)

    def test_unknown_documents_are_refused(self):
        for res_model, res_id in (
            ("res.country", 1),
            ("pay.link.mixin", 1),
            ("no.such.model", 1),
            (None, 1),
            ("sale.order", 0),
            ("sale.order", 2**31 - 1),
            ("sale.order", "1"),
            ("sale.order", True),
            ("sale.order", [1]),
            (["sale.order"], 1),
        ):
            with self.subTest(res_model=res_model), self.assertRaises(UserError):
                self.env["pay.link"].create({"res_model": res_model, "res_id": res_id})

    def test_newer_link_supersedes(self):
        older = self._make_link(self.order)
        newer = self._make_link(self.order, amount=400.0)
        self.assertEqual(older.state, "deactivated")
        self.assertEqual(older.superseded_by_id, newer)
        self.assertTrue(older.deactivated_at)
        self.assertEqual(newer.state, "active")

    def test_two_in_one_call(self):
        values = {"res_model": "sale.order", "res_id": self.order.id}
        links = self.env["pay.link"].create([dict(values), dict(values)])
        self.assertEqual(links.mapped("state"), ["deactivated", "active"])

    def test_one_active_link_a_document_whatever_writes_it(self):
        """The database itself holds what the code promises."""
        older = self._make_link(self.order)
        self._make_link(self.order)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.env.cr.execute(
                "UPDATE pay_link SET state = 'active' WHERE id = %s", [older.id]
            )
        self.assertIn("pay_link_active_uniq", str(caught.exception))

    def test_link_on_another_document_is_left_alone(self):
        other = self._make_link(self._make_order())
        self._make_link(self.order)
        self.assertEqual(other.state, "active")

    def test_copy_and_unlink(self):
        link = self._make_link(self.order)
        with self.assertRaises(UserError):
            link.copy()
        link.unlink()
        used = self._make_link(self.order)
        self._make_attempt(used)
        with self.assertRaises(UserError):
            used.unlink()


@tagged("post_install", "-at_install")
class TestMoves(PayLinkCommon):
    def test_each_move(self):
        """Legal moves happen, illegal ones are logged and refused, none raises."""
        for source in dict(STATES):
            for target in dict(STATES):
                link = self._make_link(self._make_order())
                link.sudo().write({"state": source})
                allowed = target in ALLOWED_MOVES[source]
                with self.subTest(source=source, target=target):
                    if allowed or source == target:
                        with self.assertNoLogs(LOGGER, "WARNING"):
                            moved = link._move_to(target)
                    else:
                        with self.assertLogs(LOGGER, "WARNING"):
                            moved = link._move_to(target)
                    self.assertEqual(bool(moved), allowed)
                    self.assertEqual(link.state, target if allowed else source)

    def test_table_is_the_design(self):
        self.assertEqual(
            ALLOWED_MOVES,
            {
                "active": {"paid", "deactivated", "expired"},
                "expired": {"active"},
                "paid": {"active"},
                "deactivated": set(),
            },
        )

    def test_users_cannot_write_what_the_server_decides(self):
        link = self._make_link(self.order)
        seller = self._prepare_user(self.internal_user, "sales_team.group_sale_manager")
        for field in ("state", "token", "partner_id", "res_id", "paid_at"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                link.with_user(seller).write({field: False})
        link.with_user(seller).write({"email": "new@example.com"})
        self.assertEqual(link.email, "new@example.com")

    def test_users_cannot_choose_it_on_create_either(self):
        seller = self._prepare_user(self.internal_user, "sales_team.group_sale_manager")
        link = (
            self.env["pay.link"]
            .with_user(seller)
            .create(
                {
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                    "state": "paid",
                    "token": "chosen",
                }
            )
        )
        self.assertEqual(link.state, "active")
        self.assertNotEqual(link.sudo().token, "chosen")

    def test_deactivate_releases_the_open_attempt(self):
        link = self._make_link(self.order)
        attempt = self._make_attempt(link)
        link.action_deactivate()
        self.assertEqual((link.state, attempt.state), ("deactivated", "cancel"))

    def test_deleted_document(self):
        link = self._make_link(self.order)
        self.order.unlink()
        self.assertEqual((link.state, link.amount_due), ("deactivated", 0.0))

    def test_expiry_by_clock_and_by_cron(self):
        link = self._make_link(self.order)
        other = self._make_link(
            self._make_order(),
            expires_at=fields.Datetime.now() + timedelta(days=1),
        )
        link.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(link._get_effective_state(), "expired")
        self.assertFalse(link._is_payable())
        with self.enter_registry_test_mode():
            self.env.ref(
                "pay_link_invoicing.cron_pay_link_expire"
            ).sudo().method_direct_trigger()
        (link + other).invalidate_recordset()
        self.assertEqual(link.state, "expired")
        self.assertEqual(other.state, "active")

    def test_many_expire_in_several_runs(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        links = self.env["pay.link"].browse()
        for _number in range(3):
            links += self._make_link(self._make_order())
        links.expires_at = past
        cron = self.env.ref("pay_link_invoicing.cron_pay_link_expire").sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        with patch(f"{LIFE}.BATCH_SIZE", 2), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        links.invalidate_recordset()
        self.assertEqual(sorted(links.mapped("state")), ["active", *["expired"] * 2])
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]), "runs again")

    def test_renew_expired(self):
        link = self._make_link(self.order)
        link.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        link._move_to("expired")
        link.action_renew()
        self.assertEqual((link.state, link.expires_at), ("active", False))
        self.assertTrue(link._is_payable())

    def test_renew_supersedes_the_link_made_meanwhile(self):
        link = self._make_link(self.order)
        link._move_to("expired")
        link.flush_recordset()
        meanwhile = self._make_link(self.order)
        link.action_renew()
        self.assertEqual(link.state, "active")
        self.assertEqual(meanwhile.state, "deactivated")
        self.assertEqual(meanwhile.superseded_by_id, link)

    def test_renew_is_refused(self):
        active = self._make_link(self.order)
        with self.assertRaises(UserError):
            active.action_renew()
        active.action_deactivate()
        with self.assertRaises(UserError):
            active.action_renew()
        paid = self._make_link(self._make_order())
        self._pay(paid)
        self.assertEqual(paid.state, "paid")
        with self.assertRaises(UserError):  # nothing is due
            paid.action_renew()

    def test_renew_paid_link_whose_debt_a_refund_reopened(self):
        link = self._make_link(self.order)
        attempt = self._pay(link)
        refund = attempt._create_child_transaction(1000.0, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertAmounts(link, paid=0.0, due=1000.0)
        self.assertEqual((link.state, link.payment_state), ("paid", "refunded"))
        link.action_renew()
        self.assertEqual(link.state, "active")
