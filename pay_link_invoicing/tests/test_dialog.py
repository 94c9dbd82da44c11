from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestAmounts(DialogCommon):
    """The amount to ask is a choice."""

    def _make_instalments(self):
        """An invoice of 1,000: 30 % at once, the rest in two parts later."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Three parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": p, "nb_days": d}
                    )
                    for p, d in ((30, 0), (50, 30), (20, 60))
                ],
            }
        )
        return self._make_invoice(
            invoice_payment_term_id=terms.id,
            invoice_date=fields.Date.today() - timedelta(days=45),
        )

    def test_deposit_in_percent_of_the_total(self):
        wizard = self._open(amount_choice="percent", amount_percent=40)
        self.assertEqual(wizard.amount, 400)

    def test_deposit_is_no_more_than_what_is_due(self):
        self._pay(self._make_link(self.order, amount=900))
        self.assertEqual(
            self._open(amount_choice="percent", amount_percent=40).amount, 100
        )

    def test_proposes_the_deposit_that_confirms(self):
        self.order.write({"require_payment": True, "prepayment_percent": 0.25})
        self.assertEqual(self._open(amount_choice="percent").amount, 250)

    def test_deposit_in_money(self):
        wizard = self._open(amount=123.45)
        self.assertEqual((wizard.amount_choice, wizard.amount), ("other", 123.45))

    def test_back_to_everything(self):
        wizard = self._open(amount=123.45)
        form = Form(wizard)
        form.amount_choice = "full"
        self.assertEqual(form.save().amount, 1000)

    def test_instalments(self):
        invoice = self._make_instalments()
        choices = invoice._pay_link_get_choices()
        self.assertEqual(choices, {"next": 300.0, "overdue": 800.0})
        wizard = self._open(invoice, self.env.user, amount_choice="overdue")
        self.assertEqual(wizard.amount, 800)
        self.assertEqual(wizard.amount_choices, "full,percent,next,overdue,other")
        wizard.action_create_link()
        self.assertEqual(invoice.pay_link_ids.amount, 800)

    def test_next_instalment_after_the_first(self):
        invoice = self._make_instalments()
        self._pay(self._make_link(invoice, amount=300))
        choices = invoice._pay_link_get_choices()
        self.assertEqual(choices, {"next": 500.0, "overdue": 500.0})

    def test_offers_no_instalments_where_there_are_none(self):
        self.assertEqual(self._make_invoice()._pay_link_get_choices(), {})
        self.assertEqual(self._open().amount_choices, "full,percent,other")

    def test_keeps_to_the_limits_of_the_company(self):
        self.env["pay.link.limit"].create(
            {"currency_id": self.currency.id, "amount_min": 50, "amount_max": 600}
        )
        for amount, word in ((49.99, "at least"), (600.01, "at most")):
            with self.subTest(amount=amount):
                wizard = self._open(amount=amount)
                self.assertFalse(wizard.can_create or wizard.can_send)
                self.assertIn(word, wizard.alerts["problem"]["message"])
        self.assertTrue(self._open(amount=600).can_send)

    def test_starts_with_the_terms_of_the_document(self):
        self.env.company.pay_link_validity_days = 5
        self.order.pay_link_allow_partial = True
        wizard = self._open()
        self.assertTrue(wizard.allow_partial)
        self.assertLess(
            wizard.expires_at, fields.Datetime.now() + timedelta(days=5, minutes=1)
        )

    def test_starts_with_the_provider_of_the_document(self):
        other = self.provider.copy({"name": "Other", "state": "test"})
        self.order.pay_link_provider_id = other
        wizard = self._open()
        accepted = wizard.provider_line_ids.filtered("accepted")
        self.assertEqual(accepted.sudo().provider_id, other)
        wizard.action_create_link()
        self.assertEqual(self.order.pay_link_ids.sudo().provider_ids, other)

    def test_carries_the_capture_mode(self):
        self.provider.capture_manually = True
        self._open(capture_mode="manual").action_create_link()
        self.assertEqual(self.order.pay_link_ids.capture_mode, "manual")


@tagged("post_install", "-at_install")
class TestChannels(DialogCommon):
    """Who gets it, and by which way."""

    def test_sms_is_proposed_where_there_is_no_mail(self):
        wizard = self._open()
        self.assertEqual((wizard.by_email, wizard.by_sms), (True, False))
        self.partner.email = False
        wizard = self._open()
        self.assertEqual((wizard.by_email, wizard.by_sms), (False, True))
        self.assertTrue(wizard.can_send)

    def test_sends_by_several_channels(self):
        action = self._open(by_sms=True, note="See you on Monday.").action_send()
        link = self.order.pay_link_ids
        self.assertEqual(
            {(sending.channel, sending.address) for sending in link.sending_ids},
            {("email", "norbert@customer.example"), ("sms", "+32470123456")},
        )
        self.assertEqual(link.phone, "+32470123456")
        self.assertEqual(link.note, "See you on Monday.")
        self.assertEqual(
            action["params"]["next"]["type"], "ir.actions.act_window_close"
        )

    def test_a_bad_address_is_no_matter_where_the_channel_is_off(self):
        wizard = self._open(email="norbert", by_email=False, by_sms=True)
        self.assertTrue(wizard.can_send)
        self.assertNotIn("email", wizard.alerts or {})
        wizard.action_send()
        self.assertEqual(self.order.pay_link_ids.sending_ids.channel, "sms")

    def test_sends_by_no_channel_at_all(self):
        wizard = self._open(by_email=False)
        self.assertFalse(wizard.can_send)
        self.assertTrue(wizard.can_create)
        with self.assertRaises(UserError):
            wizard.action_send()

    def test_tells_what_is_wrong_with_the_phone(self):
        for phone, word in (
            ("12", "not a valid phone"),
            (False, "no phone"),
            ("+32470123456, +32470123457", "several phone"),
        ):
            with self.subTest(phone=phone):
                wizard = self._open(phone=phone, by_sms=True)
                self.assertFalse(wizard.can_send or wizard.can_chat)
                self.assertIn(word, wizard.alerts["sms"]["message"])
                with self.assertRaises(UserError):
                    wizard.action_send()
                with self.assertRaises(UserError):
                    wizard.action_whatsapp()
        self.assertFalse(self.order.pay_link_ids)

    def test_tells_where_no_sms_is_allowed(self):
        self.env.company.pay_link_sms_country_ids = self.env.ref("base.fr")
        wizard = self._open(by_sms=True)
        self.assertFalse(wizard.can_send)
        self.assertIn("Belgium", wizard.alerts["sms"]["message"])
        self.assertTrue(wizard.can_chat)
        self.assertTrue(self._open(by_sms=True, phone="+33612345678").can_send)

    def test_sends_nothing_that_nobody_could_pay(self):
        self.env["payment.provider"].sudo().search([]).state = "disabled"
        wizard = self._open()
        self.assertFalse(wizard.can_send)
        self.assertIn("set up", wizard.alerts["provider"]["message"])
        self.assertNotIn("action", wizard.alerts["provider"])
        self.env.user.group_ids |= self.env.ref("base.group_system")
        alert = self._open(user=self.env.user).alerts["provider"]
        self.assertEqual(alert["action"]["res_model"], "payment.provider")

    def test_saves_the_mended_address_on_the_customer(self):
        self.partner.email = "norbert@customer"
        manager = self.env.user
        wizard = self._open(user=manager)
        self.assertFalse(wizard.can_save_email or wizard.can_send)
        wizard = self._open(
            user=manager, email="Norbert@Customer.example", phone="0470 12 34 57"
        )
        self.assertTrue(wizard.can_save_email and wizard.can_save_phone)
        wizard.action_save_email()
        action = wizard.action_save_phone()
        self.assertEqual(self.partner.email, "norbert@customer.example")
        self.assertEqual(self.partner.phone, "+32470123457")
        self.assertEqual((action["res_id"], action["target"]), (wizard.id, "new"))
        self.assertFalse(wizard.can_save_email or wizard.can_save_phone)

    def test_a_number_that_is_written_in_another_way_is_no_other(self):
        wizard = self._open(user=self.env.user, phone="+32 470 123 456")
        self.assertFalse(wizard.can_save_phone)

    def test_who_may_not_write_customers_saves_nothing(self):
        stranger = self.env["res.partner"].with_user(self.seller)
        if stranger.has_access("write"):
            self.seller.group_ids -= self.env.ref("base.group_partner_manager")
        wizard = self._open(email="other@customer.example")
        self.assertFalse(wizard.can_save_email)
        with self.assertRaises(AccessError):
            wizard.action_save_email()

    def test_whatsapp(self):
        action = self._open().action_whatsapp()
        link = self.order.pay_link_ids
        url = urlsplit(action["url"])
        self.assertEqual((url.netloc, url.path), ("wa.me", "/32470123456"))
        (text,) = parse_qs(url.query)["text"]
        for part in (link.url, self.order.name, self.env.company.name):
            self.assertIn(part, text)
        self.assertEqual(action["target"], "new")
        self.assertEqual(link.sending_ids.channel, "whatsapp")

    def test_copy_and_qr(self):
        for method, mode in (("action_copy", "copy"), ("action_show_qr", "qr")):
            with self.subTest(mode=mode):
                action = getattr(self._open(), method)()
                link = self.order.pay_link_ids[:1]
                self.assertEqual(action["tag"], "pay_link_share")
                self.assertEqual(action["params"]["mode"], mode)
                self.assertEqual(action["params"]["url"], link.url)
                self.assertTrue(action["params"]["qr_url"].endswith("/qr.svg"))
                self.assertEqual(link.sending_ids.channel, mode)
