"""A saved card is charged for an attempt that is on record: a crash loses no money.

The charge is the one request of ours that moves money at once. Its answer can be lost,
and with it the id of what was made: then Stripe is asked what it made for the customer.
"""

from datetime import UTC, timedelta

from odoo import models

CLOCKS_DIFFER = timedelta(minutes=5)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _pay_link_charge_token(self):
        """Charge the saved payment method of an attempt, under the lock of its link.

        The attempt is committed before, in a transaction of its own. Asked again after
        a crash, it is the same request with the same key.
        """
        self.ensure_one()
        self._pay_link_lock()
        if self.state != "draft":  # somebody else has given it up meanwhile
            return
        self._charge_with_token()
        if self.state == "error":  # was it done all the same?
            self.provider_id._pay_link_fetch_status(self)

    def _pay_link_find_charge(self):
        """Look for the intent of a saved card whose id was never heard.

        :return: Whether the attempt has an intent.
        :rtype: bool
        :raise stripe.StripeError: If Stripe refuses or does not answer.
        """
        if self.provider_reference or not self.token_id:
            return bool(self.provider_reference)
        since = (self.create_date - CLOCKS_DIFFER).replace(tzinfo=UTC)
        intents = self.provider_id._pay_link_get_stripe_client().v1.payment_intents
        page = intents.list(
            {
                "customer": self.token_id.provider_ref,
                "created": {"gte": int(since.timestamp())},
                "limit": 100,
            }
        )
        for intent in page.auto_paging_iter():
            if self._pay_link_is_own_object(intent.to_dict()):
                self.provider_reference = intent.id
                return True
        return False
