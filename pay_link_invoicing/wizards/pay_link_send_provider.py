from odoo import fields, models


class PayLinkSendProvider(models.TransientModel):
    """A provider to accept or not. Sellers may not read the providers themselves."""

    _name = "pay.link.send.provider"
    _description = "Provider of a Pay Link to Send"

    send_id = fields.Many2one(
        comodel_name="pay.link.send", required=True, ondelete="cascade"
    )
    provider_id = fields.Many2one(
        comodel_name="payment.provider", required=True, ondelete="cascade"
    )
    name = fields.Char(related="provider_id.name")
    accepted = fields.Boolean(default=True)
