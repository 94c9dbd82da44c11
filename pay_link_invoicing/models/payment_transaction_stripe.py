from odoo import models


class PaymentTransaction(models.Model):
    """An attempt at Stripe: its intent is known, and cancelled, by its id."""

    _inherit = "payment.transaction"

    def _stripe_create_intent(self):
        """Keep the intent's id from its first moment, so that it can be cancelled."""
        intent = super()._stripe_create_intent()
        if intent and self.pay_link_id and self.operation != "validation":
            self.provider_reference = intent["id"]
        return intent
