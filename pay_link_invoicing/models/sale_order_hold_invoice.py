"""The invoices of what was captured: their sums are the captures', to the cent."""

from odoo import models
from odoo.fields import Command


class _NotThisInvoice(Exception):
    """The invoice that was tried is not of the amount that was captured."""


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _invoice_sale_orders(self):
        """Invoice each capture of a hold; the hold itself was no payment."""
        captures = self.filtered(
            lambda tx: (
                tx.pay_link_id and tx.source_transaction_id and tx.operation != "refund"
            )
        )
        split = self.filtered(lambda tx: tx.pay_link_id and tx._get_captures())
        others = self - captures - split
        res = super(PaymentTransaction, others)._invoice_sale_orders()
        for capture in captures.sorted("id"):
            capture._pay_link_invoice_capture()
        return res

    def _pay_link_invoice_capture(self):
        """Make the invoice that this capture pays, unless there is one already.

        Odoo matches a capture with the invoices of its hold.
        """
        hold = self.source_transaction_id.with_company(self.company_id)
        orders = hold.sale_order_ids.filtered(lambda order: order.state == "sale")
        if len(orders) != 1:  # no link is for several orders
            return
        invoices = orders._pay_link_get_open_invoices()
        due = orders._pay_link_get_amount_asked_by(orders.invoice_ids)
        rest = self.currency_id.round(self.amount - due)
        if self.currency_id.compare_amounts(rest, 0) > 0:
            invoices |= orders._pay_link_make_invoice(rest)
        for invoice in invoices:
            invoice._portal_ensure_token()
        self.invoice_ids = [Command.set(invoices.ids)]
        hold.invoice_ids = [Command.link(invoice.id) for invoice in invoices]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_get_open_invoices(self):
        """Return the posted invoices of the order that are not paid, nor in payment.

        :rtype: account.move
        """
        compare = self.currency_id.compare_amounts
        return self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and compare(self._pay_link_get_amount_asked_by(move), 0) > 0
            )
        )

    def _pay_link_get_amount_asked_by(self, invoices):
        """Return what invoices ask for this order; drafts will, so they do too.

        :param account.move invoices: Those of the order; credit notes ask nothing.
        :return: In the order's currency.
        :rtype: float
        """
        self.ensure_one()
        asked, nobody = 0.0, self.env["payment.transaction"]
        for invoice in invoices:
            is_debt = invoice.move_type == "out_invoice" and invoice.state != "cancel"
            if is_debt and invoice.currency_id == self.currency_id:
                paid = self._get_amount_paid_of_invoice(invoice, nobody)
                asked += max(0.0, self._get_part_of_invoice(invoice) - paid)
        return self.currency_id.round(asked)

    def _pay_link_make_invoice(self, amount):
        """Invoice a captured amount: what was delivered, where that is its value.

        Where it is not, the amount is a payment in advance, invoiced as Odoo does it.

        Note: `self.ensure_one()`

        :param float amount: In the order's currency.
        :return: Draft invoices of that amount, or the final ones of a paid order.
        :rtype: account.move
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._pay_link_invoice_delivered(amount)
        except _NotThisInvoice:
            self.env.invalidate_all()
        if not self._is_paid():
            return self._generate_downpayment_invoices()
        self._force_lines_to_invoice_policy_order()
        order = self.with_context(raise_if_nothing_to_invoice=False)
        return order._create_invoices(final=True)

    def _pay_link_invoice_delivered(self, amount):
        """Invoice what was delivered, whatever the products' invoicing policy says.

        A customer who pays at delivery gets an invoice of what was delivered.

        :param float amount: What the invoice is to be of.
        :return: The draft invoice, with down payments deducted.
        :rtype: account.move
        :raise _NotThisInvoice: If it is of another amount.
        """
        lines = self.order_line
        quantities = self._pay_link_get_quantities_delivered()
        for line, quantity in quantities.items():
            line.qty_to_invoice = quantity - line.qty_invoiced
        invoices = self.with_context(
            raise_if_nothing_to_invoice=False
        )._create_invoices(final=True)
        # where less was delivered than was paid in advance, Odoo makes a credit note
        total = sum(-move.direction_sign * move.amount_total for move in invoices)
        if len(invoices) != 1 or self.currency_id.compare_amounts(total, amount):
            raise _NotThisInvoice
        self.env.add_to_compute(lines._fields["qty_to_invoice"], lines)
        return invoices

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Invoices of captured parts sum up to what was captured, to the cent."""
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        for order_sudo in self.sudo():  # amounts of payments, of one's own order
            if order_sudo.transaction_ids._filter_holds():
                order_sudo._pay_link_fit_invoices(moves.sudo())
        return moves

    def _pay_link_fit_invoices(self, moves):
        """Take rounding differences between the invoices and the order out of the last.

        Each invoice is rounded by itself, so that parts can be a few cents more or less
        than the whole.

        :param account.move moves: Draft invoices, just made.
        """
        self.ensure_one()
        own = self.order_line.invoice_lines.move_id & moves
        if len(own) != 1 or len(own.line_ids.sale_line_ids.order_id) != 1:
            return
        every = self.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state != "cancel" and move.currency_id == self.currency_id
        )
        total = sum(-move.direction_sign * move.amount_total for move in every)
        quantities = {line: line.qty_invoiced for line in self.order_line}
        wanted = self._pay_link_get_value(quantities)
        own._pay_link_fit(self.currency_id.round(wanted - total))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_fit(self, difference):
        """Add a rounding difference to the largest tax, or as a line of its own.

        :param float difference: In the invoice's currency; more than rounding can
                                 explain is left alone.
        """
        self.ensure_one()
        currency, lines = self.currency_id, self.line_ids
        taxes = lines.filtered(lambda line: line.display_type == "tax")
        products = lines.filtered(lambda line: line.display_type == "product")
        limit = currency.rounding * (len(taxes) + len(products))
        if currency.is_zero(difference) or abs(difference) > limit:
            return
        if not taxes:
            self._pay_link_add_rounding(products[-1:], difference)
            return
        tax = taxes.sorted(lambda line: abs(line.amount_currency))[-1:]
        amount = currency.round(tax.amount_currency + self.direction_sign * difference)
        rate = self.invoice_currency_rate or 1.0
        balance = self.company_currency_id.round(amount / rate)
        values = {"amount_currency": amount, "balance": balance}
        self.write({"line_ids": [Command.update(tax.id, values)]})

    def _pay_link_add_rounding(self, product_line, difference):
        """Add a rounding difference to an invoice without taxes.

        :param account.move.line product_line: Whose account it goes to.
        :param float difference: In the invoice's currency.
        """
        values = {
            "name": self.env._("Rounding"),
            "quantity": 1.0,
            "price_unit": difference,
            "tax_ids": [Command.clear()],
            "account_id": product_line.account_id.id,
        }
        self.write({"invoice_line_ids": [Command.create(values)]})

    def _post(self, soft=True):
        """Match an invoice of an order with what its links have received.

        Odoo does that with what was paid before the invoice was made, captures aside.
        """
        posted = super()._post(soft)
        for invoice in posted.filtered(lambda move: move.move_type == "out_invoice"):
            invoice_sudo = invoice.sudo()  # its own money
            orders_sudo = invoice_sudo.line_ids.sale_line_ids.order_id
            attempts_sudo = invoice_sudo.transaction_ids | orders_sudo.transaction_ids
            attempts_sudo = attempts_sudo.filtered("pay_link_id")
            payments = (attempts_sudo | attempts_sudo._get_captures()).payment_id
            # Odoo calls a payment paid once its first invoice is, whatever is left
            booked = payments.filtered(lambda p: p.state in ("in_process", "paid"))
            for line in booked.move_id.line_ids:
                is_open = line.parent_state == "posted" and not line.reconciled
                if is_open and line.account_type == "asset_receivable":
                    invoice.sudo().js_assign_outstanding_line(line.id)
        return posted
