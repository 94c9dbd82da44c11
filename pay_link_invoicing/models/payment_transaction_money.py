from odoo import models


class PaymentTransaction(models.Model):
    """What transactions have moved, and what of it the books show."""

    _inherit = "payment.transaction"

    def _filter_received(self):
        """Keep what moved money: confirmed, and not split into captures of its own.

        The parts of a hold are transactions with payments of their own; Odoo books
        those, not their source.

        :rtype: payment.transaction
        """
        return self.filtered(
            lambda tx: (
                tx.state == "done"
                and tx.operation != "validation"
                and not tx._get_captures()
            )
        )

    def _filter_authorized(self):
        """Keep what holds money that was not captured yet.

        :rtype: payment.transaction
        """
        return self.filtered(
            lambda tx: tx.state == "authorized" and not tx.source_transaction_id
        )

    def _get_captures(self):
        """Return the finished captures and voids of this hold.

        :rtype: payment.transaction
        """
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state in ("done", "cancel")
        )

    def _get_amount_held(self):
        """Return what these holds still hold after captures and voids.

        :return: In the transactions' currency.
        :rtype: float
        """
        return sum(
            tx.amount - sum(tx._get_captures().mapped("amount"))
            for tx in self._filter_authorized()
        )

    def _get_receivable_lines(self):
        """Return what these transactions' payments booked on the customer's account.

        :rtype: account.move.line
        """
        return self.payment_id.move_id.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_type in ("asset_receivable", "liability_payable")
            )
        )

    def _get_amount_unbooked(self):
        """Return the money of these transactions that the customer's account misses.

        Holds, and received money whose payment is not booked. A payment without a
        journal entry is over once the bank statement was matched with the invoice.

        :return: In the transactions' currency.
        :rtype: float
        """
        amount = self._get_amount_held()
        for tx in self._filter_received():
            is_over = tx.payment_id.state in ("paid", "canceled", "rejected")
            if not tx._get_receivable_lines() and not is_over:
                amount += tx.amount
        return amount

    def _get_amount_unreconciled(self):
        """Return the money of these transactions that no invoice shows as paid yet.

        What is not booked, and the open rest of booked payments. Refunds count against
        it.

        :return: In the transactions' currency.
        :rtype: float
        """
        lines = self._filter_received()._get_receivable_lines()
        rest = sum(lines.mapped("amount_residual_currency"))
        return self._get_amount_unbooked() - rest
