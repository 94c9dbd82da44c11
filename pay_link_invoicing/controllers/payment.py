from lxml import html as lxml_html
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

from ..const import PAGE_HEADERS
from .assets import get_asset_urls
from .common import (
    PUBLIC_FORM,
    find_link,
    redirect_to_page,
    render_not_found,
    render_page,
)


class PayLinkPayment(PaymentPortal):
    """Starting a payment of a link."""

    @http.route(
        "/pay/<string:token>/transaction",
        type="jsonrpc",
        auth="public",
        methods=["POST"],
    )
    def pay_link_transaction(self, token, **kwargs):
        """Start an attempt for Odoo's payment form.

        :param str token: The secret part of the address.
        :param dict kwargs: What the form sends; see `_validate_transaction_kwargs`.
        :return: The processing values of the transaction.
        :rtype: dict
        """
        link_sudo = find_link(token)
        if not link_sudo:
            raise NotFound
        # the form's access token proves an amount; here the address is the proof
        self._validate_transaction_kwargs(
            kwargs, additional_allowed_keys=("access_token",)
        )
        return self._start_attempt(link_sudo, **kwargs)._get_processing_values()

    @http.route("/pay/<string:token>/checkout", **PUBLIC_FORM)
    def pay_link_checkout(self, token, method="", amount=None, **_params):
        """Start paying from the light page, with or without JavaScript.

        :param str token: The secret part of the address.
        :param str method: The chosen way: "<provider id>-<method id>" or "token-<id>".
        :param str amount: What the customer wants to pay; what is due if absent.
        """
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        try:
            with request.env.cr.savepoint():
                return self._checkout(link_sudo, method, amount)
        except UserError as error:
            link_sudo.invalidate_recordset()
            return render_page(link_sudo, error=str(error))

    def _checkout(self, link_sudo, method, amount):
        """Start an attempt at the provider, or lead to the page with its form.

        :rtype: odoo.http.Response
        :raise UserError: If the link can't be paid, or not in this way.
        """
        provider_id, method_id, token_id = self._parse_choice(link_sudo, method)
        wish = self._parse_amount(link_sudo, amount)
        if token_id or self._is_inline(link_sudo, provider_id):
            query = f"?method={method}" + (
                f"&amount={wish}" if wish is not None else ""
            )
            return request.redirect(f"{link_sudo._get_path()}/form{query}", code=303)
        tx_sudo = self._start_attempt(
            link_sudo,
            provider_id=provider_id,
            payment_method_id=method_id,
            amount=wish,
            flow="redirect",
        )
        form = tx_sudo._get_processing_values().get("redirect_form_html")
        if tx_sudo.state != "draft":  # refused by the provider, or done already
            return redirect_to_page(link_sudo)
        if not form:
            raise UserError(
                link_sudo.env._(
                    "This way to pay is not available. Please choose another."
                )
            )
        return render_page(
            link_sudo,
            template="pay_link_invoicing.pay_page_redirect",
            redirect_form=self._identify_form(form),
            provider_name=tx_sudo.provider_id.name,
        )

    @http.route(
        "/pay/<string:token>/form",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
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
        path = link_sudo._get_path()
        label = link_sudo.env._("Pay %s", link_sudo.currency_id.format(amount))
        return {
            **link_sudo._prepare_page_values(),
            "amount": amount,
            "currency": link_sudo.currency_id,
            "partner_id": link_sudo.partner_id.id,
            "providers_sudo": provider_sudo,
            "payment_methods_sudo": methods_sudo.filtered(lambda m: m.id == method_id),
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

    def _start_attempt(
        self,
        link_sudo,
        provider_id=None,
        payment_method_id=None,
        token_id=None,
        amount=None,
        flow="redirect",
        tokenization_requested=False,
        **_ignored,
    ):
        """Start an attempt to pay the link, or resume the one that is open.

        The amount is checked by the server; customer, currency, landing route and
        what is paid are the link's, whatever the client has sent.

        :rtype: payment.transaction
        :raise UserError: If the link can't be paid, or not in this way.
        """
        choice = {
            "provider_id": self._cast_as_int(provider_id),
            "payment_method_id": self._cast_as_int(payment_method_id),
            "token_id": self._cast_as_int(token_id),
            "flow": flow,
        }
        tx_sudo, amount = link_sudo._start_attempt(amount=amount, **choice)
        if tx_sudo:
            self._monitor(tx_sudo)
            return tx_sudo
        # The charge waits until everything that could send us round again is written.
        request.update_context(delay_token_charge=True)
        tx_sudo = self._create_transaction(
            **choice,
            amount=amount,
            currency_id=link_sudo.currency_id.id,
            partner_id=link_sudo.partner_id.id,
            tokenization_requested=bool(tokenization_requested)
            and link_sudo._is_customer(request.env.user),
            landing_route=link_sudo._get_path(),
            custom_create_values=link_sudo._prepare_attempt_values(amount),
        )
        link_sudo.attempt_id = tx_sudo  # makes a second payer, who waits, start over
        request.env.flush_all()
        if flow == "token":
            tx_sudo._charge_with_token()
        return tx_sudo

    @staticmethod
    def _monitor(tx_sudo):
        """Let Odoo's status page know which transaction this browser has started."""
        PaymentPostProcessing.monitor_transaction(tx_sudo)

    @staticmethod
    def _is_inline(link_sudo, provider_id):
        """Return whether the provider's form is part of a page of ours.

        :rtype: bool
        """
        providers_sudo = link_sudo._get_payment_options()[0]
        provider_sudo = providers_sudo.filtered(lambda p: p.id == provider_id)
        return bool(
            provider_sudo.inline_form_view_id
            and provider_sudo._should_build_inline_form()
        )

    def _parse_choice(self, link_sudo, method):
        """Return what a choice on the light page stands for.

        :param str method: "<provider id>-<method id>" or "token-<id>".
        :return: The ids of provider, method and token; None for what it isn't.
        :rtype: tuple
        :raise UserError: If it is neither.
        """
        first, _sep, second = method.partition("-")
        number = self._cast_as_int(second)
        if first == "token" and number:
            return None, None, number
        provider_id = self._cast_as_int(first)
        if not provider_id or not number:
            raise UserError(link_sudo.env._("Please choose how you want to pay."))
        return provider_id, number, None

    @staticmethod
    def _parse_amount(link_sudo, amount):
        """Return the number that the customer has typed.

        :param str|None amount: None where the page had no field for it.
        :rtype: float|None
        :raise ValidationError: If it is none; whether it fits is checked elsewhere.
        """
        if amount is None:
            return None
        try:
            return float(amount)
        except ValueError:
            raise ValidationError(
                link_sudo.env._("The amount must be a number.")
            ) from None

    @staticmethod
    def _identify_form(form_html):
        """Return the provider's form with the id by which our button submits it.

        :param markupsafe.Markup form_html: What the provider's own template made.
        :rtype: markupsafe.Markup
        """
        form = lxml_html.fragment_fromstring(str(form_html), create_parent="div")
        for element in form.iter("form"):
            element.set("id", "pay_redirect")
        inner = "".join(lxml_html.tostring(child, encoding="unicode") for child in form)
        return Markup(inner)  # noqa: S704  (the provider's template, parsed)
