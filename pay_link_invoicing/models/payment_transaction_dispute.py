import json
import logging
from datetime import UTC, datetime

import stripe

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import DISPUTE_STATES, DISPUTE_STATUSES
from .payment_provider_webhook import read_id, read_object

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "pay_link_invoicing.mail_activity_type_dispute"
TO_ANSWER = ("needs_response", "warning_needs_response")
STATE_OF_STATUS = {"won": "won", "warning_closed": "won", "prevented": "won"}


class PaymentTransaction(models.Model):
    """A customer's bank asks money back: there are days to answer, or it is lost."""

    _inherit = "payment.transaction"

    pay_link_dispute_id = fields.Char(
        string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )
    pay_link_dispute_status = fields.Selection(
        selection=DISPUTE_STATUSES, string="Dispute Status", readonly=True, copy=False
    )
    pay_link_dispute_amount = fields.Monetary(
        string="Disputed", readonly=True, copy=False, currency_field="currency_id"
    )
    pay_link_dispute_due_at = fields.Datetime(
        string="Answer Before", readonly=True, copy=False
    )
    pay_link_dispute_reason = fields.Char(
        string="Dispute Reason", readonly=True, copy=False
    )
    pay_link_dispute_state = fields.Selection(
        selection=DISPUTE_STATES,
        string="Dispute Outcome",
        compute="_compute_pay_link_dispute_state",
        store=True,
        index="btree_not_null",
    )

    @api.depends("pay_link_dispute_status")
    def _compute_pay_link_dispute_state(self):
        for tx in self:
            status = tx.pay_link_dispute_status
            state = "lost" if status == "lost" else STATE_OF_STATUS.get(status, "open")
            tx.pay_link_dispute_state = bool(status) and state

    def _pay_link_fetch_dispute(self, dispute_id):
        """Ask Stripe about a dispute of this attempt, and take it over.

        https://docs.stripe.com/api/disputes/retrieve

        :param str dispute_id: Stripe's id.
        :return: Whether Stripe answered.
        :rtype: bool
        """
        self.ensure_one()
        try:
            client = self.provider_id._pay_link_get_stripe_client()
            dispute = client.v1.disputes.retrieve(dispute_id).to_dict()
        except stripe.StripeError as error:
            _logger.warning(
                "Stripe did not tell about a dispute of %s: %s",
                self.reference,
                type(error).__name__,
            )
            return False
        if read_id(dispute.get("payment_intent")) != self.provider_reference:
            _logger.warning("Ignored a dispute that is not of %s", self.reference)
            return True
        self._pay_link_lock()
        self._pay_link_take_over_dispute(dispute)
        return True

    def _pay_link_take_over_dispute(self, dispute):
        """Write down what Stripe says about a dispute, and ask for an answer.

        An older dispute of the same payment does not hide an open one.

        :param dict dispute: Stripe's object.
        """
        status = dispute.get("status")
        is_other = self.pay_link_dispute_id not in (False, dispute["id"])
        if status not in dict(DISPUTE_STATUSES) or (
            is_other and self.pay_link_dispute_state == "open"
        ):
            return
        if self.pay_link_dispute_id == dispute["id"] and (
            self.pay_link_dispute_status == status
        ):
            return
        due = (dispute.get("evidence_details") or {}).get("due_by")
        self.write(
            {
                "pay_link_dispute_id": dispute["id"],
                "pay_link_dispute_status": status,
                "pay_link_dispute_amount": self._pay_link_from_minor(
                    dispute.get("amount") or 0
                ),
                "pay_link_dispute_due_at": due
                and datetime.fromtimestamp(due, UTC).replace(tzinfo=None),
                "pay_link_dispute_reason": (dispute.get("reason") or "")
                .replace("_", " ")
                .capitalize(),
            }
        )
        self.pay_link_id._report_dispute(self)


class PayLink(models.Model):
    _inherit = "pay.link"

    disputed_transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Disputed Payment",
        compute="_compute_dispute",
        compute_sudo=True,
    )
    dispute_state = fields.Selection(
        selection=DISPUTE_STATES,
        string="Dispute",
        compute="_compute_dispute",
        compute_sudo=True,
        search="_search_dispute_state",
    )
    dispute_status = fields.Selection(
        selection=DISPUTE_STATUSES,
        string="Status of the Dispute",
        compute="_compute_dispute",
        compute_sudo=True,
    )
    dispute_amount = fields.Monetary(
        string="Disputed", compute="_compute_dispute", compute_sudo=True
    )
    dispute_due_at = fields.Datetime(
        string="Answer Before", compute="_compute_dispute", compute_sudo=True
    )

    @api.depends(
        "transaction_ids.pay_link_dispute_status",
        "transaction_ids.pay_link_dispute_amount",
        "transaction_ids.pay_link_dispute_due_at",
    )
    def _compute_dispute(self):
        for link in self:
            disputed = link.transaction_ids.filtered("pay_link_dispute_state")
            is_open = disputed.filtered(lambda tx: tx.pay_link_dispute_state == "open")
            tx = (is_open or disputed)[:1]
            link.disputed_transaction_id = tx
            link.dispute_state = tx.pay_link_dispute_state
            link.dispute_status = tx.pay_link_dispute_status
            link.dispute_amount = tx.pay_link_dispute_amount
            link.dispute_due_at = tx.pay_link_dispute_due_at

    def _search_dispute_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # found by everybody who may see the link, whatever they may see of payments
        disputed = Domain("pay_link_dispute_state", "in", value)
        return Domain("transaction_ids", "any!", disputed)

    def _report_dispute(self, transaction):
        """Ask the seller to answer a dispute in time, or tell how it ended.

        :param payment.transaction transaction: What is disputed.
        """
        self.ensure_one()
        link = self._in_seller_language()
        tx = transaction.with_env(link.env)
        amount = tx.currency_id.format(tx.pay_link_dispute_amount)
        if tx.pay_link_dispute_status in TO_ANSWER:
            link._ask_to_answer_dispute(tx, amount)
            return
        ends = {
            "won": link.env._(
                "The dispute about %s was won: you keep the money.", amount
            ),
            "lost": link.env._("The dispute about %s was lost.", amount),
            "open": link.env._("The dispute about %s is being reviewed.", amount),
        }
        text = ends[tx.pay_link_dispute_state]
        if not link.sudo().activity_feedback([ACTIVITY_TYPE], feedback=text):
            link.sudo()._message_log(body=text)  # the server tells
        if tx.pay_link_dispute_state == "lost":
            link._schedule_once(
                ACTIVITY_TYPE,
                link.env._("Dispute lost: book %s as given back", amount),
                note=link.env._(
                    "Stripe has taken the money of %s back, with a fee. The books do"
                    " not know it yet.",
                    tx._get_html_link(),
                ),
            )
        self._announce_change()

    def _ask_to_answer_dispute(self, transaction, amount):
        """Schedule the activity that has the deadline of a dispute.

        :param payment.transaction transaction: What is disputed.
        :param str amount: How much of it, formatted.
        """
        self._drop_activities(ACTIVITY_TYPE)  # of an earlier deadline
        due_at = transaction.pay_link_dispute_due_at
        self._schedule_once(
            ACTIVITY_TYPE,
            self.env._("Dispute about %s: answer it at Stripe", amount),
            note=self.env._(
                "%(customer)s asks the bank for the money of %(transaction)s back"
                " (reason: %(reason)s). Send evidence at Stripe before the deadline:"
                " without an answer the money is lost.",
                customer=self.partner_id.display_name,
                transaction=transaction._get_html_link(),
                reason=(transaction.pay_link_dispute_reason or "-").lower(),
            ),
            date_deadline=(due_at or fields.Datetime.now()).date(),
        )
        self._announce_change()


class PayLinkEvent(models.Model):
    _inherit = "pay.link.event"

    def _handle(self, tx):
        """A dispute is asked about as such: the payment does not show it."""
        if not self.type.startswith("charge.dispute."):
            return super()._handle(tx)
        target = read_object(json.loads(self.sudo().payload))  # verified when stored
        return tx._pay_link_fetch_dispute(read_id(target.get("id")))
