from odoo import api, fields, models
from odoo.exceptions import UserError

NOTICE = "PAY_LINK_NOTICE"
GUARDED_FIELDS = {"amount", "payment_method_id", "pos_order_id", "payment_date"}


class PosPayment(models.Model):
    """A deposit as the till shows it: a line that follows from what was paid by link.

    Only the server writes it; what a till sends about it is ignored or refused.
    """

    _inherit = "pos.payment"

    pay_link_transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Paid by Link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The payment by link that this line shows. The money is booked as a"
        " payment of the customer.",
    )
    pay_link_is_held = fields.Boolean(
        string="Held by Link",
        readonly=True,
        copy=False,
        help="The money is held; it is taken when the order is handed over.",
    )

    _pay_link_transaction_uniq = models.UniqueIndex(
        "(pay_link_transaction_id) WHERE pay_link_transaction_id IS NOT NULL",
        "This deposit is on an order already.",
    )

    @api.constrains("payment_method_id")
    def _check_payment_method_id(self):
        """Deposits are shown at each till; none of them offers them as a method."""
        deposits = self.filtered("payment_method_id.is_pay_link")
        return super(PosPayment, self - deposits)._check_payment_method_id()

    @api.model_create_multi
    def create(self, vals_list):
        is_guarded = self._pay_link_is_guarded()
        if is_guarded and any(
            vals.get("pay_link_transaction_id") for vals in vals_list
        ):
            self._pay_link_refuse()
        payments = super().create(vals_list)
        for payment in payments.filtered("payment_method_id.is_pay_link"):
            is_return = payment.pos_order_id.is_refund and payment.amount < 0
            if is_guarded and not is_return:
                self._pay_link_refuse()
        return payments

    def write(self, vals):
        if self._pay_link_is_guarded() and (
            "pay_link_transaction_id" in vals
            or (GUARDED_FIELDS & vals.keys() and self._pay_link_filter_deposits())
        ):
            self._pay_link_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deposit(self):
        if self._pay_link_is_guarded() and self._pay_link_filter_deposits():
            self._pay_link_refuse()

    def _pay_link_is_guarded(self):
        """Return whether deposits may not be touched: all but our own code asks.

        :rtype: bool
        """
        return not (self.env.su and self.env.context.get("pay_link_deposit"))

    def _pay_link_filter_deposits(self):
        """Keep the lines that show deposits.

        :rtype: pos.payment
        """
        return self.filtered("pay_link_transaction_id")

    def _pay_link_refuse(self):
        """Say that a deposit is what the customer paid.

        :raise UserError: Always.
        """
        raise UserError(
            self.env._(
                "A deposit by pay link can't be changed. Cancel or refund the order to"
                " give it back."
            )
        )

    def _pay_link_free(self, amount):
        """Take a part of a deposit off the order: it is the customer's credit.

        :param float amount: In the order's currency, at most that of the line.
        """
        self.ensure_one()
        order, attempt_sudo = self.pos_order_id, self.sudo().pay_link_transaction_id
        line_sudo = self.sudo().with_context(pay_link_deposit=True)  # the server's own
        rest = self.currency_id.round(self.amount - amount)
        is_held = self.pay_link_is_held
        if self.currency_id.compare_amounts(rest, 0) > 0:
            line_sudo.amount = rest
        else:
            line_sudo.unlink()
        if is_held:  # it was not taken, and is given back
            return
        attempt_sudo.pay_link_id._report_exception(attempt_sudo, "over")
        text = self.env._(
            "%(amount)s of the deposit for %(order)s was not needed. It stays on the"
            " customer's account: refund it from the pay link if the customer asks.",
            amount=order.currency_id.format(amount),
            order=order.pos_reference or order.display_name,
        )
        order.message_post(body=text)
        order.config_id._notify(NOTICE, {"order_id": order.id, "message": text})
