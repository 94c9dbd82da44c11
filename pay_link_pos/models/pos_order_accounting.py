from odoo import models


class PosOrder(models.Model):
    """What the till books on the customer's account beside the invoice of a sale.

    Two things reach the account by the entry that closes a session, and Odoo leaves
    them unmatched: a sale that is invoiced after its session was closed, and goods that
    come back without a credit note. A link that asks for the invoice's residual must
    not ask for money that was paid or credited there.
    """

    _inherit = "pos.order"

    def _create_misc_reversal_move(self, payment_moves):
        """Match the reversal of the closing entry with what it reverses."""
        res = super()._create_misc_reversal_move(payment_moves)
        self._pay_link_match_reversal()
        return res

    def _pay_link_match_reversal(self):
        """Let an order that is invoiced late owe once what was put on account.

        Its debit in the closing entry is open as long as the customer has not paid it:
        the reversal clears it. What was paid already is money for the invoice.
        """
        self.ensure_one()
        order_sudo = self.sudo()  # part of the booking that Odoo has just made
        reversal = order_sudo.reversed_move_ids.sorted("id")[-1:]
        for payment in order_sudo._pay_link_get_pay_later():
            reversing = payment._pay_link_find_lines(reversal, -payment.amount)[:1]
            reversed_line = payment._pay_link_find_lines(
                order_sudo.session_move_id, payment.amount
            )[:1]
            if not reversing or not reversed_line:  # another customer, or none
                continue
            (reversing | reversed_line)._pay_link_match()
            rest = order_sudo.account_move.line_ids.filtered(
                lambda line, own=reversing: line.account_id == own.account_id
            )
            (reversing | rest)._pay_link_match()

    def _pay_link_get_open_refund(self):
        """Return what was given back on account without a credit note, and is not
        matched with anything yet.

        :return: In the order's currency.
        :rtype: float
        """
        self.ensure_one()
        refunds = self.lines.refund_orderline_ids.order_id.filtered(
            lambda order: order.state in ("paid", "done") and not order.account_move
        )
        payments = refunds._pay_link_get_pay_later()
        return sum(payment._pay_link_get_open_credit() for payment in payments)


class PosPayment(models.Model):
    _inherit = "pos.payment"

    def _pay_link_find_lines(self, move, amount):
        """Return the lines on the customer's account that carry this payment.

        :param account.move move: A closing entry, or the reversal of a part of it.
        :param float amount: In the currency of the payment.
        :return: Those with the largest open rest first.
        :rtype: account.move.line
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        lines = move.line_ids.filtered(
            lambda line: (
                line.partner_id == customer
                and line.account_id.account_type == "asset_receivable"
                and self.currency_id.compare_amounts(line.amount_currency, amount) == 0
            )
        )
        return lines.sorted(lambda line: -abs(line.amount_residual_currency))

    def _pay_link_get_open_credit(self):
        """Return what this refund on account still is worth to the customer.

        :return: In the currency of the payment, not negative.
        :rtype: float
        """
        self.ensure_one()
        credit = max(0.0, -self.amount)
        move = self.pos_order_id.session_move_id
        if not move or not self.payment_method_id.split_transactions:
            return credit  # the books don't know the customer (yet)
        line = self._pay_link_find_lines(move, self.amount)[:1]
        return min(credit, abs(line.amount_residual_currency))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _pay_link_match(self):
        """Reconcile those of the lines that are open, if they can be."""
        lines = self.filtered(
            lambda line: line.account_id.reconcile and not line.reconciled
        )
        if len(lines) > 1 and len(lines.account_id) == 1:
            lines.reconcile()
