import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL, float_round

_logger = logging.getLogger(__name__)

OPEN_STATES = ("draft", "pending")


class PaymentTransaction(models.Model):
    """An attempt to pay a link is a transaction with `pay_link_id` set.

    The guards below are for those only; other transactions keep Odoo's ways.
    """

    _inherit = "payment.transaction"

    pay_link_id = fields.Many2one(
        comodel_name="pay.link",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _one_open_attempt = models.UniqueIndex(
        "(pay_link_id) WHERE state = 'draft' AND source_transaction_id IS NULL",
        "Another payment of this link was started at the same moment."
        " Please try again.",
    )
    _provider_object_uniq = models.UniqueIndex(
        "(provider_id, provider_reference) WHERE pay_link_id IS NOT NULL"
        " AND source_transaction_id IS NULL AND provider_reference IS NOT NULL",
        "This payment of the provider belongs to another transaction.",
    )

    # === ATTEMPTS === #

    def _pay_link_can_resume(self, provider_id, payment_method_id, amount, operation):
        """Return whether an open attempt is the one now asked for, so it can go on.

        Only where asking the provider's form again can't open a second payment at the
        provider.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.state == "draft"
            and self._pay_link_is_resumable()
            and self.provider_id.id == provider_id
            and self.payment_method_id.id == payment_method_id
            and self.operation == operation
            and not self.tokenize
            and self.currency_id.compare_amounts(self.amount, amount) == 0
        )

    def _pay_link_is_resumable(self):
        """Return whether the provider takes up an open payment where it was left.

        :rtype: bool
        """
        return self.provider_code in ("demo", "custom")

    def _pay_link_release(self):
        """Cancel an open attempt, at the provider first where the provider can.

        :return: Whether nobody can be charged by it any more, as far as we can know.
        :rtype: bool
        """
        self.ensure_one()
        if not self.provider_id._pay_link_close_attempt(self):
            return False
        if self.state in OPEN_STATES:
            self._set_canceled(state_message=self.env._("Replaced by another attempt."))
        return self.state in ("cancel", "error")

    # === ENGINE === #

    def _create_child_transaction(
        self, amount, is_refund=False, **custom_create_values
    ):
        if self.pay_link_id:
            custom_create_values.setdefault("pay_link_id", self.pay_link_id.id)
        return super()._create_child_transaction(
            amount, is_refund=is_refund, **custom_create_values
        )

    def _create_payment(self, **extra_create_values):
        link_sudo = self.pay_link_id.sudo()  # part of the booking
        if document := link_sudo and link_sudo._get_document():
            values = document._pay_link_prepare_payment_values(self)
            extra_create_values = {**values, **extra_create_values}
        return super()._create_payment(**extra_create_values)

    @api.model
    def _compute_reference_prefix(self, separator, **values):
        """Name an attempt after its link where its document has no name of its own."""
        prefix = super()._compute_reference_prefix(separator, **values)
        link_sudo = self.env["pay.link"].sudo().browse(values.get("pay_link_id") or ())
        return prefix or link_sudo.name or prefix

    def _process(self, provider_code, payment_data):
        """Take one answer at a time for a link, and only those that fit the attempt."""
        tx = self or self._search_by_reference(provider_code, payment_data)
        if not tx.pay_link_id:
            return super()._process(provider_code, payment_data)
        tx._pay_link_lock()
        if not tx._pay_link_accepts(payment_data):
            return tx
        try:
            with self.env.cr.savepoint():
                super(PaymentTransaction, tx)._process(provider_code, payment_data)
                tx.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            if "_object_uniq" not in error.diag.constraint_name:
                raise
            _logger.warning(
                "Refused a payment of the provider for %s: it belongs to another"
                " transaction",
                tx.reference,
            )
            tx.invalidate_recordset()
        return tx

    def _pay_link_lock(self):
        """Lock the link, then its transactions, always in this order.

        Wait for who has them: a webhook and a customer who comes back meet here.
        """
        self.pay_link_id._lock()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM payment_transaction WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE",
                self._ids or (0,),
            )
        )
        self.invalidate_recordset()

    def _pay_link_accepts(self, payment_data):
        """Return whether the provider's data is about this attempt and its amount.

        Odoo compares the amount once; an attempt that was refused for its amount would
        be accepted the second time. Here it is compared every time.

        :param dict payment_data: See `_process`.
        :rtype: bool
        """
        self.ensure_one()
        fits = self._pay_link_owns(payment_data)
        if fits and self.state not in OPEN_STATES:
            fits = self._pay_link_amount_fits(payment_data)
        if not fits:
            _logger.warning("Refused payment data that is not of %s", self.reference)
        return fits

    def _pay_link_owns(self, payment_data):
        """Return whether the provider's object names this attempt in its own metadata.

        A provider whose objects say it overrides this; others are believed.

        :param dict payment_data: See `_process`.
        :rtype: bool
        """
        return True

    def _pay_link_amount_fits(self, payment_data):
        """Return whether amount and currency are those of this attempt.

        :rtype: bool
        """
        data = self._extract_amount_data(payment_data)
        if data is None:  # the provider's data has no amount (Demo, wire transfer)
            return True
        digits = data.get("precision_digits")
        expected = abs(self.amount)
        if digits is not None:
            expected = float_round(
                expected, precision_digits=digits, rounding_method="DOWN"
            )
        return (
            data.get("currency_code") == self.currency_id.name
            and self.currency_id.compare_amounts(data.get("amount") or 0, expected) == 0
        )

    def _set_done(self, *, state_message=None, extra_allowed_states=()):
        """Money that comes for a cancelled attempt is money all the same."""
        linked = self.filtered("pay_link_id")
        res = super(PaymentTransaction, self - linked)._set_done(
            state_message=state_message, extra_allowed_states=extra_allowed_states
        )
        if not linked:
            return res
        return res | super(PaymentTransaction, linked)._set_done(
            state_message=state_message,
            extra_allowed_states=(*extra_allowed_states, "cancel"),
        )

    def _post_process(self):
        """Post-process the attempts of links one by one under lock, once each."""
        linked = self.filtered("pay_link_id")
        res = super(PaymentTransaction, self - linked)._post_process()
        for tx in linked.sorted("id"):
            tx._pay_link_post_process()
        return res

    def _pay_link_post_process(self):
        """Let Odoo book the attempt, then settle its link."""
        self.ensure_one()
        source = self.source_transaction_id
        if source.state in ("authorized", "done") and not source.is_post_processed:
            source._pay_link_post_process()  # confirms what this one is invoiced for
        self._pay_link_lock()
        if self.is_post_processed:
            return
        # Odoo computes the order's `amount_paid` without looking at states.
        self.sale_order_ids.invalidate_recordset(["amount_paid"])
        tx = self.with_context(
            pay_link_transaction_id=self.id,
            skip_sale_auto_invoice_send=True,
            mail_notify_force_send=False,  # a mail server that is slow keeps nobody
        )
        super(PaymentTransaction, tx)._post_process()
        tx._pay_link_book_refunded()
        tx.pay_link_id._settle(self)
        tx.env["pay.link.sending"]._trigger_mail_queue()

    def _pay_link_book_refunded(self):
        """Book money that was given back before it was booked.

        Odoo takes the refund for a part of the payment, and books the parts only.
        """
        self.ensure_one()
        if self._filter_received() and not self.payment_id:
            self.with_company(self.company_id)._create_payment()

    def _log_message_on_linked_documents(self, message):
        """Write on the link too; what is booked is noted once it is booked."""
        if self.env.context.get("pay_link_transaction_id"):
            return None
        res = super()._log_message_on_linked_documents(message)
        for link in self.pay_link_id:
            link.message_post(body=message, author_id=self._pay_link_get_author().id)
        return res

    def _pay_link_get_author(self):
        """Return who a message about this attempt comes from, as Odoo decides it.

        :rtype: res.partner
        """
        if self.env.uid == SUPERUSER_ID or self.env.context.get(
            "payment_backend_action"
        ):
            return self.env.user.partner_id
        return self.partner_id
