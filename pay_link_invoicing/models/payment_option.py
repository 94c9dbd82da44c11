from odoo import api, models
from odoo.tools.image import image_data_uri

LOGOS_MAX = 4  # a method; as Odoo's own form


class PaymentOption(models.AbstractModel):
    """Providers and methods, of which the pay page keeps what it offers in a cache."""

    _name = "pay.link.payment.option"
    _description = "Way to Pay a Pay Link"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class PaymentProvider(models.Model):
    _name = "payment.provider"
    _inherit = ["payment.provider", "pay.link.payment.option"]


class PaymentMethod(models.Model):
    _name = "payment.method"
    _inherit = ["payment.method", "pay.link.payment.option"]

    def _pay_link_get_logos(self):
        """Return the logos of the method, or of its first brands.

        :return: Pairs of name and data URI.
        :rtype: tuple
        """
        brands = self.brand_ids or self
        return tuple(
            (brand.name, image_data_uri(brand.image_payment_form))
            for brand in brands[:LOGOS_MAX]
            if brand.image_payment_form
        )
