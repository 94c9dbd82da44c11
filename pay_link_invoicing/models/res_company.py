from odoo import fields, models

from ..const import AMOUNT_MAX, AMOUNT_MIN, SMALL_UNITS


class ResCompany(models.Model):
    """The settings of pay links: one set a company."""

    _inherit = "res.company"

    pay_link_enabled = fields.Boolean(string="Pay Links", default=True)
    pay_link_provider_id = fields.Many2one(
        comodel_name="payment.provider",
        string="Payment Provider of New Documents",
    )
    pay_link_allow_partial = fields.Boolean(string="Part Payments")
    pay_link_validity_days = fields.Integer(string="Days a Link Is Valid")
    pay_link_supersede = fields.Boolean(
        string="New Link Replaces the Old", default=True
    )
    pay_link_sms_country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="res_company_pay_link_sms_country_rel",
        string="Countries for SMS",
    )
    pay_link_on_documents = fields.Boolean(string="Pay Link on Documents")
    pay_link_text = fields.Text(string="Text of Pay Links", translate=True)
    pay_link_thanks = fields.Text(string="Text After Payment", translate=True)
    pay_link_limit_ids = fields.One2many(
        comodel_name="pay.link.limit", inverse_name="company_id"
    )
    pay_link_reminder_max = fields.Integer(string="Reminders at Most", default=3)
    pay_link_hold_days = fields.Integer(
        string="Days Money Is Held",
        default=7,  # what card schemes commonly allow
    )

    _pay_link_validity_days = models.Constraint(
        "CHECK(pay_link_validity_days IS NULL OR pay_link_validity_days >= 0)",
        "A pay link can't be valid for a negative number of days.",
    )
    _pay_link_reminder_max = models.Constraint(
        "CHECK(pay_link_reminder_max IS NULL OR pay_link_reminder_max >= 0)",
        "The number of reminders can't be negative.",
    )
    _pay_link_hold_days = models.Constraint(
        "CHECK(pay_link_hold_days IS NULL OR pay_link_hold_days > 0)",
        "Money is held for one day at least.",
    )

    def _pay_link_get_limits(self, currency):
        """Return the smallest and the largest amount that a new link may ask.

        :param res.currency currency: The currency of the link.
        :return: Both in that currency.
        :rtype: tuple(float, float)
        """
        self.ensure_one()
        limits_sudo = self.sudo().pay_link_limit_ids  # settings, no secret
        limit_sudo = limits_sudo.filtered(lambda limit: limit.currency_id == currency)
        if limit_sudo:
            return limit_sudo.amount_min, limit_sudo.amount_max
        largest = AMOUNT_MAX * SMALL_UNITS.get(currency.name, 1.0)
        return max(AMOUNT_MIN, currency.rounding), largest

    def _pay_link_has_provider(self):
        """Return whether the company's customers have any way to pay online.

        :rtype: bool
        """
        self.ensure_one()
        providers_sudo = self.env["payment.provider"].sudo()  # whether, not which
        domain = providers_sudo._check_company_domain(self)
        return bool(
            providers_sudo.search_count(
                [*domain, ("state", "in", ("enabled", "test"))], limit=1
            )
        )
