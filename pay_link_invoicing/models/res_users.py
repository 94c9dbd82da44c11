from odoo import api, models
from odoo.fields import Command


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _signup_create_user(self, values):
        """Let who was invited after paying belong to the companies that were paid.

        Odoo would take the company of its template, in which a customer of another one
        sees no order. The company of a website stays the user's own, beside them.
        """
        partner_id = values.get("partner_id")
        if not partner_id:
            return super()._signup_create_user(values)
        domain = [("partner_id", "=", partner_id), ("account_invited_at", "!=", False)]
        links_sudo = self.env["pay.link"].sudo()  # who signs up has no rights yet
        companies = links_sudo.search(domain).company_id
        if companies and values.get("company_id"):
            links = [Command.link(company.id) for company in companies]
            values["company_ids"] = [*values.get("company_ids", []), *links]
        elif companies:
            values["company_id"] = companies[:1].id  # of the latest link
            values["company_ids"] = [Command.set(companies.ids)]
        return super()._signup_create_user(values)
