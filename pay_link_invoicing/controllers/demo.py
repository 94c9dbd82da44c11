from odoo import http

from .common import (
    PUBLIC_FORM,
    PUBLIC_PAGE,
    find_link,
    redirect_to_page,
    render_not_found,
    render_page,
)

OUTCOMES = ("done", "error", "cancel", "pending")


class PayLinkDemo(http.Controller):
    """The hosted page of the provider Demo: a person says what becomes of a payment."""

    @http.route("/pay/<string:token>/demo", **PUBLIC_PAGE)
    def pay_link_demo(self, token, **_params):
        """Show what is about to be paid, and what can become of it.

        :param str token: The secret part of the address.
        """
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        tx_sudo = self._find_attempt(link_sudo)
        if not tx_sudo:
            return redirect_to_page(link_sudo)
        return render_page(
            link_sudo,
            template="pay_link_invoicing.pay_page_demo",
            attempt_amount=tx_sudo.currency_id.format(tx_sudo.amount),
            is_hold=tx_sudo._pay_link_is_hold_wanted(),
        )

    @http.route("/pay/<string:token>/demo/pay", **PUBLIC_FORM, save_session=False)
    def pay_link_demo_pay(self, token, outcome="", **_params):
        """Let the open attempt become what the person chose.

        :param str token: The secret part of the address.
        :param str outcome: One of `OUTCOMES`.
        """
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        link_sudo._lock()
        tx_sudo = self._find_attempt(link_sudo)
        if not tx_sudo or outcome not in OUTCOMES:
            return redirect_to_page(link_sudo)
        data = {"reference": tx_sudo.reference, "simulated_state": outcome}
        tx_sudo._process("demo", data)
        return redirect_to_page(link_sudo, "?awaiting=1")

    @staticmethod
    def _find_attempt(link_sudo):
        """Return the open attempt that is paid on this page, if there is one.

        :rtype: payment.transaction
        """
        return link_sudo._get_open_attempts().filtered(
            lambda tx: (
                tx.state == "draft"
                and tx.provider_code == "demo"
                and tx.provider_id._pay_link_uses_hosted_page()
            )
        )[:1]
