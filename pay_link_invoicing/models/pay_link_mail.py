import base64
import logging

from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)

MAIL_LAYOUT = "mail.mail_notification_layout"


class PayLink(models.Model):
    """The mails to the customer, and what goes with them."""

    _inherit = "pay.link"

    # === MAIL === #

    @api.model
    def _get_mail_template(self, purpose="request"):
        """Return the mail for a purpose.

        :param str purpose: A key of `purpose` of `pay.link.sending`.
        :rtype: mail.template
        """
        # sudo: who sends a link need not read templates
        return self.env.ref("pay_link_invoicing.mail_template_pay_link").sudo()

    def _get_mail_values(self):
        """Return what the mail shows of the document: amounts, lines, due date.

        :rtype: dict
        """
        self.ensure_one()
        document_sudo = self._get_document().sudo()  # who sends the link may tell
        return {
            **document_sudo._pay_link_get_amounts(),
            "lines": document_sudo._pay_link_get_lines(),
            "due_date": document_sudo._pay_link_get_due_date(),
        }

    def _post_mail(self, template):
        """Post a mail to the link's e-mail address, from the seller.

        :param mail.template template: Of this model.
        :return: The message, which stays in the link's history.
        :rtype: mail.message
        """
        self.ensure_one()
        values = template._generate_template(
            self.ids, ("subject", "body_html", "attachment_ids", "report_template_ids")
        )[self.id]
        return self.message_post(
            author_id=(self.user_id or self.env.user).partner_id.id,
            subject=values["subject"],
            body=values["body_html"],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=values.get("attachment_ids"),
            attachments=[
                (name, base64.b64decode(data))
                for name, data in values.get("attachments") or []
            ],
            email_layout_xmlid=MAIL_LAYOUT,
            notify_author=True,
            notify_skip_followers=True,
            force_email_lang=self.partner_id.lang,
            **self._get_mail_recipient(),
        )

    def _get_mail_recipient(self):
        """Return who gets the mail: the customer, or an address that is no contact.

        :return: Arguments of `message_post`.
        :rtype: dict
        """
        email, partner = self._get_email_normalized(), self.partner_id
        # Odoo may keep the messages of its own users in their inbox
        if partner.partner_share and email == email_normalize(partner.email):
            return {"partner_ids": partner.ids}
        return {"outgoing_email_to": email}

    # === ATTACHMENT === #

    def _process_attachments_for_template_post(self, mail_template):
        """Attach the PDF of the document to the mail that asks for its money.

        A mail template prints its own model only; documents are of several.
        """
        result = super()._process_attachments_for_template_post(mail_template)
        if mail_template == self._get_mail_template():
            for link in self:
                if pdf := link._render_attachment():
                    name, content = pdf
                    data = base64.b64encode(content)
                    result.setdefault(link.id, {})["attachments"] = [(name, data)]
        return result

    def _render_attachment(self):
        """Return the name and content of the document's PDF.

        Without the program that makes PDFs, the mail goes out with the link alone.

        :rtype: tuple(str, bytes) | None
        """
        self.ensure_one()
        document = self._get_document()
        if not document:
            return None
        # sudo: the link's own document, as the link sees it
        reports_sudo = document.env["ir.actions.report"].sudo()
        if reports_sudo.get_wkhtmltopdf_state() in ("install", "broken"):
            _logger.warning(
                "%s goes without its PDF: wkhtmltopdf is missing", self.name
            )
            return None
        report_sudo = reports_sudo._get_report(document._pay_link_get_report())
        content, extension = reports_sudo._render_qweb_pdf(report_sudo, document.ids)
        name = self.document_name
        if report_sudo.print_report_name:
            name = safe_eval(
                report_sudo.print_report_name, {"object": document.sudo(), "time": time}
            )
        return f"{name}.{extension}", content
