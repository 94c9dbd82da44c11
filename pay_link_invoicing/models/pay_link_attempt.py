from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..tools import is_amount


class AttemptInProgress(UserError):
    """Another payment of the link can't be given up; what it has become is kept."""


class PayLink(models.Model):
    """Starting a payment: what may be paid, how, and by one attempt at a time."""

    _inherit = "pay.link"

    def _get_payment_options(self, amount=None):
        """Return the providers and methods by which the link can be paid now.

        :param float amount: In the link's currency; what is due if None.
        :return: The sudoed `payment.provider` and `payment.method` recordsets.
        :rtype: tuple
        """
        self.ensure_one()
        link_sudo = self.sudo()  # customers may not read providers
        amount = link_sudo.amount_due if amount is None else amount
        providers_sudo, methods_sudo = link_sudo._search_options(amount, amount)
        if link_sudo.provider_ids:
            providers_sudo &= link_sudo.provider_ids
            methods_sudo = methods_sudo.filtered(
                lambda method: method.provider_ids & providers_sudo
            )
        # An archived method still narrows the choice; without it, all would be offered.
        accepted_sudo = link_sudo.with_context(active_test=False).payment_method_ids
        if accepted_sudo:
            methods_sudo &= accepted_sudo
        return providers_sudo, methods_sudo

    def _get_payment_tokens(self, providers_sudo):
        """Return the saved payment methods that the person at the page may use.

        Only a logged-in contact of the customer's company has any: an address proves
        nothing about who opened it.

        :param payment.provider providers_sudo: See `_get_payment_options`.
        :rtype: payment.token
        """
        tokens_sudo = self.env["payment.token"].sudo()  # filtered by the user below
        if not self._is_customer(self.env.user):
            return tokens_sudo
        tokens_sudo = tokens_sudo._get_available_tokens(
            providers_sudo.ids, self.env.user.partner_id.id
        )
        link_sudo = self.sudo().with_context(active_test=False)  # see above
        if accepted_sudo := link_sudo.payment_method_ids:
            tokens_sudo = tokens_sudo.filtered(
                lambda token: token.payment_method_id in accepted_sudo
            )
        return tokens_sudo

    def _is_customer(self, user):
        """Return whether the user is a contact of the customer's company.

        :rtype: bool
        """
        self.ensure_one()
        if user._is_public():
            return False
        customer = self.sudo().partner_id.commercial_partner_id
        return user.partner_id.commercial_partner_id == customer

    def _start_attempt(
        self,
        amount=None,
        provider_id=None,
        payment_method_id=None,
        token_id=None,
        flow=None,
    ):
        """Check a wish to pay under the lock of the link.

        An open attempt on the same terms is resumed; another one is released first.

        :param float|None amount: What the payer wishes to pay, in the link's currency;
                                  what is due if None.
        :param int provider_id: The chosen `payment.provider`.
        :param int payment_method_id: The chosen `payment.method`; None with a token.
        :param int token_id: The chosen `payment.token`; None without one.
        :param str flow: `redirect`, `direct` or `token`.
        :return: The attempt to resume, or nothing, and the amount to charge.
        :rtype: tuple(payment.transaction, float)
        :raise UserError: If the link can't be paid, or not in this way.
        """
        self.ensure_one()
        self._lock()
        self._check_payable()
        amount = self._check_wish(amount)
        self._check_option(amount, provider_id, payment_method_id, token_id, flow)
        for attempt in self._get_open_attempts():
            if attempt._pay_link_can_resume(
                provider_id, payment_method_id, amount, f"online_{flow}"
            ):
                return attempt, amount
        self._release_open_attempts(strict=True)
        return self.env["payment.transaction"], amount

    def _check_payable(self):
        """Check that the address is live and something is due.

        :raise UserError: If not, with what the page says too.
        """
        if self._get_effective_state() != "active" and not self.is_paid_elsewhere:
            raise UserError(self.env._("This link can no longer be used to pay."))
        nothing_due = self.currency_id.compare_amounts(self.amount_due, 0) <= 0
        if nothing_due or self.is_paid_elsewhere:
            raise UserError(self.env._("There is nothing left to pay."))

    def _check_wish(self, amount):
        """Return the amount to charge for what the payer wishes to pay.

        :param float|None amount: In the link's currency.
        :rtype: float
        :raise ValidationError: If it is no number, or outside of what can be paid.
        """
        if amount is None:
            return self.amount_due
        if not is_amount(amount):
            raise ValidationError(self.env._("The amount must be a number."))
        compare, smallest = self.currency_id.compare_amounts, self._get_amount_min()
        if compare(amount, smallest) < 0 or compare(amount, self.amount_due) > 0:
            raise ValidationError(
                self.env._(
                    "The amount must be between %(smallest)s and %(due)s.",
                    smallest=self.currency_id.format(smallest),
                    due=self.currency_id.format(self.amount_due),
                )
                if compare(smallest, self.amount_due) < 0
                else self.env._(
                    "The amount to pay is %s.", self.currency_id.format(self.amount_due)
                )
            )
        return self.currency_id.round(amount)

    def _check_option(self, amount, provider_id, payment_method_id, token_id, flow):
        """Check that provider and method are among those offered for this link.

        :raise ValidationError: If not.
        """
        providers_sudo, methods_sudo = self._get_payment_options(amount)
        provider_sudo = providers_sudo.filtered(lambda p: p.id == provider_id)
        if flow == "token":
            tokens_sudo = self._get_payment_tokens(provider_sudo)
            offered = token_id in tokens_sudo.ids
        else:
            method_sudo = methods_sudo.filtered(lambda m: m.id == payment_method_id)
            offered = (
                flow in ("redirect", "direct")
                and not token_id
                and provider_sudo
                and provider_sudo._pay_link_offers(method_sudo, self.capture_mode)
            )
        if not offered:
            raise ValidationError(
                self.env._("This way to pay is not available. Please choose another.")
            )

    def _is_replaceable(self, attempt):
        """Return whether an open attempt can be given up for another one.

        Not while a provider is at work on it; a promised wire transfer is no work yet.

        :rtype: bool
        """
        return attempt.state != "pending" or attempt.provider_code in ("custom", "none")

    def _get_open_attempts(self):
        """Return the attempts that could still become a payment.

        :rtype: payment.transaction
        """
        return self.transaction_ids.filtered(
            lambda tx: tx.state in ("draft", "pending") and not tx.source_transaction_id
        )

    def _release_open_attempts(self, strict=False):
        """Cancel what was started and not finished.

        :param bool strict: Whether an attempt that can't be cancelled is an error.
        :raise AttemptInProgress: If `strict` and the provider is at work on one, or
                                  it was paid.
        """
        for attempt in self.sudo()._get_open_attempts():  # part of closing the link
            released = self._is_replaceable(attempt) and attempt._pay_link_release()
            if strict and not released:
                raise AttemptInProgress(self._explain_progress(attempt))
        self.transaction_ids.flush_recordset()  # one open attempt: a new one may follow

    def _explain_progress(self, attempt):
        """Return why nobody can pay now, as a sentence.

        :param payment.transaction attempt: What a provider is at work on.
        :rtype: str
        """
        return self.env._(
            "A payment of %s is already being processed.",
            attempt.currency_id.format(attempt.amount),
        )

    def _prepare_attempt_values(self, amount):
        """Return what ties a new attempt to the link and its document.

        :param float amount: The amount of the attempt, in the link's currency.
        :return: Create values of `payment.transaction`.
        :rtype: dict
        """
        self.ensure_one()
        document = self._get_document()
        return {
            "pay_link_id": self.id,
            "pay_link_lang": self.env.context.get("pay_link_lang"),
            **document._pay_link_prepare_transaction_values(amount),
        }
