"""What a payment will do to its document, told to the seller before the link is sent."""

from odoo import models
from odoo.tools import str2bool


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_describe_effects(self, amount):
        """Return what a payment of this amount will do, as sentences for the seller.

        Note: `self.ensure_one()`

        :param float amount: In the document's currency.
        :rtype: list[str]
        """
        return []


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_describe_effects(self, amount):
        self.ensure_one()
        effects = super()._pay_link_describe_effects(amount)
        amounts = self._pay_link_get_amounts()
        rest = self.currency_id.round(amounts["amount_due"] - amount)
        complete = self.currency_id.compare_amounts(rest, 0) <= 0
        if self.state in ("draft", "sent"):
            effects.append(self._pay_link_describe_confirmation(amount, amounts))
        if str2bool(
            self.env["ir.config_parameter"].sudo().get_param("sale.automatic_invoice")
        ):
            effects.append(
                self.env._("The order is invoiced and the invoice marked as paid.")
                if complete
                else self.env._("A down payment invoice is made and marked as paid.")
            )
        if not complete:
            effects.append(
                self.env._(
                    "It is a deposit: %s stays to be paid.", self.currency_id.format(rest)
                )
            )
        return effects

    def _pay_link_describe_confirmation(self, amount, amounts):
        """Return whether a payment confirms the quotation, as a sentence.

        :param float amount: The amount of the payment.
        :param dict amounts: See `_pay_link_get_amounts`.
        :rtype: str
        """
        required = self._get_prepayment_required_amount()
        paid = amounts["amount_paid"] + amount
        if self.currency_id.compare_amounts(paid, required) >= 0:
            return self.env._("This payment will confirm the quotation.")
        return self.env._(
            "This payment will not confirm the quotation: %s must be paid for that.",
            self.currency_id.format(required),
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_describe_effects(self, amount):
        self.ensure_one()
        effects = super()._pay_link_describe_effects(amount)
        rest = self.currency_id.round(
            self._pay_link_get_amounts()["amount_due"] - amount
        )
        if self.currency_id.compare_amounts(rest, 0) <= 0:
            effects.append(self.env._("The payment will settle the invoice."))
        else:
            effects.append(
                self.env._(
                    "The payment will settle a part of the invoice: %s stays to be paid.",
                    self.currency_id.format(rest),
                )
            )
        return effects
