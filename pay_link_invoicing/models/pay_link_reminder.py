from odoo import fields, models

from ..const import REMINDER_CHANNELS, REMINDER_TRIGGERS


class PayLinkReminder(models.Model):
    """When, and by which channel, a customer is reminded of a link."""

    _name = "pay.link.reminder"
    _description = "Reminder of Pay Links"
    _order = "company_id, trigger, days"
    _rec_name = "trigger"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    days = fields.Integer(required=True, default=3)
    trigger = fields.Selection(
        selection=REMINDER_TRIGGERS,
        string="When",
        required=True,
        default="after_sending",
    )
    channel = fields.Selection(
        selection=REMINDER_CHANNELS, required=True, default="email"
    )
    active = fields.Boolean(default=True)

    _days = models.Constraint(
        "CHECK(days >= 0 AND days <= 365)",
        "A reminder is sent between 0 and 365 days before or after.",
    )
    _reminder_uniq = models.UniqueIndex(
        "(company_id, trigger, days, channel) WHERE active",
        "There is such a reminder already.",
    )
