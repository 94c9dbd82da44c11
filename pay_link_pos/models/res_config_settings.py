from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_pay_link_enabled = fields.Boolean(
        related="pos_config_id.pay_link_enabled",
        string="Pay Links (PoS)",
        readonly=False,
    )
    pos_pay_link_by_email = fields.Boolean(
        related="pos_config_id.pay_link_by_email", readonly=False
    )
    pos_pay_link_by_sms = fields.Boolean(
        related="pos_config_id.pay_link_by_sms",
        string="SMS (PoS)",
        readonly=False,
    )
    pos_pay_link_by_whatsapp = fields.Boolean(
        related="pos_config_id.pay_link_by_whatsapp", readonly=False
    )
    pos_pay_link_by_qr = fields.Boolean(
        related="pos_config_id.pay_link_by_qr", readonly=False
    )
    pos_pay_link_provider_ids = fields.Many2many(
        related="pos_config_id.pay_link_provider_ids",
        readonly=False,
        groups="base.group_system",
    )
    pos_pay_link_payment_method_ids = fields.Many2many(
        related="pos_config_id.pay_link_payment_method_ids", readonly=False
    )
    pos_pay_link_validity_days = fields.Integer(
        related="pos_config_id.pay_link_validity_days", readonly=False
    )
    pos_currency_id = fields.Many2one(
        related="pos_config_id.currency_id", string="Currency (PoS)"
    )
    pos_pay_link_amount_min = fields.Monetary(
        related="pos_config_id.pay_link_amount_min",
        readonly=False,
        currency_field="pos_currency_id",
    )
    pos_pay_link_amount_max = fields.Monetary(
        related="pos_config_id.pay_link_amount_max",
        readonly=False,
        currency_field="pos_currency_id",
    )
    pos_pay_link_sms_country_ids = fields.Many2many(
        related="pos_config_id.pay_link_sms_country_ids", readonly=False
    )
    pos_pay_link_on_account = fields.Boolean(
        related="pos_config_id.pay_link_on_account", readonly=False
    )
    pos_pay_link_open_register = fields.Boolean(
        related="pos_config_id.pay_link_open_register", readonly=False
    )
    pos_pay_link_ewallet = fields.Boolean(
        related="pos_config_id.pay_link_ewallet", readonly=False
    )
    pos_pay_link_account = fields.Boolean(
        related="pos_config_id.pay_link_account", readonly=False
    )
