from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from ..const import PAGE_HEADERS
from .assets import get_asset_urls
from .common import find_link, render_not_found, render_page
from .language import get_here
from .payment import PayLinkPayment
from .replica import may_read_replica


class PayLinkPaymentForm(PayLinkPayment):
    """The page with Odoo's own payment form."""

    @http.route(
        "/pay/<string:token>/form",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=may_read_replica,
    )
    def pay_link_form(self, token, method="", amount=None, **_params):
        """Show Odoo's payment form for a provider whose form is part of the page.

        :param str token: The secret part of the address.
        :param str method: See `pay_link_checkout`.
        :param str amount: See `pay_link_checkout`.
        """
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        try:
            values = self._prepare_form_values(link_sudo, method, amount)
        except UserError as error:
            return render_page(link_sudo, error=str(error))
        lang = request.env["res.lang"]._get_data(code=link_sudo.env.lang)
        request.lang = lang  # the form's script gets the texts of the same language
        request.update_context(lang=lang.code)
        for name, value in PAGE_HEADERS.items():
            request.future_response.headers.set(name, value)
        return request.render("pay_link_invoicing.pay_page_form", values)

    def _prepare_form_values(self, link_sudo, method, amount):
        """Return the context of `payment.form` for one way to pay.

        :rtype: dict
        :raise UserError: If the link can't be paid, or not in this way.
        """
        provider_id, method_id, token_id = self._parse_choice(link_sudo, method)
        link_sudo._check_payable()
        amount = link_sudo._check_wish(self._parse_amount(link_sudo, amount))
        providers_sudo, methods_sudo = link_sudo._get_payment_options(amount)
        tokens_sudo = link_sudo._get_payment_tokens(providers_sudo)
        tokens_sudo = tokens_sudo.filtered(lambda token: token.id == token_id)
        if not token_id:
            link_sudo._check_option(amount, provider_id, method_id, None, "direct")
        elif not tokens_sudo:
            raise ValidationError(
                link_sudo.env._(
                    "This way to pay is not available. Please choose another."
                )
            )
        provider_sudo = providers_sudo.filtered(lambda p: p.id == provider_id)
        is_hold = bool(provider_sudo) and (
            provider_sudo._pay_link_get_capture_mode(link_sudo.capture_mode)
            != "automatic"
        )
        path = link_sudo._get_path()
        label = link_sudo.env._("Pay %s", link_sudo.currency_id.format(amount))
        return {
            **link_sudo._prepare_page_values(),
            "here": get_here(link_sudo),
            "amount": amount,
            "currency": link_sudo.currency_id,
            "partner_id": link_sudo.partner_id.id,
            "providers_sudo": provider_sudo,
            "payment_methods_sudo": methods_sudo.filtered(
                lambda m: m.id == method_id
            ).with_context(pay_link_is_hold=is_hold),
            "tokens_sudo": tokens_sudo,
            "transaction_route": f"{path}/transaction",
            "landing_route": path,
            "submit_button_label": label,
            "amount_text": link_sudo.currency_id.format(amount),
            **get_asset_urls(),
            "show_tokenize_input_mapping": self._get_tokenize_mapping(
                link_sudo, provider_sudo
            ),
        }

    def _get_tokenize_mapping(self, link_sudo, providers_sudo):
        """Return for which providers a payment method can be saved: a customer's only.

        :rtype: dict
        """
        mapping = self._compute_show_tokenize_input_mapping(providers_sudo)
        is_customer = link_sudo._is_customer(request.env.user)
        return {key: shown and is_customer for key, shown in mapping.items()}
