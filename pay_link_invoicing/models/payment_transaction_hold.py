from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import HOLD_WARN_HOURS


class PaymentTransaction(models.Model):
    """A hold: money of an attempt that is captured or released, each part of it once.

    Captures and releases are child transactions, as Odoo makes them.
    """

    _inherit = "payment.transaction"

    pay_link_is_hold = fields.Boolean(
        string="Was Held",
        readonly=True,
        help="The money of this attempt was held before it was captured or released.",
    )
    pay_link_hold_lapsed_at = fields.Datetime(string="Hold Lapsed On", readonly=True)
    pay_link_part_count = fields.Integer(
        readonly=True,
        copy=False,
        help="Written with each capture, void and refund, so that whoever waited for"
        " the lock meanwhile starts over on the new facts.",
    )

    # === AMOUNTS === #

    def _filter_holds(self):
        """Keep the attempts of links whose money is held, or once was.

        :rtype: payment.transaction
        """
        return self.filtered(
            lambda tx: (
                tx.pay_link_id
                and not tx.source_transaction_id
                and (tx.pay_link_is_hold or tx.state == "authorized")
            )
        )

    def _get_parts_underway(self):
        """Return the captures and releases that the provider has not answered yet.

        :rtype: payment.transaction
        """
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state in ("draft", "pending")
        )

    def _get_parts_failed(self):
        """Return the captures and releases that failed since the last that did not.

        :rtype: payment.transaction
        """
        last = max(self._get_captures().ids, default=0)
        return self.child_transaction_ids.filtered(
            lambda tx: tx.operation != "refund" and tx.state == "error" and tx.id > last
        )

    def _get_amount_capturable(self):
        """Return what of these holds nobody has asked the provider for yet.

        :return: In the transactions' currency.
        :rtype: float
        """
        underway = self._filter_authorized()._get_parts_underway()
        rest = self._get_amount_held() - sum(underway.mapped("amount"))
        return max(0.0, self.currency_id[:1].round(rest) if self else rest)

    def _get_amount_captured(self):
        """Return what was captured of these holds.

        :return: In the transactions' currency.
        :rtype: float
        """
        parts = (
            self._filter_holds()._get_captures().filtered(lambda t: t.state == "done")
        )
        whole = self._filter_holds()._filter_received()
        return sum((parts | whole).mapped("amount"))

    def _get_amount_released(self):
        """Return what was given back of these holds; nobody asks for it again.

        :return: In the transactions' currency.
        :rtype: float
        """
        holds = self._filter_holds().filtered(lambda tx: not tx.pay_link_hold_lapsed_at)
        parts = holds._get_captures().filtered(lambda tx: tx.state == "cancel")
        return sum(parts.mapped("amount"))

    # === STATUS === #

    def _get_hold_deadline(self):
        """Return until when all of these holds can be captured.

        :rtype: datetime.datetime | bool
        """
        return min(
            (tx.provider_id._pay_link_get_capture_deadline(tx) for tx in self),
            default=False,
        )

    def _get_hold_status(self):
        """Return what became of the holds among these transactions of one document.

        :return: A key of `HOLD_STATUSES`.
        :rtype: str
        """
        holds = self._filter_holds().sorted("id")
        if not holds:
            return "none"
        if open_holds := holds._filter_authorized():
            warn_at = fields.Datetime.now() + timedelta(hours=HOLD_WARN_HOURS)
            is_lapsing = open_holds._get_hold_deadline() <= warn_at
            return "lapsing" if is_lapsing else "held"
        last = holds[-1]
        newer = self.filtered(
            lambda tx: tx.id > last.id and tx.state in ("pending", "done")
        )
        newer = newer.filtered(lambda tx: not tx.source_transaction_id)
        if last.pay_link_hold_lapsed_at and not newer:
            return "lapsed"
        if holds.currency_id[:1].compare_amounts(holds._get_amount_captured(), 0) > 0:
            return "captured"
        return "none" if newer else "released"

    def _set_authorized(self, *, state_message=None, extra_allowed_states=()):
        txs = super()._set_authorized(
            state_message=state_message, extra_allowed_states=extra_allowed_states
        )
        txs.filtered("pay_link_id").pay_link_is_hold = True
        return txs

    # === CAPTURING === #

    def _capture(self, amount_to_capture=None):
        """Capture of a link's hold what is left, or a part of it: never more.

        :raise ValidationError: If less is held.
        """
        if self.pay_link_id:
            amount_to_capture = self._pay_link_take_part(amount_to_capture)
        return super()._capture(amount_to_capture)

    def _void(self, amount_to_void=None):
        """Release of a link's hold what is left, or a part of it: never more.

        :raise ValidationError: If less is held.
        """
        if self.pay_link_id:
            amount_to_void = self._pay_link_take_part(amount_to_void)
        return super()._void(amount_to_void)

    def _pay_link_take_part(self, amount=None):
        """Check a part to capture or release under the lock of the link.

        :param float|None amount: In the transaction's currency; what is left if None.
        :return: The amount, rounded.
        :rtype: float
        :raise ValidationError: If less is held.
        """
        self.ensure_one()
        self._pay_link_lock()
        currency, left = self.currency_id, self._get_amount_capturable()
        amount = left if amount is None else currency.round(amount)
        if self.state != "authorized" or currency.compare_amounts(left, 0) <= 0:
            raise ValidationError(self.env._("No money is held any more."))
        if currency.compare_amounts(amount, 0) <= 0:
            raise ValidationError(self.env._("The amount must be positive."))
        if currency.compare_amounts(amount, left) > 0:
            raise ValidationError(self.env._("Only %s is held.", currency.format(left)))
        return amount

    def _pay_link_capture(self, amount):
        """Capture a part of the hold; a refusal of the provider is told to the seller.

        :param float amount: In the transaction's currency.
        :return: The capture: `done`, `error`, or open until the provider answers.
        :rtype: payment.transaction
        :raise ValidationError: If less is held.
        """
        self.ensure_one()
        self._pay_link_ask_after_failure()
        part = self.with_context(payment_backend_action=True)._capture(amount)
        part._pay_link_take_answer()
        return part

    def _pay_link_release_rest(self):
        """Give back what is held and was not captured.

        :return: The release, or nothing where nothing is held any more.
        :rtype: payment.transaction
        """
        self.ensure_one()
        self._pay_link_ask_after_failure()
        if self.currency_id.compare_amounts(self._get_amount_capturable(), 0) <= 0:
            return self.browse()
        part = self.with_context(payment_backend_action=True)._void()
        part._pay_link_take_answer()
        return part

    def _pay_link_ask_after_failure(self):
        """Lock the hold; where the last answer was an error, ask what is true."""
        self._pay_link_lock()
        if self.state == "authorized" and self._get_parts_failed():
            self.provider_id._pay_link_fetch_status(self)

    def _pay_link_take_answer(self):
        """Book at once what the provider confirmed; tell the seller what it refused."""
        self.ensure_one()
        hold = self.source_transaction_id
        if self.state == "error":
            hold.pay_link_id._report_failed_capture(self)
            return
        if self.state != "draft":
            self.env.ref("payment.cron_post_process_payment_tx")._trigger()
        hold.pay_link_id._follow_holds()

    def _pay_link_release_and_tell(self):
        """Release what these holds still hold.

        :return: A notification of what became of it.
        :rtype: dict
        """
        held = self._get_amount_capturable()
        parts = self.concat(*(hold._pay_link_release_rest() for hold in self))
        return parts._pay_link_notify(
            self.env._("%s was released.", self.currency_id[:1].format(held))
        )

    def _pay_link_notify(self, text):
        """Return a notification of what became of these captures and releases.

        :param str text: What to say if the provider has confirmed them.
        :rtype: dict
        """
        failed = self.filtered(lambda tx: tx.state == "error")
        level = "success"
        if failed:
            level = "danger"
            reasons = " ".join(filter(None, failed.mapped("state_message")))
            text = self.env._("The provider refused. %s", reasons)
        elif any(tx.state in ("draft", "pending") for tx in self):
            level = "info"
            text = self.env._("The provider was asked; its answer is on its way.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": level,
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === ACTIONS === #

    def action_capture(self):
        """Capture holds of links by their own dialog."""
        holds = self._filter_holds()._filter_authorized()
        if not holds:
            return super().action_capture()
        holds.check_access("write")
        return holds[:1].pay_link_id.action_capture_hold()

    def action_void(self):
        """Release what is left of the holds of links: no more than that."""
        holds = self._filter_holds()
        others = self - holds
        res = super(PaymentTransaction, others).action_void() if others else None
        if not holds:
            return res
        holds.check_access("write")
        if any(hold.state != "authorized" for hold in holds):
            raise UserError(self.env._("Only money that is held can be released."))
        for hold_sudo in holds.sudo():  # rights were checked right above
            hold_sudo._pay_link_release_rest()
        return res
