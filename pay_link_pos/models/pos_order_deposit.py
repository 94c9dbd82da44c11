from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import sql

HELD = ("held", "lapsing")


class PosOrder(models.Model):
    """An order in progress can be paid in advance, in part or in full.

    The money is a payment of the customer, booked at once like that of any link. The
    order shows it as a line, so that the till asks for the rest only.
    """

    _inherit = "pos.order"

    pay_link_deposit = fields.Monetary(
        string="Deposit",
        compute="_compute_pay_link_deposit",
        store=True,
        help="What the customer has paid in advance by pay link.",
    )

    def _auto_init(self):
        """Make the column: none of the orders that exist is computed for it."""
        if not sql.column_exists(self.env.cr, self._table, "pay_link_deposit"):
            sql.create_column(self.env.cr, self._table, "pay_link_deposit", "numeric")
        return super()._auto_init()

    # === COMPUTE === #

    @api.depends(
        "payment_ids.amount",
        "payment_ids.pay_link_transaction_id",
        "payment_ids.pay_link_is_held",
    )
    def _compute_pay_link_deposit(self):
        for order in self:
            lines = order.payment_ids._pay_link_filter_deposits()
            received = lines.filtered(lambda line: not line.pay_link_is_held)
            order.pay_link_deposit = sum(received.mapped("amount"))

    # === PAY LINK HOOKS === #

    def _pay_link_get_name(self):
        """An order gets its name when it is sold; until then, it has a number."""
        is_new = self.state == "draft" and self.pos_reference
        return self.pos_reference if is_new else super()._pay_link_get_name()

    def _pay_link_get_amounts(self):
        """Owed for an order in progress is its total, less what came by its links.

        Of an order that is done, money of its links that its invoice does not show is
        too much, or is on its way.
        """
        if self.state == "draft":
            return self._pay_link_get_amounts_of_draft()
        amounts = super()._pay_link_get_amounts()
        beside = self._pay_link_get_amount_beside()
        return self._pay_link_settle_part(amounts, beside) if beside else amounts

    def _pay_link_get_amounts_of_draft(self):
        """Return the amounts of an order in progress. See `_pay_link_get_amounts`.

        :rtype: dict
        """
        self.ensure_one()
        currency, total = self.currency_id, self._pay_link_get_total()
        attempts_sudo = self._pay_link_get_attempts()
        paid = sum(attempts_sudo._filter_received().mapped("amount"))
        paid += attempts_sudo._get_amount_held() + self._pay_link_get_amount_at_till()
        due = 0.0
        if not self._pay_link_find_problem():
            due = max(due, currency.round(total - paid))
        return {
            "currency": currency,
            "amount_total": total,
            "amount_paid": currency.round(paid),
            "amount_due": due,
            "amount_min": min(due, currency.rounding),
        }

    def _pay_link_get_total(self):
        """Return what an order in progress costs when none of it is paid in cash.

        :rtype: float
        """
        config = self.config_id
        if config.cash_rounding and not config.only_round_cash_method:
            return self._get_rounded_amount(self.amount_total)
        return self.currency_id.round(self.amount_total)

    def _pay_link_get_amount_at_till(self):
        """Return what a payment terminal has taken for an order in progress.

        Other lines are what a cashier has typed: nobody has paid yet.

        :rtype: float
        """
        lines = self.payment_ids - self.payment_ids._pay_link_filter_deposits()
        done = lines.filtered(lambda line: line.payment_status == "done")
        return sum(done.mapped("amount"))

    def _pay_link_get_attempts(self):
        """Return the attempts to pay this order in advance, as sudo.

        Who is the customer of the order now has paid them.

        :rtype: payment.transaction
        """
        links_sudo = self.sudo().pay_link_ids  # what they brought, for their own order
        customer = self.partner_id.commercial_partner_id
        attempts_sudo = links_sudo.transaction_ids.filtered(
            lambda tx: (
                not tx.invoice_ids
                and tx.pay_link_id.partner_id.commercial_partner_id == customer
            )
        )
        return attempts_sudo

    def _pay_link_get_amount_beside(self):
        """Return money of the links of a finished order that no invoice shows as paid.

        :rtype: float
        """
        if not self.pay_link_ids:
            return 0.0
        rest = self._pay_link_get_attempts()._get_amount_unreconciled()
        return max(0.0, self.currency_id.round(rest))

    def _pay_link_prepare_values(self):
        if self.state != "draft":
            return super()._pay_link_prepare_values()
        customer = self.partner_id
        return {
            "partner_id": customer.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "email": self.email or customer.email,
            "phone": self.mobile or customer.phone,
            "user_id": self.user_id.id or self.env.user.id,
        }

    def _pay_link_prepare_transaction_values(self, amount):
        if not self.account_move:  # the link says what it is for
            return {}
        return super()._pay_link_prepare_transaction_values(amount)

    def _pay_link_get_report(self):
        return bool(self.account_move) and super()._pay_link_get_report()

    def _pay_link_get_due_date(self):
        return self.account_move and super()._pay_link_get_due_date()

    def _pay_link_is_open(self):
        if self.account_move:
            return super()._pay_link_is_open()
        return self.state != "cancel" and not self.is_refund

    def _pay_link_describe_effects(self, amount):
        if self.state != "draft":
            return super()._pay_link_describe_effects(amount)
        due = self._pay_link_get_amounts()["amount_due"]
        rest = self.currency_id.round(due - amount)
        if self.currency_id.compare_amounts(rest, 0) <= 0:
            return [self.env._("The order will be paid before it is handed over.")]
        rest = self.currency_id.format(rest)
        return [self.env._("This is a deposit: %s will still be due.", rest)]

    def _pay_link_check(self):
        if self.state != "draft":
            return super()._pay_link_check()
        if problem := self._pay_link_find_problem():
            raise UserError(problem)
        amounts = self._pay_link_get_amounts()
        if amounts["currency"].compare_amounts(amounts["amount_due"], 0) <= 0:
            name = self._pay_link_get_name()
            raise UserError(self.env._("%(document)s: nothing is due.", document=name))
        return None

    def _pay_link_before_send(self):
        """The till gets to know the method of the deposit before it comes."""
        if self.state != "draft":
            return super()._pay_link_before_send()
        self.env["pos.payment.method"]._pay_link_get_method(self.company_id)
        return None

    def _pay_link_find_problem(self):
        if self.state != "draft":
            return super()._pay_link_find_problem()
        name = self._pay_link_get_name()
        if self.is_refund or self.currency_id.compare_amounts(self.amount_total, 0) < 0:
            return self.env._("%s is a refund: there is nothing to pay for it.", name)
        if not self.lines or self.currency_id.is_zero(self.amount_total):
            return self.env._("Add what is sold first, then ask for a deposit.")
        if not self.partner_id:
            return self.env._("Choose the customer of the order first.")
        if not self.partner_id.active:
            return self.env._("%s is archived.", self.partner_id.display_name)
        return None

    def _pay_link_settle(self, transaction):
        """Show a deposit on the order, or use it for its invoice."""
        res = super()._pay_link_settle(transaction)
        if self.account_move and not transaction.invoice_ids:
            self._pay_link_match_deposits(self.account_move)
        return res

    # === TILL === #

    @api.model
    def _pay_link_get_till_fields(self):
        return super()._pay_link_get_till_fields() | {"pay_link_deposit"}

    def _pay_link_is_followed(self):
        """Orders in progress are followed once a link asks for their money."""
        if self.state == "draft":
            return bool(self.pay_link_ids)
        return super()._pay_link_is_followed()

    def _pay_link_get_till_state(self, amounts):
        held = 0.0
        if self.state == "draft":
            held = self._pay_link_get_attempts()._get_amount_held()
        if not self.currency_id.is_zero(held):
            return "authorized"
        return super()._pay_link_get_till_state(amounts)

    # === BUSINESS === #

    def _pay_link_filter_kept(self):
        """Keep the orders in progress that wait for money, or have received some.

        :rtype: pos.order
        """
        drafts = self.filtered(lambda order: order.state == "draft")
        links_sudo = drafts.sudo().pay_link_ids  # whether, nothing else
        waiting = links_sudo.filtered(
            lambda link: link.state == "active" or link.hold_status in HELD
        )
        waiting_ids = set(waiting.mapped("res_id"))
        return drafts.filtered(
            lambda order: (
                order.id in waiting_ids or order.payment_ids._pay_link_filter_deposits()
            )
        )

    def _pay_link_leave_session(self):
        """Wait for the next session, as Odoo lets orders for another day do."""
        for order in self.filtered("session_id"):
            config = order.config_id
            order.session_id = False
            order.config_id = config

    def _pay_link_show_deposits(self):
        """Let an order in progress show what its links have secured, and tell tills."""
        self.ensure_one()
        if self.state != "draft":
            return
        order_sudo = self.sudo().with_context(pay_link_deposit=True)  # the server's own
        lines = order_sudo.payment_ids._pay_link_filter_deposits()
        by_attempt = {line.pay_link_transaction_id: line for line in lines}
        attempts = order_sudo._pay_link_get_attempts().filtered(
            lambda tx: not tx.source_transaction_id
        )
        for attempt in attempts:
            line = by_attempt.get(attempt, lines.browse())
            order_sudo._pay_link_show_deposit(attempt, line)
        order_sudo.amount_paid = order_sudo._compute_amount_paid()
        order_sudo._pay_link_tell()

    def _pay_link_show_deposit(self, attempt, line):
        """Make, change or drop the line of an attempt.

        :param payment.transaction attempt: A payment by link of this order.
        :param pos.payment line: Its line, or nothing.
        """
        amount, is_held = attempt._pay_link_get_secured()
        values = {"amount": amount, "pay_link_is_held": is_held}
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            line.unlink()
        elif line:
            line.write(values)
        else:
            methods = self.env["pos.payment.method"]
            self.env["pos.payment"].create(
                {
                    **values,
                    "pos_order_id": self.id,
                    "payment_method_id": methods._pay_link_get_method(
                        self.company_id
                    ).id,
                    "pay_link_transaction_id": attempt.id,
                    "payment_date": attempt.last_state_change,
                    "payment_ref_no": attempt.reference,
                    "payment_status": "done",  # the till leaves such a line alone
                }
            )
