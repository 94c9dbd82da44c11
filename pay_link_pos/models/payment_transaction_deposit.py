from odoo import models


class PaymentTransaction(models.Model):
    """What an attempt is worth to an order in progress."""

    _inherit = "payment.transaction"

    def _pay_link_get_secured(self):
        """Return what the till may count on of this attempt and its parts.

        :return: The amount, and whether some of it is only held. Held money counts
                 where it is taken when the order is handed over.
        :rtype: tuple(float, bool)
        """
        self.ensure_one()
        family = self | self.child_transaction_ids
        family |= self.child_transaction_ids.child_transaction_ids
        amount = sum(family._filter_received().mapped("amount"))
        held = 0.0
        if self.pay_link_capture_mode == "delivery":
            held = self._get_amount_held()
        return self.currency_id.round(amount + held), held > 0
