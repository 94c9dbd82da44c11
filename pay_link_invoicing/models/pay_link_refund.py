import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PAYMENT_EXCEPTIONS

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_money"
TEMPLATE = "pay_link_invoicing.mail_template_pay_link_refund"


class PayLink(models.Model):
    """Money that goes back, and money that stays on the account by decision."""

    _inherit = "pay.link"

    amount_refunded = fields.Monetary(
        string="Refunded", compute="_compute_amount_refunded", compute_sudo=True
    )
    amount_excess = fields.Monetary(
        string="Too Much",
        compute="_compute_amount_excess",
        compute_sudo=True,
        help="What was received by this link above what the document owed.",
    )
    exception_transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Unexpected Payment",
        readonly=True,
        copy=False,
    )
    resolved_exception = fields.Selection(
        selection=PAYMENT_EXCEPTIONS, string="Was", readonly=True, copy=False
    )
    exception_resolution = fields.Selection(
        selection=[("refunded", "Refunded"), ("kept", "Kept as customer credit")],
        string="Decision",
        readonly=True,
        copy=False,
        tracking=True,
    )
    exception_resolved_at = fields.Datetime(
        string="Decided On", readonly=True, copy=False
    )
    exception_resolved_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", readonly=True, copy=False
    )

    # === COMPUTE === #

    @api.depends("transaction_ids.state", "transaction_ids.amount")
    def _compute_amount_refunded(self):
        for link in self:
            link.amount_refunded = -sum(link._get_refunds().mapped("amount"))

    @api.depends("transaction_ids.state", "amount_paid", "res_model", "res_id")
    def _compute_amount_excess(self):
        for link in self:
            link.amount_excess = link._get_amount_excess()

    def _get_amount_excess(self):
        """Return what came in by this link above what its document asks.

        For a cancelled or deleted document, that is everything.

        :return: In the link's currency, not negative.
        :rtype: float
        """
        self.ensure_one()
        document, received = self._get_document(), max(0.0, self.amount_paid)
        if not document or not document._pay_link_is_open():
            return received
        amounts = document._pay_link_get_amounts()
        excess = amounts["amount_paid"] - amounts["amount_total"]
        return self.currency_id.round(min(received, max(0.0, excess)))

    def _get_refunds(self):
        """Return the refunds that were confirmed.

        :rtype: payment.transaction
        """
        return self.transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state == "done"
        )

    # === ACTIONS === #

    def action_refund(self):
        """Open the dialog that gives money back.

        :rtype: dict
        :raise AccessError: If the user may not refund: Odoo asks for the right to write
                            transactions.
        :raise UserError: If nothing was received.
        """
        self.ensure_one()
        self.check_access("write")
        self.env["payment.transaction"].check_access("write")
        if not self.sudo()._get_refundable():
            raise UserError(
                self.env._("%s: there is nothing to give back.", self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "pay.link.refund",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_link_id": self.id},
        }

    def action_keep_credit(self):
        """Leave unexpected money on the customer's account.

        :raise UserError: If there is nothing to decide.
        """
        self.check_access("write")
        for link_sudo in self.sudo():  # rights were checked right above
            link_sudo._lock()
            if link_sudo.payment_exception == "none":
                raise UserError(
                    self.env._("%s: there is nothing to decide.", link_sudo.name)
                )
            link_sudo._resolve_exception("kept")

    # === BUSINESS === #

    def _get_refundable(self):
        """Return the payments of which something can still be given back.

        :rtype: payment.transaction
        """
        return self.transaction_ids._filter_received().filtered(
            lambda tx: (
                tx.operation != "refund"
                and tx.currency_id.compare_amounts(tx._get_amount_unrefunded(), 0) > 0
            )
        )

    def _resolve_exception(self, resolution):
        """Write down what was decided, and close the activity that asked for it.

        :param str resolution: A key of `exception_resolution`.
        """
        self.ensure_one()
        texts = {
            "refunded": self.env._("The money was given back."),
            "kept": self.env._("The money stays on the customer's account."),
        }
        self.write(
            {
                "payment_exception": "none",
                "resolved_exception": self.payment_exception,
                "exception_resolution": resolution,
                "exception_resolved_at": fields.Datetime.now(),
                "exception_resolved_by_id": self.env.uid,
            }
        )
        if not self.activity_feedback([ACTIVITY_TYPE], feedback=texts[resolution]):
            self._message_log(body=texts[resolution])

    def _settle_refund(self, refund):
        """Draw the consequences of money that went back.

        :param payment.transaction refund: The confirmed refund.
        """
        self.ensure_one()
        self._match_own_money()
        self.invalidate_recordset(["amount_due", "amount_excess"])
        self._log_booking(refund)
        excess = self.currency_id.compare_amounts(self._get_amount_excess(), 0)
        if self.payment_exception != "none" and excess <= 0:
            self._resolve_exception("refunded")
        self._send_refund_mail(refund)

    def _match_own_money(self):
        """Match what was given back with what of the same link is not used yet."""
        lines = self.transaction_ids._get_receivable_lines()
        for account_lines in lines.grouped("account_id").values():
            account_lines._pay_link_reconcile()

    def _send_refund_mail(self, refund):
        """Tell the customer that money is on its way back. It never stands in the way
        of the books.

        :param payment.transaction refund: The confirmed refund.
        """
        if not self._get_email_normalized():
            return
        try:
            with self.env.cr.savepoint():
                template = self.env.ref(TEMPLATE).sudo()
                self.with_context(pay_link_refund_id=refund.id)._post_mail(template)
        except OperationalError:  # somebody else's lock: the booking is run again
            raise
        except Exception:  # pylint: disable=broad-except
            _logger.exception("The mail about %s could not be made", refund.reference)
            self._message_log(body=self.env._("Delivery to %s failed", self.email))

    def _get_mail_refund(self):
        """Return the refund that the mail is about, or the last one.

        :rtype: payment.transaction
        """
        self.ensure_one()
        refunds = self.sudo()._get_refunds()  # amount and date, for the customer
        refund_id = self.env.context.get("pay_link_refund_id")
        return refunds.filtered(lambda tx: tx.id == refund_id) or refunds[:1]


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _get_refund_children(self):
        """Return the refunds of these payments that are not refused.

        :rtype: payment.transaction
        """
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state not in ("cancel", "error")
        )

    def _get_amount_unrefunded(self):
        """Return what of this payment is neither given back nor on its way back.

        :return: In the currency of the payment.
        :rtype: float
        """
        self.ensure_one()
        returned = sum(self._get_refund_children().mapped("amount"))
        return self.currency_id.round(self.amount + returned)

    def _get_refund_support(self):
        """Return how this payment can be refunded, as Odoo's own dialog knows it.

        :return: `none`, `full_only` or `partial`.
        :rtype: str
        """
        self.ensure_one()
        if not self.payment_id:
            return "none"
        wizard = self.env["payment.refund.wizard"].new(
            {"payment_id": self.payment_id.id}
        )
        return wizard.support_refund
