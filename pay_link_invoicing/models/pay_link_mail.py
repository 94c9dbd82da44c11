import base64
import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)

MAIL_LAYOUT = "mail.mail_notification_layout"
# The end of the XML ids of the mail and the SMS for each purpose
TEMPLATES = {
    "request": "pay_link",
    "reminder": "pay_link_reminder",
    "receipt": "pay_link_receipt",
    "receipt_part": "pay_link_receipt_part",
}


class PayLink(models.Model):
    """The mails to the customer, and what goes with them."""

    _inherit = "pay.link"

    # === MAIL === #

    @api.model
    def _get_templates(self, purpose):
        """Return the texts for a purpose.

        :param str purpose: A key of `TEMPLATES`.
        :return: The mail and the SMS.
        :rtype: tuple(mail.template, sms.template)
        :raise UserError: If one was deleted.
        """
        templates = []
        for kind in ("mail", "sms"):
            xmlid = f"pay_link_invoicing.{kind}_template_{TEMPLATES[purpose]}"
            if not (template := self.env.ref(xmlid, raise_if_not_found=False)):
                raise UserError(self.env._("The template %s was deleted.", xmlid))
            templates.append(template.sudo())  # who sends a link need not read them
        return tuple(templates)

    def _get_mail_values(self):
        """Return what the mails show of the document and of the payment.

        :rtype: dict
        """
        self.ensure_one()
        document_sudo = self._get_document().sudo()  # who sends the link may tell
        due_date = document_sudo._pay_link_get_due_date()
        return {
            **document_sudo._pay_link_get_amounts(),
            "date": document_sudo._pay_link_get_date(),
            "reference": document_sudo._pay_link_get_reference(),
            "lines": document_sudo._pay_link_get_lines(),
            "due_date": due_date,
            "is_overdue": bool(due_date and due_date < fields.Date.context_today(self)),
            "asked_on": (self.sudo()._get_requests()[:1] or self.sudo()).create_date,
            "transaction": self._get_receipt(),
            "tz": self._in_customer_language().env.context["tz"],
        }

    def _post_mail(self, template):
        """Post a mail to the link's e-mail address, from the seller.

        :param mail.template template: Of this model.
        :return: The message, which stays in the link's history.
        :rtype: mail.message
        """
        self.ensure_one()
        names = ("subject", "body_html", "email_from")
        names += ("attachment_ids", "report_template_ids")
        values = template._generate_template(self.ids, names)[self.id]
        direction = self._get_message_direction()
        body = Markup('<div dir="%s">%s</div>') % (direction, values["body_html"])
        return self.message_post(
            author_id=(self.user_id or self.env.user).partner_id.id,
            email_from=values["email_from"] or None,
            subject=values["subject"],
            body=body,
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
            force_email_lang=self._get_message_lang(),
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
        if mail_template.model != "pay.link":
            return result
        for link in self:
            if link._get_receipt():
                pdf = link._render_report(*link._get_receipt_report())
            else:
                pdf = link._render_attachment()
            if pdf:
                name, content = pdf
                data = base64.b64encode(content)
                result.setdefault(link.id, {})["attachments"] = [(name, data)]
        return result

    def _render_attachment(self):
        """Return the name and content of the document's PDF.

        :rtype: tuple(str, bytes) | None
        """
        self.ensure_one()
        document = self._get_document()
        if not document:
            return None
        return self._render_report(document._pay_link_get_report(), document)

    def _render_report(self, report, record):
        """Return the name and content of a PDF.

        Without the program that makes PDFs, the mail goes out with the link alone.

        :param str report: XML id of a report, or nothing.
        :param record: The record to print, as the link sees it.
        :rtype: tuple(str, bytes) | None
        """
        if not report:
            return None
        # sudo: the link's own document or payment
        reports_sudo = record.env["ir.actions.report"].sudo()
        if reports_sudo.get_wkhtmltopdf_state() in ("install", "broken"):
            _logger.warning(
                "%s goes without its PDF: wkhtmltopdf is missing", self.name
            )
            return None
        report_sudo = reports_sudo._get_report(report)
        content, extension = reports_sudo._render_qweb_pdf(report_sudo, record.ids)
        name = f"{report_sudo.name} - {self.document_name}"
        if report_sudo.print_report_name:
            name = safe_eval(
                report_sudo.print_report_name, {"object": record.sudo(), "time": time}
            )
        return f"{name.replace('/', '_')}.{extension}", content  # as Odoo names it
