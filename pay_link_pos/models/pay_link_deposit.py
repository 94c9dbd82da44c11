from odoo import models


class PayLink(models.Model):
    """What follows for an order in progress when its customer has paid by link."""

    _inherit = "pay.link"

    def _settle(self, transaction):
        """Held and released money changes what the till may count on, too."""
        document = self._get_document()
        if document and self.res_model == "pos.order":
            document._pay_link_show_deposits()
        return super()._settle(transaction)

    def _settle_refund(self, refund):
        """What was given back at the till pays the credit note of that refund."""
        res = super()._settle_refund(refund)
        document = self._get_document()
        if document and self.res_model == "pos.order":
            document._pay_link_match_returns()
        return res

    def _find_exception(self, document, transaction):
        """Money of somebody who is not the customer any more pays nothing."""
        exception = super()._find_exception(document, transaction)
        if (
            exception == "none"
            and document
            and self.res_model == "pos.order"
            and document.state == "draft"
            and transaction not in document._pay_link_get_attempts()
        ):
            return "late"
        return exception

    def _close_settled(self):
        """No provider keeps a customer waiting at the till: the cron asks it."""
        links = self
        if self.env.context.get("pay_link_at_till"):
            links = self.filtered(lambda link: not link._get_open_attempts())
        return super(PayLink, links)._close_settled()
