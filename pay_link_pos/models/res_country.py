from odoo import api, models


class ResCountry(models.Model):
    _inherit = "res.country"

    @api.model
    def _load_pos_data_fields(self, config):
        """The till tells by its code whether a number may get an SMS."""
        return [*super()._load_pos_data_fields(config), "phone_code"]
