from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal

from .common import find_link, redirect_to_page, render_not_found
from .pay_page import PUBLIC_FORM
from .replica import read_primary_from_now_on


class PayLinkSigning(CustomerPortal):
    """Signing first, where the quotation asks for it, and back to the pay page."""

    @http.route("/pay/<string:token>/sign", **PUBLIC_FORM, save_session=False)
    def pay_link_sign(self, token, **_params):
        """Lead to the page of the quotation, whose token proves who may sign it."""
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        if link_sudo._get_page_kind() != "sign":
            return redirect_to_page(link_sudo)
        url = link_sudo._get_document()._pay_link_get_sign_url()
        return request.redirect(url, code=303)

    @http.route()
    def portal_quote_accept(
        self, order_id, access_token=None, name=None, signature=None
    ):
        answer = super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )
        if answer.get("redirect_url"):
            # sudo: whoever has just signed the order may pay it
            order_sudo = request.env["sale.order"].sudo().browse(order_id)
            if link_sudo := order_sudo._pay_link_get_active():
                answer["redirect_url"] = link_sudo._get_path()
                read_primary_from_now_on()
        return answer
