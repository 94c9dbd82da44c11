from odoo import models


class PaymentProvider(models.Model):
    """What a provider can do with money that it holds."""

    _inherit = "payment.provider"

    def _pay_link_can_capture_less(self, tx):
        """Return whether less than a hold can be captured, be it once only.

        :param payment.transaction tx: The hold.
        :rtype: bool
        """
        return (
            self.code == "stripe"
            or self.support_manual_capture == "partial"
            or self._pay_link_can_capture_in_parts(tx)
        )
