from copy import deepcopy

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pay_link_enabled = fields.Boolean(
        related="company_id.pay_link_enabled", readonly=False
    )
    pay_link_provider_id = fields.Many2one(
        related="company_id.pay_link_provider_id",
        readonly=False,
        check_company=True,
        domain=[("state", "in", ("enabled", "test"))],
    )
    pay_link_allow_partial = fields.Boolean(
        related="company_id.pay_link_allow_partial", readonly=False
    )
    pay_link_validity_days = fields.Integer(
        related="company_id.pay_link_validity_days", readonly=False
    )
    pay_link_supersede = fields.Boolean(
        related="company_id.pay_link_supersede", readonly=False
    )
    pay_link_sms_country_ids = fields.Many2many(
        related="company_id.pay_link_sms_country_ids", readonly=False
    )
    pay_link_on_documents = fields.Boolean(
        related="company_id.pay_link_on_documents", readonly=False
    )
    pay_link_text = fields.Text(related="company_id.pay_link_text", readonly=False)
    pay_link_thanks = fields.Text(related="company_id.pay_link_thanks", readonly=False)
    pay_link_reminder_max = fields.Integer(
        related="company_id.pay_link_reminder_max", readonly=False
    )
    pay_link_hold_days = fields.Integer(
        related="company_id.pay_link_hold_days", readonly=False
    )
    pay_link_has_provider = fields.Boolean(compute="_compute_pay_link_has_provider")

    @api.depends("company_id")
    def _compute_pay_link_has_provider(self):
        for settings in self:
            has_provider = settings.company_id._pay_link_has_provider()
            settings.pay_link_has_provider = has_provider

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show the block of pay links under Sales too: it is written once."""
        arch, view = super()._get_view(view_id, view_type, **options)
        block = arch.find(".//block[@id='pay_link_settings']")
        sales = arch.find(".//app[@name='sale_management']")
        if block is not None and sales is not None:
            copy = deepcopy(block)
            copy.set("id", "pay_link_settings_sales")
            sales.append(copy)
        return arch, view
