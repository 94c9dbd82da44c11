from odoo import api, fields, models


class PayLink(models.Model):
    """What the facts say of a link now: paid, due, payable."""

    _inherit = "pay.link"

    @api.depends("transaction_ids.state", "transaction_ids.amount")
    def _compute_amount_paid(self):
        for link in self:
            received = link.transaction_ids._filter_received()
            link.amount_paid = sum(received.mapped("amount"))

    @api.depends(
        "amount_paid", "amount", "state", "is_paid_elsewhere", "transaction_ids.state"
    )
    def _compute_payment_state(self):
        for link in self:
            link.payment_state = link._get_payment_state()

    @api.depends(
        "amount",
        "early_discount",
        "amount_paid",
        "transaction_ids.state",
        "res_model",
        "res_id",
    )
    def _compute_amount_due(self):
        documents = self._get_documents()
        for link in self:
            document = documents.get(link)
            owed = document._pay_link_get_amounts()["amount_due"] if document else 0
            link.amount_due = max(0, min(link._get_amount_asked(), owed))

    def _get_amount_asked(self):
        """Return what the link still asks, in its currency.

        :rtype: float
        """
        self.ensure_one()
        held = self.transaction_ids._get_amount_held()
        return self.currency_id.round(
            self._get_amount_wanted() - self.amount_paid - held
        )

    def _get_amount_min(self):
        """Return the smallest amount that can be paid now, in the link's currency.

        :rtype: float
        """
        self.ensure_one()
        if not self.allow_partial:
            return self.amount_due
        smallest = max(self.amount_min, self.currency_id.rounding)
        return min(smallest, self.amount_due)

    def _get_payment_state(self):
        """Return the `payment_state` that the transactions tell.

        :rtype: str
        """
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        if compare(self.amount_paid, 0) > 0:
            closed = self.state == "paid" and not self.is_paid_elsewhere
            complete = (
                closed or compare(self.amount_paid, self._get_amount_wanted()) >= 0
            )
            return "paid" if complete else "partial"
        payments = self.transaction_ids.filtered(lambda tx: tx.operation != "refund")
        states = set(payments.mapped("state"))
        if "done" in states and payments._filter_received():
            return "refunded"
        return next((s for s in ("authorized", "pending") if s in states), "unpaid")

    def _is_payable(self):
        """Return whether the address accepts a payment now.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.state == "active"
            and self.currency_id.compare_amounts(self.amount_due, 0) > 0
            and not self._is_over()  # last: the amounts read all documents together
        )

    def _get_effective_state(self):
        """Return the state that the clock gives the link, before a cron writes it.

        :rtype: str
        """
        self.ensure_one()
        if self.state == "active" and self._is_over():
            return "expired"
        return self.state

    def _is_over(self):
        """Return whether the end of the link, or of what it offers, has passed.

        :rtype: bool
        """
        self.ensure_one()
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            return True
        document = self._get_document()
        return bool(document and document._pay_link_is_expired())
