"""Links that are made at a till carry its point of sale, whose settings they obey."""

from datetime import timedelta

from odoo import api, fields, models

CONTEXT_KEY = "pay_link_pos_config_id"


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _pay_link_at(self):
        """Return the point of sale with itself as the place where links are made.

        :return: One record; what is reached from it makes its links here.
        :rtype: pos.config
        """
        self.ensure_one()
        return self.with_context(**{CONTEXT_KEY: self.id})

    @api.model
    def _pay_link_get_location(self):
        """Return the point of sale where links are made just now, as sudo, or none.

        :rtype: pos.config
        """
        configs_sudo = self.sudo()  # settings, no secret
        return configs_sudo.browse(self.env.context.get(CONTEXT_KEY) or ())


class ResCompany(models.Model):
    _inherit = "res.company"

    def _pay_link_get_limits(self, currency):
        """Narrow the limits by those of the point of sale."""
        smallest, largest = super()._pay_link_get_limits(currency)
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if config_sudo.currency_id == currency:
            smallest = max(smallest, config_sudo.pay_link_amount_min)
            largest = min(largest, config_sudo.pay_link_amount_max)
        return smallest, largest


class PayLink(models.Model):
    _inherit = "pay.link"

    pos_config_id = fields.Many2one(
        comodel_name="pos.config",
        string="Point of Sale",
        readonly=True,
        index="btree_not_null",
        help="Where the link was made.",
    )

    _cashier_idx = models.Index("(create_uid, id) WHERE pos_config_id IS NOT NULL")

    @api.model
    def _prepare_defaults(self, document_sudo):
        values = super()._prepare_defaults(document_sudo)
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if config_sudo:
            values["pos_config_id"] = config_sudo.id
        return values

    @api.model
    def _get_server_fields(self):
        return super()._get_server_fields() | {"pos_config_id"}

    @api.model
    def _get_default_expiry(self, company_sudo):
        config_sudo = self.env["pos.config"]._pay_link_get_location()
        if days := config_sudo.pay_link_validity_days:
            return fields.Datetime.now() + timedelta(days=days)
        return super()._get_default_expiry(company_sudo)

    def _accept_default_providers(self):
        """Let links made at a till accept what its point of sale accepts."""
        res = super()._accept_default_providers()
        for link_sudo in self.sudo():  # cashiers may not read providers
            config_sudo = link_sudo.pos_config_id
            if config_sudo.pay_link_provider_ids and not link_sudo.provider_ids:
                link_sudo.provider_ids = config_sudo.pay_link_provider_ids
            if (
                config_sudo.pay_link_payment_method_ids
                and not link_sudo.payment_method_ids
            ):
                link_sudo.payment_method_ids = config_sudo.pay_link_payment_method_ids
        return res

    def _get_sms_countries(self):
        config_sudo = self.sudo().pos_config_id  # settings, no secret
        if config_sudo:
            return config_sudo._pay_link_get_sms_countries()
        return super()._get_sms_countries()
