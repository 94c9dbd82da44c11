from odoo import api, fields, models
from odoo.exceptions import UserError

NOT_FOR_TILLS = ("pay_link_", "activity_", "my_activity_")


class PosOrder(models.Model):
    """A sale put on the customer's account at the till is paid through its invoice.

    A *pay later* payment moves no money: the invoice stays open on the customer's
    receivable for that part, and closing the session adds nothing to it. So what is
    due is what the invoice still owes, whoever asks.
    """

    _name = "pos.order"
    _inherit = ["pos.order", "pay.link.mixin"]

    # === PAY LINK HOOKS === #

    def _pay_link_get_amounts(self):
        """Owed is what the invoice owes; of an invoice for several orders, the part put
        on account for this one. What is not invoiced yet is owed as well, but a link
        can't be made before it is: see `_pay_link_check`."""
        self.ensure_one()
        invoice_sudo = self._pay_link_get_invoice()
        if self._pay_link_find_problem():
            return self._pay_link_format_amounts(0.0)
        if not invoice_sudo:
            return self._pay_link_format_amounts(self._pay_link_get_amount_uninvoiced())
        amounts = invoice_sudo._pay_link_get_amounts()
        if invoice_sudo.pos_order_ids == self:
            return amounts
        return self._pay_link_format_amounts(
            min(amounts["amount_due"], self._pay_link_get_amount_on_account())
        )

    def _pay_link_format_amounts(self, due):
        """Return the amounts of the order when this is due.

        :param float due: In the order's currency.
        :return: See `_pay_link_get_amounts`.
        :rtype: dict
        """
        currency = self.currency_id
        due = max(0.0, currency.round(due))
        return {
            "currency": currency,
            "amount_total": self.amount_total,
            "amount_paid": currency.round(self.amount_total - due),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
        }

    def _pay_link_get_amount_on_account(self):
        """Return what was put on account for this order, less what its links brought.

        :return: In the order's currency.
        :rtype: float
        """
        on_account = sum(self._pay_link_get_pay_later().mapped("amount"))
        attempts_sudo = self.sudo().pay_link_ids.transaction_ids  # amounts only
        received = sum(attempts_sudo._filter_received().mapped("amount"))
        return on_account - received - attempts_sudo._get_amount_held()

    def _pay_link_prepare_values(self):
        self.ensure_one()
        invoice_sudo, customer = self._pay_link_get_invoice(), self.partner_id
        payer = invoice_sudo.partner_id or customer.browse(
            customer.address_get(["invoice"])["invoice"]
        )
        return {
            "partner_id": payer.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            **(invoice_sudo._pay_link_prepare_values() if invoice_sudo else {}),
            "email": payer.email or self.email or customer.email,
            "phone": payer.phone or self.mobile or customer.phone,
            "user_id": self.user_id.id or self.env.user.id,
        }

    def _pay_link_prepare_transaction_values(self, amount):
        # Not `pos_order_id`: Odoo would add a payment to an order that is settled.
        return self._pay_link_get_invoice()._pay_link_prepare_transaction_values(amount)

    def _pay_link_get_lines(self):
        self.ensure_one()
        return [
            {
                "name": line.full_product_name or line.product_id.display_name,
                "quantity": line._pay_link_format_quantity(),
                "amount": line._pay_link_get_amount(),
            }
            for line in self.lines
        ]

    def _pay_link_get_report(self):
        return "pay_link_pos.action_report_order_invoice"

    def _pay_link_get_reference(self):
        self.ensure_one()
        if not self.pos_reference:
            return ""
        return self.env._("Receipt %s", self.pos_reference)

    def _pay_link_get_date(self):
        self.ensure_one()
        return fields.Datetime.context_timestamp(self, self.date_order).date()

    def _pay_link_get_due_date(self):
        return self._pay_link_get_invoice()._pay_link_get_due_date()

    def _pay_link_is_open(self):
        invoice_sudo = self._pay_link_get_invoice()
        return self.state != "cancel" and invoice_sudo._pay_link_is_open()

    def _pay_link_describe_effects(self, amount):
        return self._pay_link_get_invoice()._pay_link_describe_effects(amount)

    def _pay_link_check(self):
        self.ensure_one()
        if problem := self._pay_link_find_problem():
            raise UserError(problem)
        invoice_sudo = self._pay_link_get_invoice()
        if not invoice_sudo:
            raise UserError(
                self.env._(
                    "Invoice %s first, then send the pay link.", self.display_name
                )
            )
        if not invoice_sudo._pay_link_is_open():
            invoice_sudo._pay_link_check()  # says what is wrong with the invoice
        return super()._pay_link_check()

    def _pay_link_find_problem(self):
        """Return why the order as it was left at the till can't be paid by link.

        :rtype: str | None
        """
        name = self.display_name
        if self.state == "cancel":
            return self.env._("%s is cancelled: nothing can be paid for it.", name)
        if self.is_refund or self.currency_id.compare_amounts(self.amount_total, 0) < 0:
            return self.env._("%s is a refund: there is nothing to pay for it.", name)
        if not self._pay_link_get_pay_later():
            return self.env._("%s was paid at the till: nothing is due.", name)
        if not self.partner_id:
            return self.env._("%s has no customer.", name)
        return None

    def _pay_link_get_pay_later(self):
        """Return the payments that put something on the customer's account.

        :rtype: pos.payment
        """
        return self.payment_ids.filtered(
            lambda payment: payment.payment_method_id.type == "pay_later"
        )

    def _pay_link_get_invoice(self):
        """Return the invoice of the order, as sudo.

        Who may use the order may know what its invoice owes.

        :rtype: account.move
        """
        return self.sudo().account_move

    # === TILL === #

    @api.model
    def _load_pos_data_fields(self, config):
        """The till reads all fields of its orders; it gets what it uses of ours."""
        names = super()._load_pos_data_fields(config)
        if not names:  # all, for Odoo
            names = self.fields_get(attributes=())
        used = self._pay_link_get_till_fields()
        return [
            name for name in names if name in used or not name.startswith(NOT_FOR_TILLS)
        ]

    @api.model
    def _pay_link_get_till_fields(self):
        """Return the fields of pay links that the till loads with its orders.

        :rtype: frozenset[str]
        """
        return frozenset()


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _pay_link_format_quantity(self):
        """Return the quantity and its unit, as text.

        :rtype: str
        """
        return " ".join(filter(None, [f"{self.qty:g}", self.product_uom_id.name]))

    def _pay_link_get_amount(self):
        """Return the line's amount, taxes shown as the company shows them.

        :rtype: float
        """
        if self.company_id.account_price_include == "tax_included":
            return self.price_subtotal_incl
        return self.price_subtotal
