import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

_logger = logging.getLogger(__name__)

SUPPORTS = [("none", "Not supported"), ("full_only", "In full"), ("partial", "In part")]


class PayLinkRefund(models.TransientModel):
    """The dialog that gives money of a link back."""

    _name = "pay.link.refund"
    _description = "Refund of a Pay Link"

    link_id = fields.Many2one(
        comodel_name="pay.link", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="link_id.currency_id")
    partner_id = fields.Many2one(related="link_id.partner_id")
    available_transaction_ids = fields.Many2many(
        comodel_name="payment.transaction", compute="_compute_available_transaction_ids"
    )
    transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Payment",
        compute="_compute_transaction_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', available_transaction_ids)]",
    )
    amount_paid = fields.Monetary(string="Paid", related="transaction_id.amount")
    amount_max = fields.Monetary(
        string="Can Be Refunded", compute="_compute_amount_max"
    )
    support = fields.Selection(selection=SUPPORTS, compute="_compute_amount_max")
    provider_name = fields.Char(compute="_compute_amount_max")
    amount_pending = fields.Monetary(compute="_compute_amount_max")
    amount = fields.Monetary(
        string="Amount to Refund",
        compute="_compute_amount",
        store=True,
        readonly=False,
    )

    # === COMPUTE === #

    @api.depends("link_id")
    def _compute_available_transaction_ids(self):
        for wizard in self:
            wizard.available_transaction_ids = wizard.link_id._get_refundable()

    @api.depends("link_id")
    def _compute_transaction_id(self):
        for wizard in self:
            refundable = wizard.link_id._get_refundable().sorted("id")
            odd = wizard.link_id.exception_transaction_id & refundable
            wizard.transaction_id = odd or refundable[-1:]

    @api.depends("transaction_id")
    def _compute_amount_max(self):
        for wizard in self:
            tx_sudo = wizard.transaction_id.sudo()  # the provider's name and abilities
            wizard.support = tx_sudo._get_refund_support() if tx_sudo else "none"
            wizard.provider_name = tx_sudo.provider_id.name
            wizard.amount_max = tx_sudo._get_amount_unrefunded() if tx_sudo else 0.0
            pending = tx_sudo._get_refund_children().filtered(
                lambda tx: tx.state != "done"
            )
            wizard.amount_pending = -sum(pending.mapped("amount"))

    @api.depends("transaction_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.amount_max
            excess = wizard.link_id.amount_excess
            in_part = wizard.support != "full_only"
            if in_part and wizard.currency_id.compare_amounts(excess, 0) > 0:
                wizard.amount = min(excess, wizard.amount_max)

    # === ACTIONS === #

    def action_refund(self):
        """Ask the provider to give the money back, and book it.

        :return: A notification that closes the dialog.
        :rtype: dict
        :raise ValidationError: If the amount can't be given back.
        :raise AccessError: If the user may not refund.
        """
        self.ensure_one()
        transaction = self.transaction_id
        transaction.check_access("write")
        self.link_id.check_access("write")
        self.link_id.sudo()._lock()  # rights were checked right above
        transaction.invalidate_recordset()
        self.invalidate_recordset(["amount_max", "support"])
        self._check_amount()
        known = transaction.child_transaction_ids
        transaction.action_refund(amount_to_refund=self.amount)
        refund = transaction.child_transaction_ids - known
        self._book(refund.sudo())  # Odoo books refunds as the system
        return self._notify(refund)

    def _check_amount(self):
        """Check the amount against what can be given back now.

        :raise ValidationError: If it doesn't fit.
        """
        compare, currency = self.currency_id.compare_amounts, self.currency_id
        if self.transaction_id not in self.available_transaction_ids:
            raise ValidationError(self.env._("There is nothing to give back."))
        if self.support == "none":
            raise ValidationError(
                self.env._("%s can't give money back by itself.", self.provider_name)
            )
        if compare(self.amount, 0) <= 0 or compare(self.amount, self.amount_max) > 0:
            raise ValidationError(
                self.env._(
                    "The amount to refund must be positive and at most %s.",
                    currency.format(self.amount_max),
                )
            )
        if self.support == "full_only" and compare(self.amount, self.amount_paid):
            raise ValidationError(
                self.env._(
                    "%(provider)s gives back a payment in full only: %(amount)s.",
                    provider=self.provider_name,
                    amount=currency.format(self.amount_paid),
                )
            )

    def _book(self, refund_sudo):
        """Book a refund that the provider has confirmed at once.

        The money is gone whatever happens here: what fails is done by the cron.
        """
        try:
            with self.env.cr.savepoint():
                refund_sudo.filtered(lambda tx: tx.state == "done")._post_process()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("Could not book the refund %s", refund_sudo.reference)
            self.env.invalidate_all(flush=False)

    def _notify(self, refund):
        """Return a notification of what became of the refund.

        :rtype: dict
        """
        amount = self.currency_id.format(self.amount)
        if refund.state == "done":
            level, text = "success", self.env._("%s was refunded.", amount)
        elif refund.state in ("cancel", "error"):
            reason = refund.state_message or ""
            level = "danger"
            text = self.env._("The provider refused the refund. %s", reason)
        else:
            level = "info"
            text = self.env._("The refund of %s is on its way.", amount)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": level,
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_register_refund(self):
        """Open a payment to the customer, for a provider that can't give money back.

        :rtype: dict
        :raise UserError: If there is no amount.
        """
        self.ensure_one()
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("The amount to refund must be positive."))
        link = self.link_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "account.payment",
            "views": [(False, "form")],
            "context": {
                "default_payment_type": "outbound",
                "default_partner_type": "customer",
                "default_partner_id": link.partner_id.commercial_partner_id.id,
                "default_amount": self.amount,
                "default_currency_id": self.currency_id.id,
                "default_company_id": link.company_id.id,
                "default_memo": self.env._(
                    "Refund of %(payment)s (%(link)s)",
                    payment=self.transaction_id.reference,
                    link=link.name,
                ),
            },
        }
