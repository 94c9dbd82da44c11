"""A cancelled document stops the payments that were started for it.

Its links stay: their page says that it is cancelled, and they go on where the document
is opened again.
"""

from odoo import models
from odoo.fields import Domain


class PayLink(models.Model):
    _inherit = "pay.link"

    def _release_unowed_attempts(self):
        """Give up the payments that were started for more than is due by now."""
        for link in self:
            link._lock()
            started = link._get_open_attempts().mapped("amount")
            compare, due = link.currency_id.compare_amounts, link.amount_due
            if any(compare(amount, due) > 0 for amount in started):
                link._release_open_attempts()


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_stop(self):
        """Let nobody go on to pay what these documents no longer ask for.

        One query where nobody is about to pay.
        """
        if not self.ids:
            return
        attempts_sudo = self.env["payment.transaction"].sudo()  # whoever cancels stops
        attempts_sudo = attempts_sudo.search(
            Domain("state", "in", ("draft", "pending"))
            & Domain("source_transaction_id", "=", False)
            & Domain("pay_link_id", "any", self._pay_link_get_debts_domain())
        )
        attempts_sudo.pay_link_id._release_unowed_attempts()

    def _pay_link_get_debts_domain(self):
        """Return the domain of the links that ask for what these documents owe.

        :rtype: Domain
        """
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        res = super().write(vals)
        if vals.get("state") == "cancel":
            self._pay_link_stop()
        return res


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        res = super().write(vals)
        if vals.get("state") in ("draft", "cancel"):
            self._pay_link_stop()
        return res
