from odoo import models
from odoo.exceptions import ValidationError


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    def _pay_link_close_attempt(self, tx):
        """Cancel the intent; if Stripe refuses, take over what became of it.

        https://docs.stripe.com/api/payment_intents/cancel
        """
        if self.code != "stripe" or not tx.provider_reference:
            return super()._pay_link_close_attempt(tx)
        path = f"payment_intents/{tx.provider_reference}"
        requests = (
            ("POST", f"{path}/cancel", {}),
            ("GET", path, {"data": {"expand[]": "payment_method"}}),
        )
        for method, endpoint, kwargs in requests:
            try:
                intent = tx._send_api_request(method, endpoint, **kwargs)
            except ValidationError:
                continue
            data = {"reference": tx.reference, "payment_intent": intent}
            tx._process("stripe", data)
            return True
        return False
