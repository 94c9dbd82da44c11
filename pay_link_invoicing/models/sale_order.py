from datetime import datetime, time

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "pay.link.mixin"]

    # === PAY LINK HOOKS === #

    def _pay_link_get_amounts(self):
        """Owed is the total, less what its invoices show as paid and what is held,
        received or booked beside them.

        Odoo's own `amount_paid` is the sum of transactions: it misses payments on the
        invoice and does not see refunds.
        """
        self.ensure_one()
        attempts = self.transaction_ids | self.transaction_ids.child_transaction_ids
        paid = self._get_amount_paid_by_invoice(attempts)
        paid += attempts._get_amount_unreconciled()
        paid = self.currency_id.round(paid)
        due = 0.0
        if self._pay_link_is_open():
            due = max(due, self.currency_id.round(self.amount_total - paid))
        return {
            "currency": self.currency_id,
            "amount_total": self.amount_total,
            "amount_paid": paid,
            "amount_due": due,
            "amount_min": min(due, self.currency_id.rounding),
        }

    def _get_amount_paid_by_invoice(self, attempts):
        """Return what the posted invoices and credit notes of the order show as paid.

        Of an invoice for several orders, the part of this order counts.

        :param payment.transaction attempts: Those whose money is counted beside.
        :return: In the order's currency.
        :rtype: float
        """
        paid = 0.0
        for invoice in self.order_line.invoice_lines.move_id:
            if invoice.state != "posted" or not invoice.is_sale_document():
                continue
            sign = -1 if invoice.move_type == "out_refund" else 1
            paid += invoice.currency_id._convert(
                sign * self._get_amount_paid_of_invoice(invoice, attempts),
                self.currency_id,
                invoice.company_id,
                invoice.invoice_date,
                round=False,
            )
        return paid

    def _get_amount_paid_of_invoice(self, invoice, attempts):
        """Return what is paid of this order's part of an invoice.

        What the transactions of an order have paid is paid of its own part; of what
        came otherwise, each order has its share of what is left.

        :param payment.transaction attempts: See `_get_amount_paid_by_invoice`.
        :return: In the invoice's currency.
        :rtype: float
        """
        orders_sudo = invoice.invoice_line_ids.sale_line_ids.order_id.sudo()  # amounts
        others_sudo = (orders_sudo - self).transaction_ids
        attempts |= others_sudo | others_sudo.child_transaction_ids
        paid = invoice.amount_total - invoice.amount_residual
        paid += invoice._pay_link_get_amount_registered(attempts)
        if not orders_sudo - self:
            return paid
        matched = {order: order._get_amount_matched(invoice) for order in orders_sudo}
        every, own = sum(matched.values()), matched.get(self, 0.0)
        rest = invoice.amount_total - every
        if invoice.currency_id.is_zero(rest):
            return own
        own_rest = max(0.0, self._get_part_of_invoice(invoice) - own)
        return own + (paid - every) * own_rest / rest

    def _get_part_of_invoice(self, invoice):
        """Return how much of an invoice is for this order.

        :return: In the invoice's currency.
        :rtype: float
        """
        lines = invoice.invoice_line_ids
        own = lines.filtered(lambda line: self in line.sale_line_ids.order_id)
        if not (lines - own).sale_line_ids:
            return invoice.amount_total
        return sum(own.mapped("price_total"))

    def _get_amount_matched(self, invoice):
        """Return what the order's own transactions have paid of an invoice.

        :return: In the invoice's currency.
        :rtype: float
        """
        self.ensure_one()
        attempts_sudo = self.sudo().transaction_ids  # amounts only
        attempts_sudo |= attempts_sudo.child_transaction_ids
        partials = attempts_sudo._get_receivable_lines().matched_debit_ids
        own = partials.filtered(lambda part: part.debit_move_id.move_id == invoice)
        return sum(own.mapped("debit_amount_currency"))

    def _pay_link_prepare_values(self):
        self.ensure_one()
        payer = self.partner_invoice_id or self.partner_id
        values = {
            "partner_id": payer.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "email": payer.email or self.partner_id.email,
            "phone": payer.phone or self.partner_id.phone,
            "user_id": self.user_id.id or self.env.user.id,
        }
        if (
            self.state in ("draft", "sent")
            and self.validity_date
            and not self.is_expired
        ):
            values["expires_at"] = datetime.combine(
                self.validity_date, time(23, 59, 59)
            )
        return values

    def _pay_link_prepare_transaction_values(self, amount):
        return {"sale_order_ids": [(6, 0, self.ids)]}

    def _pay_link_get_lines(self):
        self.ensure_one()
        return [
            {
                "name": line.name,
                "quantity": line._pay_link_format_quantity(),
                "amount": line._pay_link_get_amount(),
            }
            for line in self.order_line
            if not line.display_type and not line.is_downpayment
        ]

    def _pay_link_get_report(self):
        return "sale.action_report_saleorder"

    def _pay_link_get_date(self):
        return self.date_order

    def _pay_link_is_open(self):
        return self.state != "cancel"

    def _pay_link_check(self):
        if self.state == "cancel":
            raise UserError(
                self.env._("%s is cancelled: nothing can be paid for it.", self.name)
            )
        if not (self.partner_invoice_id or self.partner_id):
            raise UserError(self.env._("%s has no customer.", self.name))
        return super()._pay_link_check()

    # === ENGINE === #

    def _is_paid(self):
        """For a pay link, an order is paid when nothing is due any more.

        Held money is asked for by nobody, but is not paid yet.
        """
        if self.env.context.get("pay_link_transaction_id"):
            due = self._pay_link_get_amounts()["amount_due"]
            due += self.transaction_ids._get_amount_held()
            return self.currency_id.is_zero(due)
        return super()._is_paid()

    def _is_confirmation_amount_reached(self):
        """For a pay link, what was given back is not paid; Odoo counts it."""
        if self.env.context.get("pay_link_transaction_id"):
            return self._pay_link_is_confirmed_by(0.0)
        return super()._is_confirmation_amount_reached()

    def _generate_downpayment_invoices(self):
        """For a pay link, invoice what this payment leaves beside other invoices.

        Odoo would invoice all payments.
        """
        transaction_id = self.env.context.get("pay_link_transaction_id")
        if not transaction_id:
            return super()._generate_downpayment_invoices()
        amount = self.env["payment.transaction"].browse(transaction_id).amount
        invoices = self.env["account.move"]
        for order in self:
            due = order._pay_link_get_amount_asked_by(order.invoice_ids)
            rest = order.currency_id.round(amount - due)
            if order.currency_id.compare_amounts(rest, 0) <= 0:
                continue
            wizard = order.env["sale.advance.payment.inv"].create(
                {
                    "sale_order_ids": order,
                    "advance_payment_method": "fixed",
                    "fixed_amount": rest,
                }
            )
            invoices |= wizard._create_invoices(order)
        return invoices


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _pay_link_format_quantity(self):
        """Return the quantity and its unit, as text.

        :rtype: str
        """
        quantity = f"{self.product_uom_qty:g}"
        return (
            f"{quantity} {self.product_uom_id.name}"
            if self.product_uom_id
            else quantity
        )

    def _pay_link_get_amount(self):
        """Return the line's amount, taxes shown as the company shows them.

        :rtype: float
        """
        company = self.company_id
        if company.account_price_include == "tax_included":
            return self.price_total
        return self.price_subtotal
