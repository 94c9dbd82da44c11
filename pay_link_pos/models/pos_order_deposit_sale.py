"""The sale of an order with a deposit: what the till sends, and what it may change."""

import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

CRON = "pay_link_pos.cron_pay_link_after_sale"
BATCH_SIZE = 50

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    _inherit = "pos.order"

    pay_link_has_follow_up = fields.Boolean(
        string="Pay Links Are Waiting",
        readonly=True,
        copy=False,
        help="Whether a provider is still to be asked to take, to release or to give"
        " back money after this order was finished.",
    )

    _pay_link_follow_up_idx = models.Index("(id) WHERE pay_link_has_follow_up IS TRUE")

    # === WHAT THE TILL SENDS === #

    @api.model
    def _process_order(self, order, existing_order):
        """Take no word of a till about deposits; wait for one that is being booked."""
        known = existing_order or self.browse()
        order.pop("pay_link_deposit", None)
        if known and known.state == "draft" and known.pay_link_ids:
            if order.get("state") != "draft":
                known.sudo().pay_link_ids._lock()  # nobody may pay it at this moment
                known.invalidate_recordset(["payment_ids"])
            known._pay_link_keep_customer(order)
        if order.get("payment_ids"):
            order["payment_ids"] = known._pay_link_clean_commands(order)
        return super()._process_order(order, existing_order)

    def _pay_link_keep_customer(self, values):
        """Leave an order with a deposit to the customer who has paid it.

        :param dict values: What the till sends; changed in place.
        """
        deposits = self.payment_ids._pay_link_filter_deposits()
        if not deposits or "partner_id" not in values:
            return
        partner = self.env["res.partner"].browse(values["partner_id"] or ()).exists()
        customer = self.partner_id.commercial_partner_id
        if partner.commercial_partner_id != customer:
            values["partner_id"] = self.partner_id.id

    def _pay_link_clean_commands(self, values):
        """Return the commands of a till for payments, less those about deposits.

        :param dict values: What the till sends.
        :rtype: list
        """
        deposits = self.payment_ids._pay_link_filter_deposits()
        uuids = set(deposits.mapped("uuid"))
        method_ids = self._pay_link_get_deposit_method_ids(values["payment_ids"])
        commands = []
        for command in values["payment_ids"]:
            code, res_id, *rest = command
            payment = rest[0] if rest and isinstance(rest[0], dict) else {}
            payment.pop("pay_link_transaction_id", None)
            payment.pop("pay_link_is_held", None)
            is_forged = payment.get("payment_method_id") in method_ids and not (
                code == 0 and values.get("is_refund") and payment.get("amount", 0) < 0
            )
            is_known = code == 0 and payment.get("uuid") in uuids
            if not (is_forged or is_known or (code and res_id in deposits.ids)):
                commands.append(command)
        return commands

    def _pay_link_get_deposit_method_ids(self, commands):
        """Return the methods in these commands that show deposits.

        :param list commands: Commands for payments.
        :rtype: list[int]
        """
        ids = {
            command[2].get("payment_method_id")
            for command in commands
            if len(command) > 2 and isinstance(command[2], dict)
        }
        methods = self.env["pos.payment.method"].browse(filter(None, ids))
        return methods.filtered("is_pay_link").ids

    def _clean_payment_lines(self):
        """A cancelled online payment leaves an order with a deposit as it is."""
        if self.payment_ids._pay_link_filter_deposits():
            return None
        return super()._clean_payment_lines()

    # === VALIDATION === #

    def _process_payment_lines(self, pos_order, order, pos_session, draft):
        if not draft:
            order._pay_link_fit_deposits(pos_order)
            order._pay_link_check_returns()
        return super()._process_payment_lines(pos_order, order, pos_session, draft)

    def _pay_link_fit_deposits(self, values):
        """Use no more of the deposits than the sale needs; the rest is credit.

        The till may not know of a deposit that has just come, and has taken the whole
        amount. What it gives back as change is never more than it was given.

        :param dict values: What the till sends; its change is corrected in place.
        """
        deposits = self.payment_ids._pay_link_filter_deposits()
        if not deposits:
            return
        currency = self.currency_id
        tendered = sum((self.payment_ids - deposits).mapped("amount"))
        change = min(0.0, values.get("amount_return") or 0.0)
        if currency.compare_amounts(-change, max(0.0, tendered)) > 0:
            change = -currency.round(max(0.0, tendered))
            values["amount_return"] = change
            self.amount_return = change
        excess = tendered + change + sum(deposits.mapped("amount"))
        excess = currency.round(excess - self._pay_link_get_total())
        if currency.compare_amounts(excess, self._pay_link_get_tolerance()) > 0:
            self._pay_link_free_deposits(deposits, excess)

    def _pay_link_get_tolerance(self):
        """Return by how much rounding lets an order be paid too much.

        :rtype: float
        """
        config = self.config_id
        in_cash = any(self.payment_ids.payment_method_id.mapped("is_cash_count"))
        if not config.cash_rounding or (config.only_round_cash_method and not in_cash):
            return 0.0
        method = config.rounding_method
        if method.rounding_method == "HALF-UP":
            return self.currency_id.round(method.rounding / 2)
        return self.currency_id.round(method.rounding)

    def _pay_link_free_deposits(self, deposits, excess):
        """Take from the deposits what the order does not need: it becomes credit.

        :param pos.payment deposits: Lines of deposits.
        :param float excess: In the order's currency.
        """
        currency = self.currency_id
        for line in deposits.sorted("id", reverse=True):
            part = min(excess, line.amount)
            if currency.compare_amounts(part, 0) <= 0:
                break
            excess = currency.round(excess - part)
            line._pay_link_free(part)

    def _process_saved_order(self, draft):
        """Invoice a sale that a link has paid or is to pay; then see to its links."""
        links_sudo = self.sudo().pay_link_ids  # part of the sale
        later = self._pay_link_get_pay_later()
        is_shown = any(later.payment_method_id.mapped("is_pay_link"))
        if draft or not (links_sudo or is_shown):
            return super()._process_saved_order(draft)
        order = self.with_context(pay_link_at_till=True)
        is_needed = is_shown or (later and "active" in links_sudo.mapped("state"))
        if is_needed and not self.to_invoice:  # nobody at the till waits for its PDF
            self.to_invoice = True
            order = order.with_context(generate_pdf=False)
        res = super(PosOrder, order)._process_saved_order(draft)
        order._pay_link_follow_sale()
        return res

    def _prepare_invoice_vals(self):
        """What is paid in advance is due at no later day."""
        values = super()._prepare_invoice_vals()
        later = self._pay_link_get_pay_later()
        if later and not later.filtered(lambda p: not p.pay_link_transaction_id):
            values["invoice_payment_term_id"] = False
        return values

    def _reconcile_invoice_payments(self, invoice, payment_moves):
        res = super()._reconcile_invoice_payments(invoice, payment_moves)
        for order in self:
            order._pay_link_match_deposits(invoice)
        return res

    def _pay_link_match_deposits(self, invoice):
        """Match what the links of the order brought with its invoice.

        :param account.move invoice: The invoice of the order.
        """
        if not self.pay_link_ids:
            return
        invoice_sudo = invoice.sudo()  # part of booking the sale
        attempts_sudo = self._pay_link_get_attempts()._filter_received()
        lines = attempts_sudo._get_receivable_lines() | invoice_sudo.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        for account_lines in lines.grouped("account_id").values():
            account_lines._pay_link_match()
        without_entry = attempts_sudo.payment_id.filtered(
            lambda payment: not payment.move_id and payment.state == "in_process"
        )
        without_entry.invoice_ids |= invoice_sudo

    # === AFTER THE SALE === #

    def _pay_link_follow_sale(self):
        """Close links that ask no more; leave to a cron what needs a provider."""
        links_sudo = self.sudo().pay_link_ids  # part of the sale
        links_sudo.filtered(lambda link: link.state == "active")._close_settled()
        attempts_sudo = links_sudo.transaction_ids
        if (
            attempts_sudo._filter_authorized()
            or links_sudo._get_open_attempts()
            or self._pay_link_get_returns()
        ):
            self._pay_link_note_follow_up()

    def _pay_link_note_follow_up(self):
        """Have a cron ask the provider once this transaction is committed."""
        self.sudo().pay_link_has_follow_up = True
        self.env.ref(CRON).sudo()._trigger()

    def _pay_link_follow_holds(self):
        """Take what was held for the goods, give back the rest, close links."""
        self.ensure_one()
        lines = self.payment_ids._pay_link_filter_deposits()
        by_attempt = {line.pay_link_transaction_id: line for line in lines}
        for hold in self.pay_link_ids.transaction_ids._filter_authorized():
            if line := by_attempt.get(hold):
                taken = hold._get_amount_captured()
                amount = min(line.amount - taken, hold._get_amount_capturable())
                if self.currency_id.compare_amounts(amount, 0) > 0:
                    part = hold._pay_link_capture(amount)
                    if part.state == "error":  # the seller was told
                        continue
                hold._pay_link_release_rest()
            elif not self._pay_link_is_owed_beside(hold):
                hold._pay_link_release_rest()
        active = self.pay_link_ids.filtered(lambda link: link.state == "active")
        active._close_settled()

    def _pay_link_is_owed_beside(self, hold):
        """Return whether the order still owes what is held.

        :param payment.transaction hold: Money that is held for the order.
        :rtype: bool
        """
        invoice = self.account_move
        rest = invoice.amount_residual if invoice else 0.0
        return self.currency_id.compare_amounts(rest, 0) > 0

    @api.model
    def _cron_pay_link_after_sale(self):
        """See to held money of finished orders, each in a transaction of its own."""
        waiting = [("pay_link_has_follow_up", "=", True)]
        orders = self.search(waiting, order="id", limit=BATCH_SIZE)
        for order in orders:
            if order.try_lock_for_update(allow_referencing=True):
                order.invalidate_recordset()
                if order.pay_link_has_follow_up:
                    order._pay_link_try_holds()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        if self.search_count(waiting, limit=1):
            self.env.ref(CRON)._trigger()

    def _pay_link_try_holds(self):
        """See to held money; where that fails, say so on the order."""
        try:
            with self.env.cr.savepoint():
                self.pay_link_has_follow_up = False
                self._pay_link_follow_holds()
                self._pay_link_return_deposits()
        except OperationalError:  # somebody else's lock: the cron comes back
            raise
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The holds of %s could not be captured", self.name)
            self.pay_link_has_follow_up = False
            self.message_post(
                body=self.env._(
                    "The money of this order's pay link could not be taken or given"
                    " back. Please do it from the pay link."
                )
            )
