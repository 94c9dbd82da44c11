from odoo import fields, models


class PaymentTransaction(models.Model):
    """What a payment or a refund did to an e-wallet, as its invoices tell."""

    _inherit = "payment.transaction"

    def _pay_link_get_top_up_amount(self):
        """Return what of these payments was credited, less what was taken back.

        :return: In the currency of the payments.
        :rtype: float
        """
        moves = self.invoice_ids.filtered(lambda move: move.state == "posted")
        return sum(
            move.amount_total if move.move_type == "out_invoice" else -move.amount_total
            for move in moves
        )

    def _pay_link_get_wallet_part(self):
        """Return what of this refund is to be taken back from the wallet.

        Money that was never credited goes back first.

        :return: In the currency of the refund.
        :rtype: float
        """
        self.ensure_one()
        source = self.source_transaction_id
        beside = source.amount - source._pay_link_get_top_up_amount()
        others = source.child_transaction_ids.filtered(
            lambda tx: (
                tx != self
                and tx.operation == "refund"
                and tx.state == "done"
                and tx.is_post_processed
            )
        )
        before = -sum(others.mapped("amount"))
        part = max(0.0, before - self.amount - beside) - max(0.0, before - beside)
        return self.currency_id.round(part)

    def _pay_link_get_currency_rate(self):
        """Return how much of the payment's currency the company's currency buys.

        :rtype: float
        """
        self.ensure_one()
        return self.env["res.currency"]._get_conversion_rate(
            self.company_id.currency_id,
            self.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )
