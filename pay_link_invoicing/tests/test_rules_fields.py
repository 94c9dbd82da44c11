from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..const import SERVER_FIELDS
from .rules_common import RulesCommon


@tagged("post_install", "-at_install")
class TestRulesFields(RulesCommon):
    """What the server says is written by nobody, and read by whom it concerns."""

    def test_nobody_writes_what_the_server_says(self):
        values = {
            "state": "paid",
            "payment_exception": "over",
            "name": "PL/1",
            "token": "x" * 32,
            "partner_id": self.stranger.partner_id.id,
            "res_id": self.invoice_link.res_id,
            "paid_at": fields.Datetime.now(),
        }
        for user in (self.seller, self.manager, self.biller):
            for name in SERVER_FIELDS:
                value = values.get(name, False)
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self.link.with_user(user).write({name: value})
        self.assertEqual(self.link.state, "active")

    def test_what_is_computed_is_written_by_the_server(self):
        stored = {
            field.name
            for field in self.link._fields.values()
            if field.compute and field.store
        }
        self.assertIn("payment_state", stored)
        self.assertFalse(stored - self.link._get_server_fields())

    def test_seller_writes_the_terms(self):
        link = self.link.with_user(self.seller)
        link.write({"expires_at": "2099-01-01", "email": "new@customer.example"})
        self.assertEqual(link.email, "new@customer.example")

    def test_nobody_chooses_what_the_server_says_of_a_new_link(self):
        link = (
            self.env["pay.link"]
            .with_user(self.seller)
            .create(
                {
                    "res_model": "sale.order",
                    "res_id": self.order.id,
                    "state": "paid",
                    "token": "x" * 32,
                    "name": "PL/1",
                    "paid_at": fields.Datetime.now(),
                }
            )
        )
        self.assertEqual(link.state, "active")
        self.assertNotEqual(link.sudo().token, "x" * 32)
        self.assertNotEqual(link.name, "PL/1")
        self.assertFalse(link.paid_at)

    def test_nobody_sees_the_dialog_of_another_user(self):
        wizard = (
            self.env["pay.link.send"]
            .with_user(self.seller)
            .create({"res_model": "sale.order", "res_id": self.order.id})
        )
        self.assertTrue(wizard.read(["amount"]))
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).read(["amount"])

    def test_nobody_sees_the_providers_in_the_dialog_of_another_user(self):
        wizard = (
            self.env["pay.link.send"]
            .with_user(self.seller)
            .create({"res_model": "sale.order", "res_id": self.order.id})
        )
        line = wizard.provider_line_ids[0]
        self.assertTrue(line.read(["name"]))
        with self.assertRaises(AccessError):
            line.with_user(self.manager).accepted = False
