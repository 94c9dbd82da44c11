from odoo import fields, models


class PayLinkSend(models.TransientModel):
    _name = "pay.link.send"
    _description = "Send Pay Link"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
