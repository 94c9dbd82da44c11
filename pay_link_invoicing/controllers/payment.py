from lxml import html as lxml_html
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.service.model import retrying

from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

from ..models.pay_link_attempt import AttemptInProgress
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
        try:
            tx_sudo = self._start_attempt(link_sudo, **kwargs)
        except AttemptInProgress:
            request.env.cr.commit()  # pylint: disable=invalid-commit
            raise
        return tx_sudo._get_processing_values()

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
            for _turn in range(2):  # a provider's page that has ended is replaced
                tx_sudo, response = self._try_checkout(link_sudo, method, amount)
                if response := response or self._lead_to_provider(link_sudo, tx_sudo):
                    return response
        except UserError as error:
            link_sudo.invalidate_recordset()
            return render_page(link_sudo, error=str(error))
        return redirect_to_page(link_sudo)

    def _try_checkout(self, link_sudo, method, amount):
        """Do what `_checkout` does; undo it if it fails.

        What another attempt has become at its provider is kept.
        """
        with request.env.cr.savepoint():
            try:
                return self._checkout(link_sudo, method, amount)
            except AttemptInProgress as error:
                refusal = error
        raise refusal

    def _checkout(self, link_sudo, method, amount):
        """Start an attempt at the provider, or lead to the page with its form.

        :return: An attempt to be paid on a page of the provider, or an answer.
        :rtype: tuple(payment.transaction | None, odoo.http.Response | None)
        :raise UserError: If the link can't be paid, or not in this way.
        """
        provider_id, method_id, token_id = self._parse_choice(link_sudo, method)
        wish = self._parse_amount(link_sudo, amount)
        provider_sudo = self._find_provider(link_sudo, provider_id)
        if token_id or self._is_inline(provider_sudo):
            query = f"?method={method}" + (
                f"&amount={wish}" if wish is not None else ""
            )
            path = f"{link_sudo._get_path()}/form{query}"
            return None, request.redirect(path, code=303)
        tx_sudo = self._start_attempt(
            link_sudo,
            provider_id=provider_id,
            payment_method_id=method_id,
            amount=wish,
            flow="redirect",
        )
        if provider_sudo._pay_link_uses_hosted_page():
            tx_sudo._pay_link_prepare_checkout()
            return tx_sudo, None
        return None, self._show_redirect_form(link_sudo, tx_sudo)

    def _show_redirect_form(self, link_sudo, tx_sudo):
        """Answer with the provider's own form, which leads to it.

        :rtype: odoo.http.Response
        :raise UserError: If the provider has none.
        """
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

    def _lead_to_provider(self, link_sudo, tx_sudo):
        """Send the customer on to the provider's page for an attempt.

        The attempt is committed before the provider hears of it, and the lock of the
        link is free while the provider takes its time.

        :return: None if the provider's page had ended unpaid.
        :rtype: odoo.http.Response | None
        :raise UserError: If the provider refuses.
        """
        request.env.cr.commit()  # pylint: disable=invalid-commit
        tx_sudo = tx_sudo.with_env(link_sudo.env)
        url = tx_sudo.provider_id._pay_link_get_checkout_url(tx_sudo)
        if url:
            return request.redirect(url, code=303, local=False)
        if tx_sudo.state in ("cancel", "error"):
            return None
        return redirect_to_page(link_sudo, "?awaiting=1")  # paid since it was opened

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
            request.env.cr.commit()  # pylint: disable=invalid-commit
            retrying(tx_sudo._pay_link_charge_token, request.env)
            self._monitor(tx_sudo)
        return tx_sudo

    @staticmethod
    def _monitor(tx_sudo):
        """Let Odoo's status page know which transaction this browser has started."""
        PaymentPostProcessing.monitor_transaction(tx_sudo)

    @staticmethod
    def _find_provider(link_sudo, provider_id):
        """Return one of the link's providers, or nothing.

        :rtype: payment.provider
        """
        providers_sudo = link_sudo._get_payment_options()[0]
        return providers_sudo.filtered(lambda p: p.id == provider_id)

    @staticmethod
    def _is_inline(provider_sudo):
        """Return whether the provider's form is part of a page of ours.

        :rtype: bool
        """
        return bool(
            provider_sudo.inline_form_view_id
            and provider_sudo._should_build_inline_form()
            and not provider_sudo._pay_link_uses_hosted_page()
        )

    def _parse_choice(self, link_sudo, method):
        """Return what a choice on the light page stands for.

        :param str method: "<provider id>-<method id>" or "token-<id>".
        :return: The ids of provider, method and token; None for what it isn't.
        :rtype: tuple
        :raise UserError: If it is neither.
        """
        first, _sep, second = str(method).partition("-")  # a file where a text belongs
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
        except (TypeError, ValueError):
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
