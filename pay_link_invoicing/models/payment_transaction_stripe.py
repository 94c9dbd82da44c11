from odoo import models
from odoo.exceptions import ValidationError


class PaymentTransaction(models.Model):
    """An attempt at Stripe: its intent is known, and cancelled, by its id."""

    _inherit = "payment.transaction"

    def _stripe_create_intent(self):
        """Keep the intent's id from its first moment, so that it can be cancelled."""
        intent = super()._stripe_create_intent()
        if intent and self.pay_link_id and self.operation != "validation":
            self.provider_reference = intent["id"]
        return intent

    def _pay_link_cancel_at_provider(self):
        """Cancel the intent; if Stripe refuses, take over what became of it.

        https://docs.stripe.com/api/payment_intents/cancel

        :return: Whether Stripe answered.
        :rtype: bool
        """
        if self.provider_code != "stripe" or not self.provider_reference:
            return super()._pay_link_cancel_at_provider()
        path = f"payment_intents/{self.provider_reference}"
        requests = (
            ("POST", f"{path}/cancel", {}),
            ("GET", path, {"data": {"expand[]": "payment_method"}}),
        )
        for method, endpoint, kwargs in requests:
            try:
                intent = self._send_api_request(method, endpoint, **kwargs)
            except ValidationError:
                continue
            data = {"reference": self.reference, "payment_intent": intent}
            self._process("stripe", data)
            return True
        return False
