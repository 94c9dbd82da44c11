from odoo import models


class PaymentProvider(models.Model):
    """Odoo's provider Demo moves no money: what became of a payment is what we know.

    Its hosted page is ours, so that the whole way of a payment can be tried.
    """

    _inherit = "payment.provider"

    def _pay_link_has_hosted_page(self):
        return self.code == "demo" or super()._pay_link_has_hosted_page()

    def _pay_link_get_checkout_url(self, tx):
        if self.code != "demo" or not self._pay_link_uses_hosted_page():
            return super()._pay_link_get_checkout_url(tx)
        return f"{tx.pay_link_id.url}/demo"

    def _pay_link_fetch_status(self, tx):
        return self.code == "demo" or super()._pay_link_fetch_status(tx)
