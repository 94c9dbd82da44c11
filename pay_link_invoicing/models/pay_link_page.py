from odoo import models


class PayLink(models.Model):
    """What the pay page shows."""

    _inherit = "pay.link"
