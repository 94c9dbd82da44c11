"""The terms of new links: what the company and the document itself say of them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    pay_link_blocked = fields.Boolean(
        string="No Pay Link",
        help="No new pay link is made for this document, not even by a bulk sending.",
    )
    pay_link_allow_partial = fields.Boolean(
        string="Part Payments by Link",
        help="New pay links of this document let the customer pay in several parts.",
    )
    pay_link_provider_id = fields.Many2one(
        comodel_name="payment.provider",
        help="New pay links of this document accept this provider only. Empty: all.",
    )
    pay_link_provider_name = fields.Char(
        related="pay_link_provider_id.name",
        string="Pay Link Provider's Name",
        help="For sellers, who may not read the providers themselves.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        terms = self._pay_link_prepare_terms()
        return {**{name: terms[name] for name in terms if name in fields}, **values}

    @api.model_create_multi
    def create(self, vals_list):
        """Make documents; those of another company start with its terms."""
        current = self.env.company.id
        return super().create(
            [
                {**self.with_company(company_id)._pay_link_prepare_terms(), **vals}
                if (company_id := vals.get("company_id") or current) != current
                else vals
                for vals in vals_list
            ]
        )

    @api.model
    def _pay_link_prepare_terms(self):
        """Return what new documents say of their links, from the company's settings.

        :rtype: dict
        """
        company_sudo = self.env.company.sudo()  # settings, no secret
        return {
            "pay_link_allow_partial": company_sudo.pay_link_allow_partial,
            "pay_link_provider_id": company_sudo.pay_link_provider_id.id,
        }

    def _pay_link_check(self):
        if self.pay_link_blocked:
            raise UserError(
                self.env._("%s is set to have no pay link.", self.display_name)
            )
        return super()._pay_link_check()


class PayLink(models.Model):
    _inherit = "pay.link"

    due_date = fields.Date(readonly=True)  # the document's, as far as is known
    supersedes = fields.Boolean(
        readonly=True,
        default=True,
        help="Whether this link takes the place of the others of its document, and a"
        " newer one takes its place.",
    )

    @api.model
    def _prepare_terms(self, document):
        """Return the terms of a new link that its document does not set itself.

        :param document: A payable document.
        :return: Create values of `pay.link`.
        :rtype: dict
        """
        values = document._pay_link_prepare_values()
        company_sudo = self.env["res.company"].sudo().browse(values["company_id"])
        return {
            "allow_partial": document.pay_link_allow_partial,
            "expires_at": self._get_default_expiry(company_sudo),
            "supersedes": company_sudo.pay_link_supersede,
        }

    def _accept_default_providers(self):
        """Let new links accept the provider that their documents name, if it works."""
        for link in self:
            provider_sudo = link._get_document().sudo().pay_link_provider_id  # name it
            if (
                provider_sudo.state in ("enabled", "test")
                and provider_sudo.company_id in link.company_id.parent_ids
            ):
                link.sudo().provider_ids = provider_sudo  # sellers can't read providers

    @api.model
    def _get_default_expiry(self, company_sudo):
        """Return when a link that is made now is over, by the company's settings.

        :rtype: datetime.datetime | bool
        """
        days = company_sudo.pay_link_validity_days
        return fields.Datetime.now() + timedelta(days=days) if days else False

    @api.model
    def _check_enabled(self, company):
        """Check that the company uses pay links.

        :raise UserError: If it has switched them off.
        """
        if not company.sudo().pay_link_enabled:
            raise UserError(
                self.env._("Pay links are switched off for %s.", company.display_name)
            )
