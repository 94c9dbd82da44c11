"""The amounts that the dialog proposes beside everything that is due."""

from odoo import fields, models

DEPOSIT_PERCENT = 30.0


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_get_choices(self):
        """Return the parts of the debt that can be asked for by their name.

        Note: `self.ensure_one()`

        :return: The amounts in the document's currency, by `next` (the next instalment)
                 and `overdue`; only those that differ from all that is due.
        :rtype: dict
        """
        return {}

    def _pay_link_get_deposit_percent(self):
        """Return the deposit that is proposed, in percent of the total.

        Note: `self.ensure_one()`

        :rtype: float
        """
        return DEPOSIT_PERCENT

    def _pay_link_keep_parts(self, choices):
        """Keep the amounts that are a part of what is due.

        :param dict choices: Amounts in the document's currency.
        :rtype: dict
        """
        amounts = self._pay_link_get_amounts()
        compare, due = amounts["currency"].compare_amounts, amounts["amount_due"]
        return {
            key: amount
            for key, amount in choices.items()
            if compare(amount, 0) > 0 and compare(amount, due) < 0
        }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_get_deposit_percent(self):
        self.ensure_one()
        percent = self.prepayment_percent * 100
        if self.require_payment and 0 < percent < 100:
            return percent
        return super()._pay_link_get_deposit_percent()


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_get_choices(self):
        self.ensure_one()
        terms = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        rows = [row for row in terms._get_installments_data() if not row["reconciled"]]
        today = fields.Date.context_today(self)
        choices = {
            "next": sum(row["amount_residual_currency_unsigned"] for row in rows[:1]),
            "overdue": sum(
                row["amount_residual_currency_unsigned"]
                for row in rows
                if row["date_maturity"] < today
            ),
        }
        return {
            **super()._pay_link_get_choices(),
            **self._pay_link_keep_parts(choices),
        }
