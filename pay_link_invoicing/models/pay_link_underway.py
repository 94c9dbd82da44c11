"""Money that a provider is at work on, or holds, is asked for by no other link.

A direct debit takes days. What was started by a link that was replaced, or for the
invoice of an order, or in the portal, is nobody's to pay a second time until the
provider has said what becomes of it.
"""

from odoo import models
from odoo.fields import Domain

from .pay_link_attempt import AttemptInProgress


class PayLink(models.Model):
    _inherit = "pay.link"

    def _start_attempt(self, amount=None, **choice):
        attempt, amount = super()._start_attempt(amount=amount, **choice)
        link = self.with_context(pay_link_none_pending=False)  # by now there may be one
        if underway := link._get_attempts_in_the_way(amount):
            raise AttemptInProgress(self._explain_progress(underway[:1]))
        return attempt, amount

    def _get_page_kind_of_link(self, awaiting, again):
        kind = super()._get_page_kind_of_link(awaiting, again)
        if kind == "pay" and self._get_attempts_in_the_way(self._get_amount_min()):
            return "pending"
        return kind

    def _get_attempt_shown(self, kind):
        """Where somebody has to wait for another payment, it is that one."""
        attempt = super()._get_attempt_shown(kind)
        if kind == "pending" and attempt.state != "pending":
            return self._get_attempts_underway()[:1]
        return attempt

    def _get_attempts_in_the_way(self, amount):
        """Return the payments beside this link with which an amount would be too much.

        :param float amount: What somebody is about to pay, in the link's currency.
        :rtype: payment.transaction
        """
        self.ensure_one()
        underway = self._get_attempts_underway()
        if not underway:
            return underway
        owed = self._get_document()._pay_link_get_amounts()["amount_due"]
        pending = underway.filtered(lambda tx: tx.state == "pending")
        total = amount + sum(pending.mapped("amount")) + underway._get_amount_held()
        is_too_much = self.currency_id.compare_amounts(total, owed) > 0
        return underway if is_too_much else underway.browse()

    def _get_attempts_underway(self):
        """Return what providers are at work on, or hold, that is for the same debt.

        :return: Sudoed; the latest first, without the link's own, and without holds
                 that count as paid already.
        :rtype: payment.transaction
        """
        self.ensure_one()
        document = self._get_document()
        attempts_sudo = self.env["payment.transaction"].sudo()  # amounts of its debt
        if not document or self.env.context.get("pay_link_none_pending"):
            return attempts_sudo
        document_sudo = document.sudo()
        attempts_sudo = attempts_sudo.search(
            Domain("state", "in", ("pending", "authorized"))
            & Domain("source_transaction_id", "=", False)
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("pay_link_id", "!=", self.id)
            & document_sudo._pay_link_get_payments_domain()
        )
        pending = attempts_sudo.filtered(lambda tx: tx.state == "pending")
        held = attempts_sudo - pending
        if held:
            held -= document_sudo._pay_link_get_payments_counted()
        return pending.filtered(lambda tx: not self._is_replaceable(tx)) | held


class PayLinkMixin(models.AbstractModel):
    _inherit = "pay.link.mixin"

    def _pay_link_get_payments_domain(self):
        """Return the domain of the transactions that pay what these documents owe.

        :rtype: Domain
        """
        return Domain("pay_link_id", "any", self._pay_link_get_debts_domain())

    def _pay_link_get_payments_counted(self):
        """Return the transactions whose held money `_pay_link_get_amounts` counts.

        :rtype: payment.transaction
        """
        return self.pay_link_ids.transaction_ids


class AccountMove(models.Model):
    _inherit = "account.move"

    def _pay_link_get_payments_domain(self):
        """Those of the portal, too."""
        own = Domain("invoice_ids", "in", self.ids)
        return super()._pay_link_get_payments_domain() | own

    def _pay_link_get_payments_counted(self):
        return super()._pay_link_get_payments_counted() | self.transaction_ids


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _pay_link_get_payments_domain(self):
        """Those of its invoices, too; what is for another order is for that one."""
        own = Domain("sale_order_ids", "in", self.ids)
        own |= super()._pay_link_get_payments_domain()
        invoices = self.order_line.invoice_lines.move_id
        if not invoices:
            return own
        of_none = Domain("sale_order_ids", "=", False)
        return own | (of_none & invoices._pay_link_get_payments_domain())

    def _pay_link_get_payments_counted(self):
        return super()._pay_link_get_payments_counted() | self.transaction_ids


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pay_link_get_payments_domain(self):
        """Those of the documents of the chosen items; the account is many debts."""
        return self._pay_link_get_items().move_id._pay_link_get_payments_domain()

    def _pay_link_get_payments_counted(self):
        items_sudo = self._pay_link_get_items()
        counted = super()._pay_link_get_payments_counted()
        return counted | items_sudo.move_id.transaction_ids


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    # they are few, among all that were ever made
    _pay_link_underway_idx = models.Index(
        "(partner_id) WHERE state IN ('pending', 'authorized')"
    )
