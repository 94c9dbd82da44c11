import base64
import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)

MAIL_LAYOUT = "mail.mail_notification_layout"


class PayLink(models.Model):
    """Sending a link, and what goes with it."""

    _inherit = "pay.link"

    # === ACTIONS === #

    def action_send(self):
        """Open the mail composer to send this same link, once more or at last.

        :rtype: dict
        :raise UserError: If the address is over.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_sendable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send by e-mail"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self._get_mail_template().id,
                "default_email_layout_xmlid": MAIL_LAYOUT,
                "force_email": True,
            },
        }

    # === BUSINESS === #

    def _check_sendable(self):
        """Check that whoever gets the link can use it.

        :raise UserError: If the address is over.
        """
        for link in self:
            if link._get_effective_state() != "active":
                raise UserError(
                    self.env._(
                        "%s is over: nobody can pay with it. Renew it, or make a new"
                        " pay link from the document.",
                        link.name,
                    )
                )

    def _get_mail_template(self):
        """Return the mail that asks for the money.

        :rtype: mail.template
        """
        return self.env.ref("pay_link_invoicing.mail_template_pay_link")

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

    def _send_mail(self):
        """Send the link to its e-mail address, from the seller.

        :return: The message, which stays in the link's history.
        :rtype: mail.message
        :raise UserError: If the address is over, or the e-mail address is not one.
        """
        self.ensure_one()
        self._check_sendable()
        values = self._get_mail_template()._generate_template(
            self.ids, ("subject", "body_html", "attachment_ids", "report_template_ids")
        )[self.id]
        message = self.message_post(
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
            notify_skip_followers=True,
            force_email_lang=self.partner_id.lang,
            **self._get_mail_recipient(),
        )
        self._log_on_document(
            self.env._("Pay link sent to %(email)s", email=self.email)
        )
        return message

    def _get_mail_recipient(self):
        """Return who gets the mail: the customer, or an address that is no contact.

        :return: Arguments of `message_post`.
        :rtype: dict
        :raise UserError: If there is not exactly one valid address.
        """
        email = email_normalize(self.email)
        if not email:
            raise UserError(
                self.env._("%(link)s needs one valid e-mail address.", link=self.name)
            )
        if email == email_normalize(self.partner_id.email):
            return {"partner_ids": self.partner_id.ids}
        return {"outgoing_email_to": email}

    def _log_on_document(self, text):
        """Note something about this link in its document's history.

        :param str text: What happened.
        """
        document = self._get_document()
        if not document or not hasattr(document, "message_post"):
            return
        document.message_post(
            body=self.env._(
                "%(text)s: %(link)s, %(amount)s",
                text=text,
                link=self._get_html_link(title=self.name),
                amount=self.currency_id.format(self.amount),
            )
        )

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
        reports_sudo = self.env["ir.actions.report"].sudo()  # the link's own document
        if not document:
            return None
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
