"""The day by which a document is to be paid, kept with its links for the reminders."""

from odoo import models
from odoo.fields import Domain


class PayLink(models.Model):
    _inherit = "pay.link"

    def _refresh_due_dates(self):
        """Take over the days by which the documents are to be paid by now."""
        for link in self:
            if document := link._get_document():
                due_date = document._pay_link_get_due_date()
                if link.due_date != due_date:
                    link.due_date = due_date


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._pay_link_refresh_due_dates()  # it was set back to draft and changed
        return posted

    def _pay_link_refresh_due_dates(self):
        """Tell the active links of these entries when they are due."""
        if not self.ids:
            return
        links_sudo = self.env["pay.link"].sudo()  # whoever books tells them
        links_sudo.search(
            Domain("state", "=", "active") & self._pay_link_get_debts_domain()
        )._refresh_due_dates()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        res = super().write(vals)
        if "date_maturity" in vals:
            posted = self.move_id.filtered(lambda move: move.state == "posted")
            posted._pay_link_refresh_due_dates()
        return res
