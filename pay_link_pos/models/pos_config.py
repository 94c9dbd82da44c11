from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.pay_link_invoicing.const import AMOUNT_MIN


class PosConfig(models.Model):
    """The settings of pay links: one set a point of sale.

    They come on top of the company's: what either of them forbids is forbidden.
    """

    _inherit = "pos.config"

    pay_link_enabled = fields.Boolean(string="Pay Links", default=True)
    pay_link_by_email = fields.Boolean(string="E-mail", default=True)
    pay_link_by_sms = fields.Boolean(string="SMS", default=True)
    pay_link_by_whatsapp = fields.Boolean(string="WhatsApp", default=True)
    pay_link_by_qr = fields.Boolean(string="QR Code", default=True)
    pay_link_provider_ids = fields.Many2many(
        comodel_name="payment.provider",
        relation="pos_config_pay_link_provider_rel",
        string="Providers of Pay Links",
        domain="[('company_id', 'parent_of', company_id),"
        " ('state', 'in', ('enabled', 'test'))]",
        groups="base.group_system",  # cashiers load all else, and may read no provider
        help="The providers that links of this point of sale accept. Empty: all.",
    )
    pay_link_payment_method_ids = fields.Many2many(
        comodel_name="payment.method",
        relation="pos_config_pay_link_payment_method_rel",
        string="Payment Methods of Pay Links",
        domain="[('is_primary', '=', True)]",
        help="The methods that links of this point of sale accept. Empty: all.",
    )
    pay_link_validity_days = fields.Integer(
        string="Days a Pay Link Is Valid",
        help="0: as the company's settings say.",
    )
    pay_link_amount_min = fields.Monetary(
        string="Smallest Amount of a Pay Link", default=AMOUNT_MIN
    )
    pay_link_amount_max = fields.Monetary(
        string="Largest Amount of a Pay Link",
        default=lambda self: self._pay_link_get_default_amount_max(),
    )
    pay_link_sms_country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="pos_config_pay_link_sms_country_rel",
        string="Countries for SMS of Pay Links",
        help="Empty: as the company's settings say.",
    )
    pay_link_on_account = fields.Boolean(
        string="Send a Receipt with Pay Link",
        default=True,
        help="What the switch of a sale on account starts with.",
    )
    pay_link_open_register = fields.Boolean(
        string="Open the Register for Payments",
        help="When a payment by link comes in while the register is closed, a session"
        " is opened that shows it; the cash is still to be counted.",
    )
    pay_link_ewallet = fields.Boolean(string="Pay Links for E-Wallets", default=True)
    pay_link_account = fields.Boolean(
        string="Pay Links for Customer Accounts", default=True
    )

    _pay_link_amounts = models.Constraint(
        "CHECK(pay_link_amount_min > 0 AND pay_link_amount_max >= pay_link_amount_min)",
        "The smallest amount of a pay link must be positive, and not above the largest"
        " one.",
    )
    _pay_link_validity_days = models.Constraint(
        "CHECK(pay_link_validity_days IS NULL OR pay_link_validity_days >= 0)",
        "A pay link can't be valid for a negative number of days.",
    )

    def write(self, vals):
        """Odoo lets cashiers write their point of sale; who sets limits is a manager.

        :raise AccessError: If a cashier changes a setting of pay links.
        """
        is_setting = any(name.startswith("pay_link_") for name in vals)
        if is_setting and not (
            self.env.su or self.env.user.has_group("point_of_sale.group_pos_manager")
        ):
            raise AccessError(
                self.env._("Only managers may change the settings of pay links.")
            )
        return super().write(vals)

    @api.model
    def _load_pos_data_read(self, records, config):
        """The till gets what counts: the company may narrow what is set for it."""
        read_records = super()._load_pos_data_read(records, config)
        if read_records:
            location = config._pay_link_at()
            smallest, largest = location.company_id._pay_link_get_limits(
                config.currency_id
            )
            read_records[0].update(
                pay_link_enabled=config._pay_link_is_on(),
                pay_link_amount_min=smallest,
                pay_link_amount_max=largest,
                pay_link_sms_country_ids=config._pay_link_get_sms_countries().ids,
            )
        return read_records

    def _pay_link_get_default_amount_max(self):
        company = self.env.company
        return company._pay_link_get_limits(company.currency_id)[1]

    def _pay_link_is_on(self):
        """Return whether this point of sale asks for money by pay link.

        :rtype: bool
        """
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # a switch, no secret
        return self.pay_link_enabled and company_sudo.pay_link_enabled

    def _pay_link_get_channels(self):
        """Return the channels by which this point of sale sends links.

        :return: Keys of `channel` of `pay.link.sending`.
        :rtype: list[str]
        """
        self.ensure_one()
        channels = ("email", "sms", "whatsapp", "qr")
        return [channel for channel in channels if self[f"pay_link_by_{channel}"]]

    def _pay_link_get_sms_countries(self):
        """Return the countries to which this point of sale sends SMS; none: all.

        :rtype: res.country
        """
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # settings, no secret
        return self.pay_link_sms_country_ids or company_sudo.pay_link_sms_country_ids
