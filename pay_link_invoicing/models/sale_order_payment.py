"""What is paid for an order settles what was invoiced for it before."""

from odoo import models
from odoo.fields import Command


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """What is paid for an order by link settles its open invoices, too.

        Odoo matches it with the invoices that it makes for the payment.
        """
        if not self.pay_link_id or self.operation == "refund":
            return super()._create_payment(**extra_create_values)
        payer = self.source_transaction_id or self
        for order in payer.sale_order_ids:
            payer.invoice_ids |= order._pay_link_get_open_invoices()
        shared = payer._pay_link_get_shared_invoices()
        if not shared:
            return super()._create_payment(**extra_create_values)
        # Odoo matches the oldest first: money for this order's own invoice would go to
        # other orders' parts of a shared one
        invoices = {tx: tx.invoice_ids for tx in payer | self}
        extra_create_values.setdefault(
            "invoice_ids", [Command.set(self.invoice_ids.ids)]
        )
        for tx in invoices:
            tx.invoice_ids -= shared
        payment = super()._create_payment(**extra_create_values)
        for tx, before in invoices.items():
            tx.invoice_ids |= before
        if payment.move_id:  # a provider without an outstanding account makes none
            payment._pay_link_match(shared)
        return payment

    def _pay_link_get_shared_invoices(self):
        """Return the invoices that are for other orders too, beside some that aren't.

        :rtype: account.move
        """
        invoices = self.invoice_ids.filtered(lambda move: move.state == "posted")
        shared = invoices.filtered(
            lambda move: move.line_ids.sale_line_ids.order_id - self.sale_order_ids
        )
        return shared if shared != self.invoice_ids else shared.browse()


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _pay_link_match(self, invoices):
        """Match what is left of this payment with invoices.

        :param account.move invoices: Posted.
        """
        self.ensure_one()
        (self.move_id | invoices).line_ids.filtered(
            lambda line: (
                line.account_id == self.destination_account_id and not line.reconciled
            )
        ).reconcile()
