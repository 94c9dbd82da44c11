from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "pay.link.mixin"]

    # === PAY LINK HOOKS === #

    def _pay_link_check_access(self):
        """Who sees an invoice may ask for its money; sellers do not write invoices."""
        self.check_access("read")

    def _pay_link_get_amounts(self):
        """Owed is the residual (less an early payment discount that still holds), less
        money of the invoice's transactions that no invoice shows as paid."""
        self.ensure_one()
        discount = self._pay_link_get_discount()
        attempts = self.transaction_ids | self.transaction_ids.child_transaction_ids
        unreconciled = attempts._get_amount_unreconciled()
        unreconciled += self._pay_link_get_amount_registered(attempts)
        paid = self.amount_total - self.amount_residual + unreconciled
        currency, due = self.currency_id, 0.0
        if self._pay_link_is_open():
            due = max(
                due, currency.round(self.amount_residual - discount - unreconciled)
            )
        return {
            "currency": currency,
            "amount_total": self.amount_total,
            "amount_paid": currency.round(paid),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
            "amount_discount": discount,
        }

    def _pay_link_get_amount_registered(self, attempts):
        """Return what was registered as paid and waits for the bank statement.

        Without an outstanding account, Odoo makes no journal entry for a payment: the
        invoice is in payment, its residual is not. Of a payment of several invoices,
        the first due ones get their part first.

        :param payment.transaction attempts: Those whose payments are counted already.
        :return: In the currency of the invoice.
        :rtype: float
        """
        self.ensure_one()
        amount = 0.0
        for payment in self.matched_payment_ids - attempts.payment_id:
            if payment.move_id or payment.state != "in_process":
                continue
            rest = payment.currency_id._convert(
                payment.amount, self.currency_id, payment.company_id, payment.date
            )
            for invoice in payment.invoice_ids.sorted(
                lambda move: (move.invoice_date_due or move.date, move.id)
            ):
                part = min(rest, invoice.amount_residual)
                rest -= part
                amount += part if invoice == self else 0.0
        return amount

    def _pay_link_prepare_values(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "email": self.partner_id.email,
            "phone": self.partner_id.phone,
            "user_id": self.invoice_user_id.id or self.env.user.id,
        }

    def _pay_link_prepare_transaction_values(self, amount):
        values = {"invoice_ids": [(6, 0, self.ids)]}
        if self._pay_link_is_discounted(amount):
            transactions = self.env["payment.transaction"]
            values |= transactions._pay_link_prepare_discount_promise()
        return values

    def _pay_link_get_lines(self):
        self.ensure_one()
        included = self.company_id.account_price_include == "tax_included"
        return [
            {
                "name": line.name or line.product_id.display_name or "",
                "quantity": " ".join(
                    filter(None, [f"{line.quantity:g}", line.product_uom_id.name])
                ),
                "amount": line.price_total if included else line.price_subtotal,
            }
            for line in self.invoice_line_ids
            if line.display_type == "product"
        ]

    def _pay_link_get_report(self):
        return "account.account_invoices"

    def _pay_link_get_date(self):
        return self.invoice_date

    def _pay_link_get_due_date(self):
        return self.invoice_date_due

    def _pay_link_is_open(self):
        return self.state == "posted"

    def _pay_link_check(self):
        if self.move_type != "out_invoice":
            raise UserError(
                self.env._(
                    "%s is no customer invoice: only those can be paid by link.",
                    self.display_name,
                )
            )
        if self.state != "posted":
            raise UserError(
                self.env._("%s is cancelled: nothing can be paid for it.", self.name)
                if self.state == "cancel"
                else self.env._("Confirm the invoice first, then send the pay link.")
            )
        return super()._pay_link_check()
