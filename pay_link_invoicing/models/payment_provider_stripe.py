import json
from urllib.parse import urlsplit

import stripe

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.urls import urljoin

from odoo.addons.payment_stripe import utils as stripe_utils

from ..stripe_api import make_client


class PaymentProvider(models.Model):
    """Stripe, through its official SDK: the client, and the hooks of pay links."""

    _inherit = "payment.provider"

    pay_link_stripe_api_url = fields.Char(
        string="Address of the Stripe API",
        groups="base.group_system",
        copy=False,
        help="Another server than Stripe's, to try payments without Stripe. For a"
        " provider in test mode only.",
    )

    # === CONSTRAINS === #

    @api.constrains("pay_link_stripe_api_url", "state", "code")
    def _check_pay_link_stripe_api_url(self):
        for provider in self.sudo():  # whoever writes one of them: it must fit
            address = provider.pay_link_stripe_api_url
            if not address:
                continue
            if provider.code != "stripe" or provider.state != "test":
                raise ValidationError(
                    self.env._(
                        "The address of the Stripe API can only be changed in test"
                        " mode. Please empty it first."
                    )
                )
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._("The address of the Stripe API must be a web address.")
                )

    # === CLIENT === #

    def _pay_link_get_stripe_client(self):
        """Return a client of Stripe's API with this provider's key.

        :rtype: stripe.StripeClient
        :raise stripe.StripeError: If the provider has no key, or has the address of
                                   another server outside of test mode.
        """
        self.ensure_one()
        provider_sudo = self.sudo()  # the key stays on the server
        if provider_sudo.pay_link_stripe_api_url and self.state != "test":
            # The constraint can be gone around in the database, the key's owner can't.
            raise stripe.PermissionError("Another address of the API needs test mode.")
        return make_client(
            stripe_utils.get_secret_key(provider_sudo),
            address=provider_sudo._pay_link_get_stripe_address(),
            headers=provider_sudo._get_stripe_extra_request_headers(),
        )

    def _pay_link_get_stripe_address(self):
        """Return the address of a server that stands in for Stripe, if there is one.

        :rtype: str | bool
        """
        self.ensure_one()
        is_test = self.code == "stripe" and self.state == "test"
        return is_test and self.sudo().pay_link_stripe_api_url  # the server's own use

    def _build_request_url(self, endpoint, *, is_proxy_request=False, **kwargs):
        """Let Odoo's own requests go where ours go."""
        url = super()._build_request_url(
            endpoint, is_proxy_request=is_proxy_request, **kwargs
        )
        address = not is_proxy_request and self._pay_link_get_stripe_address()
        return urljoin(address, f"/v1/{endpoint}") if address else url

    def _stripe_get_inline_form_values(self, *args, **kwargs):
        """Let the form expect what the intent will be: the link says when to take."""
        values = super()._stripe_get_inline_form_values(*args, **kwargs)
        method_sudo = kwargs.get("payment_method_sudo")
        is_hold = method_sudo and method_sudo.env.context.get("pay_link_is_hold")
        if is_hold is None:
            return values
        capture_method = "manual" if is_hold else "automatic"
        return json.dumps({**json.loads(values), "capture_method": capture_method})

    # === HOOKS === #

    def _pay_link_has_hosted_page(self):
        return self.code == "stripe" or super()._pay_link_has_hosted_page()

    def _pay_link_get_form_targets(self):
        if self.code != "stripe" or not self._pay_link_uses_hosted_page():
            return super()._pay_link_get_form_targets()
        # a session's page may have a domain of the seller's own
        parts = urlsplit(self._pay_link_get_stripe_address() or "")
        return f"https: {parts.scheme}://{parts.netloc}" if parts.netloc else "https:"

    def _pay_link_can_choose_capture(self):
        return self.code == "stripe" or super()._pay_link_can_choose_capture()

    def _pay_link_can_capture_in_parts(self, tx):
        if self.code != "stripe":
            return super()._pay_link_can_capture_in_parts(tx)
        return tx.pay_link_can_multicapture

    def _pay_link_get_capture_deadline(self, tx):
        if self.code == "stripe" and tx.pay_link_capture_before:
            return tx.pay_link_capture_before
        return super()._pay_link_get_capture_deadline(tx)

    def _pay_link_get_checkout_url(self, tx):
        if self.code != "stripe" or not self._pay_link_uses_hosted_page():
            return super()._pay_link_get_checkout_url(tx)
        try:
            return tx._pay_link_get_session_url()
        except stripe.StripeError as error:
            tx._pay_link_report_stripe_error(error)
            raise ValidationError(
                self.env._(
                    "%s can't be reached right now. Nothing was charged. Please try"
                    " another way to pay, or try again later.",
                    self.pay_link_name or self.name,
                )
            ) from error

    def _pay_link_can_be_asked(self):
        return self.code == "stripe" or super()._pay_link_can_be_asked()

    def _pay_link_fetch_status(self, tx):
        if self.code != "stripe":
            return super()._pay_link_fetch_status(tx)
        return tx._pay_link_get_root()._pay_link_fetch_from_stripe()

    def _pay_link_close_attempt(self, tx):
        if self.code != "stripe":
            return super()._pay_link_close_attempt(tx)
        return tx._pay_link_close_at_stripe()
