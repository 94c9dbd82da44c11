"""A discount for paying early: who starts to pay in time gets it, who is late pays all.

The discount itself, its last day and its accounting are Odoo's. Odoo forgets it when a
payment is confirmed after the last day, and books the first of several tax rates only.
"""

from datetime import timedelta

from odoo import fields, models

from ..const import DISCOUNT_KEPT_DAYS


class PayLink(models.Model):
    _inherit = "pay.link"

    early_discount = fields.Monetary(
        string="Early Payment Discount",
        readonly=True,
        copy=False,
        help="What the amount asked leaves off for paying early. When the discount is"
        " over, this is asked too.",
    )

    def write(self, vals):
        """Whoever sets another amount wants that one, whenever it is paid."""
        res = super().write(vals)
        if "amount" in vals and "early_discount" not in vals:
            discounted_sudo = self.sudo().filtered("early_discount")  # follows amount
            discounted_sudo.early_discount = 0.0
        return res

    def _get_amount_wanted(self):
        """Return what the link asks in all: its amount, and a discount that is over.

        :return: In the link's currency.
        :rtype: float
        """
        self.ensure_one()
        if self.currency_id.is_zero(self.early_discount):
            return self.amount
        document = self._get_document()
        amounts = document._pay_link_get_amounts() if document else {}
        lost = self.early_discount - amounts.get("amount_discount", 0.0)
        return self.currency_id.round(self.amount + max(0.0, lost))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_get_discount(self):
        """Return the discount for paying now, or for money that came in time.

        :return: In the invoice's currency.
        :rtype: float
        """
        self.ensure_one()
        term = self._pay_link_get_discounted_line()
        if not term:
            return 0.0
        today = fields.Date.context_today(self)
        runs = self._is_eligible_for_early_payment_discount(self.currency_id, today)
        if not runs and not self.transaction_ids._pay_link_filter_discounted():
            return 0.0
        return self.currency_id.round(
            term.amount_currency - term.discount_amount_currency
        )

    def _pay_link_get_discounted_line(self):
        """Return the receivable line with a discount that no payment has touched.

        :rtype: account.move.line
        """
        self.ensure_one()
        lines = self.line_ids[:0]
        if self.state != "posted" or not self.invoice_payment_term_id.early_discount:
            return lines
        if self._is_eligible_for_early_payment_discount(self.currency_id, None):
            lines = self.line_ids
        return lines.filtered(lambda line: line.display_type == "payment_term")[:1]

    def _pay_link_is_discounted(self, amount):
        """Return whether this payment is all that is due with the discount.

        :param float amount: In the invoice's currency.
        :rtype: bool
        """
        compare = self.currency_id.compare_amounts
        discount = self._pay_link_get_discount()
        return compare(discount, 0) > 0 and (
            compare(amount, self.amount_residual - discount) == 0
        )

    def _pay_link_prepare_discount_lines(self):
        """Return the lines that book the discount, as Odoo's payment dialog makes them.

        :return: `write_off_line_vals` of `account.payment`.
        :rtype: list[dict]
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        term = self._pay_link_get_discounted_line()

        def convert(amount):
            return self.currency_id._convert(
                amount, self.company_currency_id, self.company_id, today
            )

        residual = term.amount_residual_currency
        matched = {
            "aml": term,
            "amount_currency": -residual,
            "balance": convert(-residual),
        }
        groups = self._get_invoice_counterpart_amls_for_early_payment_discount(
            [matched], convert(self._pay_link_get_discount())
        )
        return [line for lines in groups.values() for line in lines]

    def _get_invoice_next_payment_values(self, custom_amount=None):
        """When a link's payment is booked, it has said what becomes of the discount."""
        values = super()._get_invoice_next_payment_values(custom_amount=custom_amount)
        if self.env.context.get("pay_link_books_discount") and values:
            values["installment_state"] = None
        return values


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    pay_link_discount_until = fields.Datetime(
        string="Discount Kept Until",
        readonly=True,
        help="The amount leaves off a discount for paying early, which held when the"
        " payment was started. A payment that is confirmed until then gets it.",
    )

    def _pay_link_keeps_discount(self):
        """Return whether a discount still holds for this attempt.

        :rtype: bool
        """
        self.ensure_one()
        until = self.pay_link_discount_until
        return bool(until and fields.Datetime.now() <= until)

    def _pay_link_filter_discounted(self):
        """Keep the attempts with a discount whose money is here and not booked yet.

        :rtype: payment.transaction
        """
        return self.filtered(
            lambda tx: (
                (tx.state == "authorized" or (tx.state == "done" and not tx.payment_id))
                and tx._pay_link_keeps_discount()
            )
        )

    def _create_child_transaction(
        self, amount, is_refund=False, **custom_create_values
    ):
        """Who captures all that was held keeps its discount."""
        is_all = self.currency_id.compare_amounts(amount, self.amount) == 0
        if self.pay_link_discount_until and is_all and not is_refund:
            custom_create_values.setdefault(
                "pay_link_discount_until", self.pay_link_discount_until
            )
        return super()._create_child_transaction(
            amount, is_refund=is_refund, **custom_create_values
        )

    def _create_payment(self, **extra_create_values):
        """Book the discount of an attempt of a link; Odoo books none for those."""
        if not self.pay_link_id:
            return super()._create_payment(**extra_create_values)
        # a capture pays the invoices of its source
        invoices = (self.source_transaction_id or self).invoice_ids
        if (
            self._pay_link_keeps_discount()
            and len(invoices) == 1
            and invoices._pay_link_is_discounted(self.amount)
        ):
            extra_create_values.setdefault(
                "write_off_line_vals", invoices._pay_link_prepare_discount_lines()
            )
        tx = self.with_context(pay_link_books_discount=True)
        payment = super(PaymentTransaction, tx)._create_payment(**extra_create_values)
        return payment.with_env(self.env)

    def _pay_link_prepare_discount_promise(self):
        """Return what an attempt remembers that pays less for being early.

        :return: Create values of `payment.transaction`.
        :rtype: dict
        """
        days = timedelta(days=DISCOUNT_KEPT_DAYS)
        return {"pay_link_discount_until": fields.Datetime.now() + days}
