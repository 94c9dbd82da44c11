from odoo import models

# around each sum: signs of a currency may be of another writing direction than the rest
ISOLATED = "\u2068{}\u2069"


class PayLink(models.Model):
    """What the portal says of the customer's links together."""

    _inherit = "pay.link"

    def _is_to_pay(self):
        """Return whether the customer is asked to do something: a payment that is on
        its way is waited for.

        :rtype: bool
        """
        self.ensure_one()
        in_progress = self.payment_state in ("pending", "authorized")
        return not in_progress and self._is_payable()

    def _format_due(self):
        """Return what these links ask now: one sum a currency, the largest first.

        :rtype: str
        """
        sums = {
            currency: currency.round(sum(links.mapped("amount_due")))
            for currency, links in self.grouped("currency_id").items()
        }
        ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0].name))
        return " + ".join(
            ISOLATED.format(currency.format(amount)) for currency, amount in ordered
        )
