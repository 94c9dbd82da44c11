from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "pay.link.mixin"]

    # === PAY LINK HOOKS === #

    def _pay_link_get_amounts(self):
        """Owed is the residual (less an early payment discount that still holds), less
        money that is held or received and not booked yet."""
        self.ensure_one()
        residual = self.amount_residual
        if self.state == "posted":
            residual = self._get_invoice_next_payment_values().get("amount_due", residual)
        attempts = self.transaction_ids | self.transaction_ids.child_transaction_ids
        unbooked = attempts.filtered(lambda tx: not tx.payment_id.move_id)
        pending = unbooked._get_amount_unreconciled()
        currency = self.currency_id
        due = max(0.0, currency.round(residual - pending)) if self._pay_link_is_open() else 0.0
        return {
            "currency": currency,
            "amount_total": self.amount_total,
            "amount_paid": currency.round(self.amount_total - self.amount_residual + pending),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
        }

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
        return {"invoice_ids": [(6, 0, self.ids)]}

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
