from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _pay_link_get_status_message(self, status):
        """Return the provider's words about a payment, in the customer's language.

        Odoo writes words of its own into each new provider, in one language. Where the
        shop left them as they are, ours say the same: those are translated.

        :param str status: The state of a transaction.
        :rtype: str | markupsafe.Markup
        """
        message = self._get_status_message(status)
        source = self.with_context(lang="en_US")._pay_link_list_messages().get(status)
        if not source or html2plaintext(message).strip() != source:
            return message
        return Markup("<p>%s</p>") % self._pay_link_list_messages()[status]

    def _pay_link_list_messages(self):
        """Return what Odoo lets a new provider say, by the state of the transaction.

        :rtype: dict
        """
        _ = self.env._
        return {
            "pending": _(
                "Your payment has been processed but is waiting for approval."
            ),
            "authorized": _("Your payment has been authorized."),
            "done": _("Your payment has been processed."),
            "cancel": _("Your payment has been cancelled."),
        }
