"""Pay in the mails with which Odoo sends invoices and quotations.

The address of a link is for its customer alone: only the mail to the document's own
customer gets the button, whoever else receives the document.
"""

import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_ensure(self):
        """Make a link for a document that is sent to its customer, if there is none.

        Only where the company has links on its documents. Where none can be made, the
        document goes out without.
        """
        for document in self:
            company_sudo = document["company_id"].sudo()  # settings, no secret
            if (
                not company_sudo.pay_link_on_documents
                or not company_sudo.pay_link_enabled
                or document.pay_link_blocked
                or document._pay_link_get_active()
                or not company_sudo._pay_link_has_provider()
            ):
                continue
            values = {"res_model": document._name, "res_id": document.id}
            try:
                with self.env.cr.savepoint():
                    self.env["pay.link"].create(values)
            except UserError as error:
                _logger.info("%s is sent without a pay link: %s", document, error)

    def _pay_link_offer_in_mail(self, groups):
        """Let the button in the mail to the customer lead to the active link.

        :param list groups: See `_notify_get_recipients_groups`.
        """
        self.ensure_one()
        link_sudo = self._pay_link_get_active()  # who sends the document may tell
        for name, _filter, data in groups:
            if name == "portal_customer" and data.get("has_button_access"):
                if link_sudo and not self._pay_link_is_to_sign():
                    data["button_access"] = link_sudo._prepare_mail_button()

    def _pay_link_is_to_sign(self):
        """Return whether the customer has to sign the document before paying.

        :rtype: bool
        """
        return False


class PayLink(models.Model):
    _inherit = "pay.link"

    def _prepare_mail_button(self):
        """Return the button of a mail that leads to the page of this link.

        :rtype: dict
        """
        self.ensure_one()
        amount = self.currency_id.with_env(self.env).format(self.amount_due)
        return {"url": self.url, "title": self.env._("Pay %s", amount)}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if self.env.context.get("pay_link_in_mail"):
            self._pay_link_offer_in_mail(groups)
        return groups

    def _get_portal_payment_link(self):
        """With a pay link there is one way to pay: Odoo's code leads to it too."""
        link_sudo = self._pay_link_get_active()  # who prints the document may tell
        return link_sudo.url or super()._get_portal_payment_link()


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        """Have the address of the link on the PDF that goes out with it."""
        if "email" in invoice_data.get("sending_methods", ()):
            invoice._pay_link_ensure()
        return super()._hook_invoice_document_before_pdf_report_render(
            invoice, invoice_data
        )

    def _send_mail(self, move, mail_template, **kwargs):
        if move.is_invoice():
            move._pay_link_ensure()
            move = move.with_context(pay_link_in_mail=True)
        return super()._send_mail(move, mail_template, **kwargs)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        context = self.env.context
        if self and context.get("mark_so_as_sent") and not context.get("proforma"):
            self._pay_link_offer_in_mail(groups)
        return groups

    def _pay_link_is_to_sign(self):
        return self._has_to_be_signed()
