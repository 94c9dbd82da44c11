from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestPayLinkSend(DialogCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda report: "ok")
        )

    def _send(self, **values):
        self._open(**values).action_send()
        return self.order.pay_link_ids

    # === What the dialog proposes === #

    def test_proposes_the_whole_debt_to_the_customer(self):
        wizard = self._open()
        self.assertEqual(wizard.amount, 1000)
        self.assertEqual(wizard.email, "norbert@customer.example")
        self.assertEqual(wizard.partner_id, self.partner)
        self.assertFalse(wizard.alerts)
        self.assertTrue(wizard.can_send)

    def test_creates_a_link_and_opens_it(self):
        action = self._open(amount=300).action_create_link()
        link = self.order.pay_link_ids
        self.assertEqual((action["res_model"], action["res_id"]), ("pay.link", link.id))
        self.assertEqual((link.state, link.amount), ("active", 300))
        self.assertEqual(link.user_id, self.seller)
        self.assertIn(link.name, self.order.message_ids[0].body)

    def test_carries_the_terms_to_the_link(self):
        end = fields.Datetime.now().replace(microsecond=0) + timedelta(days=3)
        self._open(
            allow_partial=True, amount_min=100, expires_at=end
        ).action_create_link()
        link = self.order.pay_link_ids
        self.assertTrue(link.allow_partial)
        self.assertEqual((link.amount_min, link.expires_at), (100, end))

    def test_forgets_the_smallest_payment_without_part_payment(self):
        wizard = self._open(allow_partial=True, amount_min=100)
        wizard.allow_partial = False
        wizard.action_create_link()
        self.assertEqual(self.order.pay_link_ids.amount_min, 0)

    def test_works_for_invoices(self):
        invoice = self._make_invoice()
        self._open(invoice, user=self.env.user).action_create_link()
        self.assertEqual(invoice.pay_link_ids.amount, 1000)

    # === What will happen === #

    def _get_effects(self, document=None, **values):
        return (
            (self._open(document, self.env.user, **values).effects or {})
            .get("effects", {})
            .get("message", "")
        )

    def test_says_that_the_payment_confirms_and_invoices(self):
        self.order.write({"require_payment": True, "prepayment_percent": 1.0})
        effects = self._get_effects()
        self.assertIn("will confirm the quotation", effects)
        self.assertIn("will be invoiced", effects)

    def test_says_that_a_deposit_does_not_confirm(self):
        self.order.write({"require_payment": True, "prepayment_percent": 1.0})
        effects = self._get_effects(amount=400)
        self.assertIn("will not confirm the quotation", effects)
        self.assertIn("deposit", effects)
        self.assertNotIn("invoice", effects)

    def test_says_that_a_deposit_confirms_where_it_is_enough(self):
        self.order.write({"require_payment": True, "prepayment_percent": 0.3})
        effects = self._get_effects(amount=300)
        self.assertIn("will confirm the quotation", effects)
        self.assertIn("down payment invoice", effects)

    def test_promises_no_invoice_without_automatic_invoices(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", False
        )
        self.assertNotIn("invoice", self._get_effects())

    def test_says_what_an_invoice_will_be(self):
        invoice = self._make_invoice()
        self.assertIn("settle the invoice", self._get_effects(invoice))
        self.assertIn("a part of the invoice", self._get_effects(invoice, amount=10))

    # === What is wrong === #

    def test_refuses_amounts_that_are_not_due(self):
        for amount in (0, -5, 1000.01):
            with self.subTest(amount=amount):
                wizard = self._open(amount=amount)
                self.assertFalse(wizard.can_create or wizard.can_send)
                self.assertEqual(wizard.alerts["problem"]["level"], "danger")
                with self.assertRaises(UserError):
                    wizard.action_create_link()
        self.assertFalse(self.order.pay_link_ids)

    def test_refuses_a_smallest_payment_that_nobody_could_make(self):
        for amount_min in (-1, 401):
            with self.subTest(amount_min=amount_min):
                wizard = self._open(
                    amount=400, allow_partial=True, amount_min=amount_min
                )
                self.assertFalse(wizard.can_create)

    def test_refuses_an_end_in_the_past(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        wizard = self._open(expires_at=past)
        self.assertFalse(wizard.can_create)
        with self.assertRaises(UserError):
            wizard.action_create_link()

    def test_sends_to_one_valid_address_only(self):
        for email in (False, "norbert", "a@b.example, c@d.example"):
            with self.subTest(email=email):
                wizard = self._open(email=email)
                self.assertFalse(wizard.can_send)
                self.assertTrue(wizard.can_create)
                self.assertIn("email", wizard.alerts)
                with self.assertRaises(UserError):
                    wizard.action_send()
        self.assertFalse(self.order.pay_link_ids)

    def test_warns_that_the_older_link_is_replaced(self):
        older = self._make_link(self.order)
        wizard = self._open()
        self.assertIn(older.name, wizard.alerts["older"]["message"])
        wizard.action_create_link()
        self.assertEqual(older.state, "deactivated")
        self.assertEqual(older.superseded_by_id, self.order.pay_link_ids - older)

    def test_warns_that_nobody_could_pay(self):
        self.assertNotIn("provider", self._open().alerts or {})
        self.env["payment.provider"].sudo().search([]).state = "disabled"
        self.assertEqual(self._open().alerts["provider"]["level"], "danger")

    # === Providers and methods === #

    def test_limits_the_link_to_the_accepted_providers(self):
        other = self.provider.copy({"name": "Other", "state": "test"})
        wizard = self._open()
        lines = wizard.provider_line_ids
        self.assertLessEqual(
            {self.provider.name, other.name}, set(lines.mapped("name"))
        )
        lines.filtered(lambda line: line.name == other.name).accepted = False
        wizard.action_create_link()
        self.assertEqual(
            self.order.pay_link_ids.sudo().provider_ids,
            lines.sudo().provider_id - other,
        )

    def test_accepts_later_providers_where_none_was_refused(self):
        self._open().action_create_link()
        self.assertFalse(self.order.pay_link_ids.sudo().provider_ids)

    def test_refuses_a_link_without_provider(self):
        wizard = self._open()
        wizard.provider_line_ids.accepted = False
        with self.assertRaises(UserError):
            wizard.action_create_link()

    def test_limits_the_link_to_the_chosen_methods(self):
        wizard = self._open()
        self.assertIn(self.payment_method, wizard.available_method_ids)
        wizard.payment_method_ids = self.payment_method
        wizard.action_create_link()
        self.assertEqual(
            self.order.pay_link_ids.payment_method_ids, self.payment_method
        )

    # === Sending === #

    def test_sends_from_the_seller_to_the_customer(self):
        link = self._send()
        message = link.message_ids.filtered("subject")
        self.assertEqual(message.author_id, self.seller.partner_id)
        self.assertEqual(message.notified_partner_ids, self.partner)
        self.assertIn(link.url, message.body)
        self.assertIn(self.order.name, message.subject)
        self.assertIn(link.name, self.order.message_ids[0].body)

    def test_makes_no_contact_of_another_address(self):
        partners = self.env["res.partner"].search_count([])
        link = self._send(email="boss@customer.example")
        message = link.message_ids.filtered("subject")
        self.assertEqual(message.outgoing_email_to, "boss@customer.example")
        self.assertFalse(message.notified_partner_ids)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        template = self.env.ref("pay_link_invoicing.mail_template_pay_link")
        template.with_context(lang="fr_FR").subject = "Payez {{ object.document_name }}"
        message = self._send().message_ids.filtered("subject")
        self.assertEqual(message.subject, f"Payez {self.order.name}")

    def test_attaches_the_document(self):
        attachment = self._send().message_ids.filtered("subject").attachment_ids
        self.assertEqual(len(attachment), 1)
        self.assertIn(self.order.name, attachment.name)

    def test_sends_without_the_document_where_no_pdf_can_be_made(self):
        with (
            patch.object(
                IrActionsReport, "get_wkhtmltopdf_state", lambda report: "install"
            ),
            self.assertLogs("odoo.addons.pay_link_invoicing", "WARNING"),
        ):
            message = self._send().message_ids.filtered("subject")
        self.assertTrue(message)
        self.assertFalse(message.attachment_ids)

    def test_sends_no_link_that_is_over(self):
        link = self._make_link(self.order)
        link.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        for state in ("active", "expired"):
            link._move_to(state)
            with self.subTest(state=state), self.assertRaises(UserError):
                link.action_send()
            with self.subTest(state=state), self.assertRaises(UserError):
                link._send("email")

    def test_opens_for_nobody_who_may_not_write_the_document(self):
        stranger = new_test_user(
            self.env,
            login="pay_link_other_seller",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        with self.assertRaises(AccessError):
            self._open(user=stranger)
        with self.assertRaises(AccessError):
            self.env["pay.link.send"].with_user(stranger).create(
                {"res_model": "sale.order", "res_id": self.order.id}
            ).action_create_link()
