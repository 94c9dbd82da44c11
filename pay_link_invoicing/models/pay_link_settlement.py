from odoo import fields, models

from .pay_link_refund import ACTIVITY_TYPE


class PayLink(models.Model):
    """What follows when a provider has answered: once an attempt, under lock."""

    _inherit = "pay.link"

    def _settle(self, transaction):
        """Draw the consequences of an attempt that Odoo has just booked.

        Called by the post-processing, which holds the lock and runs once.

        :param payment.transaction transaction: The attempt, in any final state.
        """
        self.ensure_one()
        if not transaction._filter_received():
            return
        if transaction.operation == "refund":
            self._settle_refund(transaction)
            return
        self.invalidate_recordset(["amount_due"])
        document = self._get_document()
        if document:
            document._pay_link_settle(transaction)
        self._match_own_money()  # an earlier refund is what this payment is for
        exception = self._find_exception(document, transaction)
        if exception != "none":
            self._report_exception(transaction, exception)
        if self.state == "active" and self._is_covered(document):
            self._move_to("paid", paid_at=fields.Datetime.now())
        self._notify_seller(transaction)
        transaction._pay_link_note_follow_up()
        self._send_receipt(transaction)

    def _is_covered(self, document):
        """Return whether the link got what it asks, or its document asks no more.

        A cancelled document asks nothing either, but that is no payment.

        :param document: The document, or None where it was deleted.
        :rtype: bool
        """
        compare = self.currency_id.compare_amounts
        if compare(self._get_amount_asked(), 0) <= 0:
            return True
        is_open = document and document._pay_link_is_open()
        return bool(is_open and compare(self.amount_due, 0) <= 0)

    def _log_booking(self, transaction):
        """Note the payment and its journal entry on the document and the link."""
        payment = transaction.payment_id
        if payment.move_id:
            transaction._log_message_on_linked_documents(
                self.env._(
                    "Payment %(payment)s is booked in journal entry %(entry)s.",
                    payment=payment._get_html_link(),
                    entry=payment.move_id._get_html_link(),
                )
            )

    def _find_exception(self, document, transaction):
        """Return what is odd about the money that has just come in.

        :param document: The document, or None where it was deleted.
        :param payment.transaction transaction: The payment. A capture takes what was
                                                held in time, whatever the link is now.
        :return: A key of `payment_exception`.
        :rtype: str
        """
        is_capture = bool(transaction.source_transaction_id)
        # where it was paid elsewhere, the document says what is too much
        if not self.is_paid_elsewhere and not is_capture:
            if self.state == "paid":
                return "duplicate"
            if self._get_effective_state() != "active" and not (
                transaction.pay_link_is_in_time and not self._is_ended_by_hand()
            ):
                return "late"
        if not document or not document._pay_link_is_open():
            return "late"
        amounts = document._pay_link_get_amounts()
        compare = self.currency_id.compare_amounts
        if (
            compare(self.amount_paid, self._get_amount_wanted()) > 0
            or compare(amounts["amount_paid"], amounts["amount_total"]) > 0
        ):
            return "over"
        return "none"

    def _is_ended_by_hand(self):
        """Return whether somebody closed the address, and asks by no newer link.

        Such a person is told of the money that comes all the same.

        :rtype: bool
        """
        return self.state == "deactivated" and not self.superseded_by_id

    def _report_exception(self, transaction, exception):
        """Mark the link and ask the seller to decide; the money is already booked.

        :param payment.transaction transaction: The payment that was odd.
        :param str exception: A key of `payment_exception`.
        """
        self.write(
            {
                "payment_exception": exception,
                "exception_transaction_id": transaction.id,
                "exception_resolution": False,
            }
        )
        amount = transaction.currency_id.format(transaction.amount)
        self.activity_schedule(
            ACTIVITY_TYPE,
            summary=self.env._("Refund or keep %s?", amount),
            note=self.env._(
                "%(explanation)s The money (%(transaction)s) is booked on the"
                " customer's account.",
                explanation=self._explain_exceptions()[exception],
                transaction=transaction._get_html_link(),
            ),
            user_id=self._get_responsible().id,
        )

    def _explain_exceptions(self):
        """Return what is odd about a payment, as sentences.

        :return: By the keys of `payment_exception`.
        :rtype: dict
        """
        return {
            "late": self.env._("The payment came after the end of the link."),
            "over": self.env._("More was paid than is due."),
            "duplicate": self.env._("The link was paid already."),
        }

    def _get_responsible(self):
        """Return who is asked when something needs a person: nobody who has left.

        :rtype: res.users
        """
        self.ensure_one()
        document_user = getattr(self._get_document(), "user_id", self.user_id)
        admin = self.env.ref("base.user_admin")
        return next((u for u in (self.user_id, document_user) if u.active), admin)


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    pay_link_is_in_time = fields.Boolean(
        string="Paid in Time",
        readonly=True,
        copy=False,
        help="Whether the provider got this payment before its link ended. A direct"
        " debit is confirmed days later.",
    )

    def _update_state(self, allowed_states, target_state, state_message):
        """Remember that the customer has done their part while the link was live."""
        moved = super()._update_state(allowed_states, target_state, state_message)
        if target_state in ("pending", "authorized"):
            for tx in moved.filtered("pay_link_id"):
                link_sudo = tx.pay_link_id.sudo()  # its state, whoever has paid
                is_promise = tx.state == "pending" and link_sudo._is_replaceable(tx)
                is_live = link_sudo._get_effective_state() == "active"
                tx.pay_link_is_in_time = is_live and not is_promise
        return moved
