"""What a payment will do to its document: the dialog tells it before it is asked."""

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
        confirms = self._pay_link_is_confirmed_by(amount)
        if self.state in ("draft", "sent"):
            effects.append(self._pay_link_describe_confirmation(confirms))
        if (confirms or self.state == "sale") and self._pay_link_is_invoiced():
            effects.append(
                self.env._("The order will be invoiced and the invoice marked as paid.")
                if complete
                else self.env._(
                    "A down payment invoice will be made and marked as paid."
                )
            )
        if not complete:
            effects.append(
                self.env._(
                    "This is a deposit: %s will still be due.",
                    self.currency_id.format(rest),
                )
            )
        return effects

    def _pay_link_is_confirmed_by(self, amount):
        """Return whether a payment makes this quotation an order.

        :param float amount: The amount of the payment.
        :rtype: bool
        """
        paid = self._pay_link_get_amounts()["amount_paid"] + amount
        required = self._get_prepayment_required_amount()
        is_enough = self.currency_id.compare_amounts(paid, required) >= 0
        return self.state in ("draft", "sent") and is_enough

    def _pay_link_is_invoiced(self):
        """Return whether Odoo invoices paid orders by itself.

        :rtype: bool
        """
        parameters_sudo = self.env[
            "ir.config_parameter"
        ].sudo()  # one switch, no secret
        return str2bool(parameters_sudo.get_param("sale.automatic_invoice"), False)

    def _pay_link_describe_confirmation(self, confirms):
        """Return whether a payment confirms the quotation, as a sentence.

        :param bool confirms: See `_pay_link_is_confirmed_by`.
        :rtype: str
        """
        if confirms:
            return self.env._("This payment will confirm the quotation.")
        return self.env._(
            "This payment will not confirm the quotation: %s must be paid for that.",
            self.currency_id.format(self._get_prepayment_required_amount()),
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
                    "The payment will settle a part of the invoice: %s will"
                    " still be due.",
                    self.currency_id.format(rest),
                )
            )
        return effects
