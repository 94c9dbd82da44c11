from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PayLinkCapture(models.TransientModel):
    """The dialog that captures held money."""

    _name = "pay.link.capture"
    _description = "Capture of Held Money"

    order_id = fields.Many2one(
        comodel_name="sale.order", readonly=True, ondelete="cascade"
    )
    link_id = fields.Many2one(
        comodel_name="pay.link", string="Pay Link", readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_facts", compute_sudo=True
    )
    hold_until = fields.Datetime(compute="_compute_facts", compute_sudo=True)
    amount_captured = fields.Monetary(
        string="Captured So Far", compute="_compute_facts", compute_sudo=True
    )
    can_capture_less = fields.Boolean(compute="_compute_facts", compute_sudo=True)
    can_capture_again = fields.Boolean(compute="_compute_facts", compute_sudo=True)
    is_delivery_over = fields.Boolean(compute="_compute_facts", compute_sudo=True)
    provider_name = fields.Char(compute="_compute_facts", compute_sudo=True)
    amount_held = fields.Monetary(
        string="Held",
        compute="_compute_amounts",
        compute_sudo=True,
        store=True,  # what the user saw: a second click finds other facts
    )
    amount_earned = fields.Monetary(
        string="Delivered, Not Captured",
        compute="_compute_amounts",
        compute_sudo=True,
        store=True,
    )
    amount = fields.Monetary(
        string="Amount to Capture",
        compute="_compute_amount",
        store=True,
        readonly=False,
    )
    has_rest = fields.Boolean(compute="_compute_has_rest")
    is_more = fields.Boolean(compute="_compute_has_rest")
    release_rest = fields.Boolean(
        string="Release the Rest",
        compute="_compute_release_rest",
        store=True,
        readonly=False,
    )
    capture_undelivered = fields.Boolean(string="Capture more than was delivered")

    # === COMPUTE === #

    @api.depends("order_id", "link_id")
    def _compute_facts(self):
        for wizard in self:
            document, holds = wizard._get_document(), wizard._get_holds_sudo()
            every = wizard._get_transactions_sudo()
            wizard.currency_id = holds.currency_id[:1] or every.currency_id[:1]
            wizard.hold_until = holds._get_hold_deadline()
            wizard.amount_captured = every._get_amount_captured()
            wizard.provider_name = ", ".join(holds.provider_id.mapped("name"))
            wizard.can_capture_less = all(
                hold.provider_id._pay_link_can_capture_less(hold) for hold in holds
            )
            wizard.can_capture_again = all(
                hold.provider_id._pay_link_can_capture_in_parts(hold) for hold in holds
            )
            wizard.is_delivery_over = (
                not document or document.sudo()._pay_link_is_delivery_over()
            )

    @api.depends("order_id", "link_id")
    def _compute_amounts(self):
        for wizard in self:
            wizard.amount_held, wizard.amount_earned = wizard._get_amounts()

    @api.depends("amount_earned", "amount_held", "can_capture_less")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = (
                wizard.amount_earned if wizard.can_capture_less else wizard.amount_held
            )

    @api.depends("amount", "amount_held", "amount_earned", "currency_id")
    def _compute_has_rest(self):
        for wizard in self:
            currency = wizard.currency_id or self.env.company.currency_id
            compare, amount = currency.compare_amounts, wizard.amount
            wizard.has_rest = compare(amount, wizard.amount_held) < 0
            wizard.is_more = compare(amount, wizard.amount_earned) > 0

    @api.depends("can_capture_again", "is_delivery_over", "has_rest")
    def _compute_release_rest(self):
        for wizard in self:
            is_last = wizard.is_delivery_over or not wizard.can_capture_again
            wizard.release_rest = wizard.has_rest and is_last

    def _get_document(self):
        """Return what the money is held for, or nothing where it was deleted."""
        self.ensure_one()
        return self.order_id or self.link_id._get_document()

    def _get_transactions_sudo(self):
        """Return the payments of the link or the order.

        :rtype: payment.transaction
        :raise AccessError: If the user may not read it, also where it is computed.
        """
        self.ensure_one()
        source = self.link_id or self.order_id
        source.sudo(False).check_access("read")
        return source.sudo().transaction_ids

    def _get_holds_sudo(self):
        """Return the open holds, the first first.

        :rtype: payment.transaction
        """
        transactions_sudo = self._get_transactions_sudo()
        return transactions_sudo._filter_holds()._filter_authorized().sorted("id")

    def _get_amounts(self):
        """Return what is held, and what of it was earned by delivery.

        :rtype: tuple(float, float)
        """
        document, holds_sudo = self._get_document(), self._get_holds_sudo()
        held = holds_sudo._get_amount_capturable()
        if not document or not holds_sudo:
            return held, held
        return held, document.sudo()._pay_link_get_amount_to_capture(holds_sudo)

    # === ACTIONS === #

    def action_capture(self):
        """Capture the amount; release the rest if the user says so.

        :return: A notification that closes the dialog.
        :rtype: dict
        :raise AccessError: If the user may not write the document.
        :raise ValidationError: If the amount doesn't fit.
        :raise UserError: If something was captured or released since the dialog opened.
        """
        self.ensure_one()
        self.order_id.check_access("write")
        self.link_id.check_access("write")
        holds_sudo = self._get_holds_sudo()  # rights were checked right above
        document = self._get_document()
        if document:
            document._pay_link_lock_holds()
        self._check_unchanged()
        self._check_amount()
        parts_sudo = self._capture_parts(holds_sudo)
        amount = self.currency_id.format(self.amount)
        return parts_sudo._pay_link_notify(self.env._("%s was captured.", amount))

    def _capture_parts(self, holds_sudo):
        """Take the amount out of the holds, the first first.

        :param payment.transaction holds_sudo: See `_get_holds_sudo`.
        :return: The captures and releases.
        :rtype: payment.transaction
        """
        left, parts_sudo = self.amount, holds_sudo.browse()
        compare = self.currency_id.compare_amounts
        for hold in holds_sudo:
            amount = min(left, hold._get_amount_capturable())
            if compare(amount, 0) > 0:
                part = hold._pay_link_capture(amount)
                parts_sudo |= part
                left = self.currency_id.round(left - amount)
                if part.state == "error":
                    break
                if not hold.provider_id._pay_link_can_capture_in_parts(hold):
                    parts_sudo |= hold._pay_link_release_rest()
            if self.release_rest:
                parts_sudo |= hold._pay_link_release_rest()
        return parts_sudo

    def _check_unchanged(self):
        """Check that the user has seen the facts as they are now, under lock.

        :raise UserError: If not.
        """
        held, _earned = self._get_amounts()
        if self.currency_id.compare_amounts(held, self.amount_held):
            raise UserError(
                self.env._(
                    "Something was captured or released meanwhile: %s is held now."
                    " Please look again.",
                    self.currency_id.format(held),
                )
            )

    def _check_amount(self):
        """Check the amount against what is held, was delivered, and can be captured.

        :raise ValidationError: If it doesn't fit.
        """
        currency, compare = self.currency_id, self.currency_id.compare_amounts
        if compare(self.amount, 0) <= 0 or compare(self.amount, self.amount_held) > 0:
            raise ValidationError(
                self.env._(
                    "The amount to capture must be positive and at most %s.",
                    currency.format(self.amount_held),
                )
            )
        _held, earned = self._get_amounts()
        if compare(self.amount, earned) > 0 and not self.capture_undelivered:
            raise ValidationError(
                self.env._(
                    "Only %s was delivered and not captured yet. Enter what was"
                    " delivered first, or say that you want to capture more.",
                    currency.format(earned),
                )
            )
        if not self.can_capture_less and compare(self.amount, self.amount_held):
            raise ValidationError(
                self.env._(
                    "%(provider)s can only capture all of %(amount)s.",
                    provider=self.provider_name,
                    amount=currency.format(self.amount_held),
                )
            )
