"""How far an order is paid, for the till that shows it and searches by it."""

from odoo import api, fields, models
from odoo.fields import Domain

TILL_STATES = [
    ("none", "Nothing to Follow"),
    ("unpaid", "Unpaid"),
    ("partial", "Partly Paid"),
    ("paid", "Paid"),
    ("authorized", "Authorized"),
]
OPEN_TILL_STATES = ("unpaid", "partial", "authorized")
OPEN_PAYMENT_STATES = ("not_paid", "partial")


class PosOrder(models.Model):
    """Sales on account are followed, and orders with a deposit; all others are not.

    The till reads these fields of all orders it shows, most of which were paid at once:
    those cost no query.
    """

    _inherit = "pos.order"

    pay_link_till_state = fields.Selection(
        selection=TILL_STATES,
        string="Payment on Account",
        compute="_compute_pay_link_till",
        compute_sudo=True,
        search="_search_pay_link_till_state",
    )
    pay_link_till_due = fields.Monetary(
        string="Still Due", compute="_compute_pay_link_till", compute_sudo=True
    )
    pay_link_url = fields.Char(
        string="Address to Pay", compute="_compute_pay_link_till", compute_sudo=True
    )

    # === COMPUTE === #

    @api.depends(
        "state",
        "payment_ids.amount",
        "account_move.amount_residual",
        "account_move.payment_state",
        "account_move.transaction_ids.state",
        "pay_link_ids.state",
        "pay_link_ids.payment_state",
    )
    def _compute_pay_link_till(self):
        followed = self.filtered(lambda order: order._pay_link_is_followed())
        for order in self - followed:
            order.pay_link_till_state = "none"
            order.pay_link_till_due = 0.0
            order.pay_link_url = False
        for order in followed:
            amounts = order._pay_link_get_amounts()
            order.pay_link_till_state = order._pay_link_get_till_state(amounts)
            order.pay_link_till_due = amounts["amount_due"]
            order.pay_link_url = order._pay_link_get_open_url(amounts)

    @api.model
    def _search_pay_link_till_state(self, operator, value):
        """Search by the state; only what may still be open is computed.

        :param str operator: `in`; Odoo turns the others into it.
        :param collection value: Keys of `TILL_STATES`.
        :rtype: Domain
        """
        if operator != "in":
            return NotImplemented
        wanted, followed = set(value), self._pay_link_get_followed_domain()
        if wanted >= {"unpaid", "partial", "authorized", "paid"}:
            return Domain.TRUE if "none" in wanted else followed
        orders_sudo = self.sudo().search(followed & self._pay_link_get_open_domain())
        still_open = orders_sudo.filtered(
            lambda order: order.pay_link_till_state in OPEN_TILL_STATES
        )
        found = still_open.filtered(lambda order: order.pay_link_till_state in wanted)
        domain = Domain("id", "in", found.ids)
        if "paid" in wanted:
            domain |= followed & Domain("id", "not in", still_open.ids)
        if "none" in wanted:
            domain |= ~followed
        return domain

    # === GETTERS === #

    def _pay_link_is_followed(self):
        """Return whether the till shows how far this order is paid.

        Looks at nothing that the till has not read with the order anyway.

        :rtype: bool
        """
        self.ensure_one()
        if self.state not in ("paid", "done") or self.amount_total <= 0:
            return False
        on_account = self._pay_link_get_pay_later()
        if not any(payment.amount > 0 for payment in on_account):
            return False
        return self.account_move.payment_state != "reversed"

    @api.model
    def _pay_link_get_followed_domain(self):
        """Return which orders the till follows. See `_pay_link_is_followed`.

        :rtype: Domain
        """
        on_account = Domain("payment_method_id.journal_id", "=", False)
        on_account &= Domain("payment_method_id.is_online_payment", "=", False)
        on_account &= Domain("amount", ">", 0)
        domain = Domain("state", "in", ("paid", "done"))
        domain &= Domain("amount_total", ">", 0)
        domain &= Domain("payment_ids", "any!", on_account)
        return domain & (
            Domain("account_move", "=", False)
            | Domain("account_move", "any!", [("payment_state", "!=", "reversed")])
        )

    @api.model
    def _pay_link_get_open_domain(self):
        """Return which of the orders that the till follows may still be open.

        :rtype: Domain
        """
        invoiced = Domain("payment_state", "in", OPEN_PAYMENT_STATES)
        open_lines = Domain("account_id.account_type", "=", "asset_receivable")
        open_lines &= Domain("reconciled", "=", False)
        later = Domain("session_move_id", "=", False)
        later |= Domain("session_move_id.line_ids", "any!", open_lines)
        later &= Domain("account_move", "=", False)
        return Domain("account_move", "any!", invoiced) | later

    def _pay_link_get_till_state(self, amounts):
        """Return how far an order that is followed is paid.

        :param dict amounts: See `_pay_link_get_amounts`.
        :return: A key of `TILL_STATES`.
        :rtype: str
        """
        self.ensure_one()
        currency, due = amounts["currency"], amounts["amount_due"]
        attempts_sudo = self._pay_link_get_invoice().transaction_ids
        if not currency.is_zero(attempts_sudo._get_amount_held()):
            return "authorized"
        if currency.compare_amounts(due, 0) <= 0:
            return "paid"
        is_untouched = currency.compare_amounts(due, self.amount_total) >= 0
        return "unpaid" if is_untouched else "partial"

    def _pay_link_get_open_url(self, amounts):
        """Return the address by which the order, or its invoice, can be paid now.

        :param dict amounts: See `_pay_link_get_amounts`.
        :rtype: str | bool
        """
        self.ensure_one()
        if amounts["currency"].compare_amounts(amounts["amount_due"], 0) <= 0:
            return False
        links_sudo = self.sudo().pay_link_ids  # who sells may show the way to pay
        links_sudo |= self._pay_link_get_invoice().pay_link_ids
        return links_sudo.filtered(
            lambda link: link._get_effective_state() == "active"
        )[:1].url

    def _pay_link_get_amount_uninvoiced(self):
        """Return what is owed for an order on account that has no invoice yet.

        After the session was closed, the customer owes what its entry says.

        :return: In the order's currency.
        :rtype: float
        """
        self.ensure_one()
        entry_sudo = self.sudo().session_move_id  # amounts only
        due = 0.0
        for payment in self._pay_link_get_pay_later():
            line = payment._pay_link_find_lines(entry_sudo, payment.amount)[:1]
            is_known = line and payment.payment_method_id.split_transactions
            due += line.amount_residual_currency if is_known else payment.amount
        return due

    @api.model
    def _pay_link_get_till_fields(self):
        return super()._pay_link_get_till_fields() | {
            "pay_link_till_state",
            "pay_link_till_due",
            "pay_link_url",
        }

    @api.model
    def search_paid_order_ids(self, config_id, domain, limit, offset):
        """Have the till read again what may have been paid since it read it."""
        result = super().search_paid_order_ids(config_id, domain, limit, offset)
        orders = self.browse([order_id for order_id, _date in result["ordersInfo"]])
        followed = orders.filtered(lambda order: order._pay_link_is_followed())
        now = fields.Datetime.now()
        result["ordersInfo"] = [
            (order_id, now if order_id in followed._ids else date)
            for order_id, date in result["ordersInfo"]
        ]
        return result
