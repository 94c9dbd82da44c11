from odoo import fields, models

from ..const import AMOUNT_MAX, AMOUNT_MIN


class PayLinkLimit(models.Model):
    """The smallest and the largest amount of a company's links in one currency."""

    _name = "pay.link.limit"
    _description = "Amount Limits of Pay Links"
    _order = "currency_id"
    _rec_name = "currency_id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company.currency_id,
    )
    amount_min = fields.Monetary(string="Smallest", required=True, default=AMOUNT_MIN)
    amount_max = fields.Monetary(string="Largest", required=True, default=AMOUNT_MAX)

    _currency_uniq = models.Constraint(
        "unique(company_id, currency_id)",
        "There are limits for this currency already.",
    )
    _amounts = models.Constraint(
        "CHECK(amount_min >= 0 AND amount_max > 0 AND amount_max >= amount_min)",
        "The largest amount must be positive and not below the smallest.",
    )
