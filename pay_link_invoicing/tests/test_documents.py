from unittest.mock import patch

from lxml import html

from odoo.tests import new_test_user, tagged

from .common import PayLinkCommon


@tagged("post_install", "-at_install")
class TestDocuments(PayLinkCommon):
    """The link on the PDFs and in the mails that Odoo makes of documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "ada@example.com"
        cls.env.company.pay_link_on_documents = True
        cls.invoice = cls._make_invoice()

    # === PRINT === #

    def _print(self, document):
        reports = self.env["ir.actions.report"]
        content, _type = reports._render_qweb_html(
            document._pay_link_get_report(), document.ids
        )
        return content.decode()

    def test_documents_show_the_address_and_its_code(self):
        for document in (self.order, self.invoice):
            self.assertNotIn("pay_link_on_document", self._print(document))
            link = self._make_link(document)
            text = self._print(document)
            page = html.fromstring(text)
            [block] = page.xpath("//div[@id='pay_link_on_document']")
            self.assertIn(link.url, block.text_content())
            [source] = block.xpath(".//img/@src")
            self.assertTrue(source.startswith("data:image/png;base64,"), source[:40])
            link._deactivate()
            self.assertNotIn("pay_link_on_document", self._print(document))

    def test_documents_show_none_unless_the_company_wants_it(self):
        self._make_link(self.invoice)
        self.env.company.pay_link_on_documents = False
        self.assertNotIn("/pay/", self._print(self.invoice))

    def test_paid_documents_show_none(self):
        self._pay(self._make_link(self.invoice))
        self.assertNotIn("pay_link_on_document", self._print(self.invoice))

    def test_proforma_shows_none(self):
        self._make_link(self.order)
        order = self.order.with_context(proforma=True)
        reports = self.env["ir.actions.report"].with_context(proforma=True)
        content, _type = reports._render_qweb_html(
            "sale.action_report_saleorder", order.ids
        )
        self.assertNotIn("pay_link_on_document", content.decode())

    def test_one_way_to_pay_on_an_invoice(self):
        self.env.company.link_qr_code = True
        self.assertIn('id="payment_link_qrcode"', self._print(self.invoice))
        link = self._make_link(self.invoice)
        self.assertNotIn('id="payment_link_qrcode"', self._print(self.invoice))
        self.env.company.pay_link_on_documents = False
        text = self._print(self.invoice)
        self.assertIn('id="payment_link_qrcode"', text)
        self.assertIn(link.url, text)

    # === MAIL === #

    def _send_invoice(self, invoice, partners=None):
        """Send by Odoo's own dialog; return the mails' bodies by address."""
        wizard = (
            self.env["account.move.send.wizard"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"sending_methods": ["email"]})
        )
        if partners:
            wizard.mail_partner_ids = partners
        return self._catch_mails(wizard.action_send_and_print)

    def _catch_mails(self, action):
        """Return the bodies of the mails of an action by address."""
        bodies = {}

        def send(mails, **_kwargs):
            for mail in mails:
                for partner in mail.recipient_ids:
                    bodies[partner.email_normalized] = mail.body_html

        mail_model = type(self.env["mail.mail"])
        with (
            patch.object(mail_model, "send", send),
            patch.object(mail_model, "send_after_commit", send),
        ):
            action()
        return bodies

    def test_sending_an_invoice_makes_its_link(self):
        bodies = self._send_invoice(self.invoice)
        link = self.invoice.pay_link_ids
        self.assertEqual((len(link), link.state), (1, "active"))
        self.assertIn(link.url, bodies["ada@example.com"])
        self.assertIn("Pay ", bodies["ada@example.com"])

    def test_sending_it_again_keeps_the_link(self):
        link = self._make_link(self.invoice)
        bodies = self._send_invoice(self.invoice)
        self.assertEqual(self.invoice.pay_link_ids, link)
        self.assertIn(link.url, bodies["ada@example.com"])

    def test_only_the_customer_gets_the_address(self):
        other = self.env["res.partner"].create(
            {"name": "Bookkeeper", "email": "books@example.com"}
        )
        colleague = new_test_user(
            self.env,
            "document_colleague",
            "account.group_account_invoice",
            email="colleague@example.com",
            notification_type="email",
        )
        self.invoice.message_subscribe(colleague.partner_id.ids)
        partners = self.partner | other | colleague.partner_id
        bodies = self._send_invoice(self.invoice, partners)
        url = self.invoice.pay_link_ids.url
        self.assertIn(url, bodies["ada@example.com"])
        for address in ("books@example.com", "colleague@example.com"):
            self.assertIn(address, bodies)
            self.assertNotIn("/pay/", bodies[address])

    def test_no_link_is_made_where_none_is_wanted(self):
        cases = {
            "company": lambda: self.env.company.write({"pay_link_on_documents": False}),
            "off": lambda: self.env.company.write({"pay_link_enabled": False}),
            "provider": lambda: (
                self.env["payment.provider"].search([]).write({"state": "disabled"})
            ),
        }
        for name, switch in cases.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                switch()
                bodies = self._send_invoice(self._make_invoice())
                self.assertIn("ada@example.com", bodies)
                self.assertNotIn("/pay/", bodies["ada@example.com"])
                savepoint.rollback()
        self.invoice.pay_link_blocked = True
        bodies = self._send_invoice(self.invoice)
        self.assertFalse(self.invoice.pay_link_ids)
        self.assertNotIn("/pay/", bodies["ada@example.com"])

    def test_what_is_paid_is_sent_without(self):
        self._pay(self._make_link(self.invoice))
        bodies = self._send_invoice(self.invoice)
        self.assertNotIn("/pay/", bodies["ada@example.com"])

    def test_other_mails_about_the_invoice_stay_as_they_are(self):
        self._make_link(self.invoice)
        bodies = self._catch_mails(
            lambda: self.invoice.message_post(
                body="A question",
                partner_ids=self.partner.ids,
                subtype_xmlid="mail.mt_comment",
            )
        )
        self.assertNotIn("/pay/", bodies["ada@example.com"])

    def _send_quotation(self, order):
        action = order.action_quotation_send()
        composer = (
            self.env["mail.compose.message"]
            .with_context(**action["context"])
            .create({})
        )
        return self._catch_mails(composer._action_send_mail)

    def test_quotation_leads_to_its_link(self):
        self.assertNotIn("/pay/", self._send_quotation(self.order)["ada@example.com"])
        self.assertFalse(self.order.pay_link_ids)
        link = self._make_link(self.order)
        self.assertIn(link.url, self._send_quotation(self.order)["ada@example.com"])

    def test_quotation_to_sign_leads_to_the_signature(self):
        self.order.require_signature = True
        self._make_link(self.order)
        bodies = self._send_quotation(self.order)
        self.assertNotIn("/pay/", bodies["ada@example.com"])
