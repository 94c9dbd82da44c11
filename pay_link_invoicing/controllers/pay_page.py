import logging

import psycopg2
from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.http import request

from .common import (
    PUBLIC_FORM,
    PUBLIC_PAGE,
    find_link,
    redirect_to_page,
    render_not_found,
    render_page,
    render_pdf,
)

_logger = logging.getLogger(__name__)


class PayLinkPage(http.Controller):
    """The page of a pay link and what it does short of paying."""

    @http.route("/pay/<string:token>", **PUBLIC_PAGE)
    def pay_link_page(self, token, awaiting=None, again=None, **_params):
        """Show the page of a link.

        :param str token: The secret part of the address.
        :param str awaiting: Set where a provider has just sent the customer back.
        :param str again: Set where the customer wants to pay in another way after all.
        """
        return render_page(find_link(token), awaiting=bool(awaiting), again=bool(again))

    @http.route(
        "/pay/<path:token>",
        type="http",
        auth="public",
        csrf=False,
        sitemap=False,
        readonly=True,
        save_session=False,
    )
    def pay_link_nowhere(self, token, **_params):
        """Answer what is below `/pay/` and nothing of ours like an unknown address."""
        return render_page(find_link(None))

    @http.route(
        "/pay/<string:token>/state", type="jsonrpc", auth="public", methods=["POST"]
    )
    def pay_link_state(self, token, awaiting=False):
        """Tell the page's script what has become of the payment; book it if need be.

        :param str token: The secret part of the address.
        :param bool awaiting: See `pay_link_page`.
        :return: `state`, `payment_state`, the page's `kind`, and its `version`, which
                 changes when the page has something new to say.
        :rtype: dict
        """
        link_sudo = find_link(token)
        if not link_sudo:
            raise NotFound
        self._ask_provider(link_sudo, awaiting)
        self._book(link_sudo)
        kind = link_sudo._get_page_kind(bool(awaiting))
        return {
            "state": link_sudo._get_effective_state(),
            "payment_state": link_sudo.payment_state,
            "kind": kind,
            "version": link_sudo._get_page_version(kind),
        }

    @http.route("/pay/<string:token>/check", **PUBLIC_FORM, save_session=False)
    def pay_link_check(self, token, awaiting=None, **_params):
        """Do what `pay_link_state` does for a browser without JavaScript."""
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        self._ask_provider(link_sudo, awaiting)
        self._book(link_sudo)
        return redirect_to_page(link_sudo, "?awaiting=1" if awaiting else "")

    @staticmethod
    def _ask_provider(link_sudo, awaiting):
        """Ask the provider about a customer who came back from its page.

        Its own news may be late, or lost. No lock is held while it is asked.

        :param bool awaiting: Whether the customer has come back; all else is asked by
                              a cron.
        """
        attempt_sudo = link_sudo._get_last_attempt()
        if awaiting and attempt_sudo._pay_link_is_time_to_ask():
            attempt_sudo.pay_link_asked_at = fields.Datetime.now()
            request.env.cr.commit()  # pylint: disable=invalid-commit
            attempt_sudo.provider_id._pay_link_fetch_status(attempt_sudo)
            link_sudo.invalidate_recordset()

    @staticmethod
    def _book(link_sudo):
        """Book what is not booked yet; the customer does not wait for our mistakes.

        Conflicts with the same work elsewhere go up to Odoo, which runs it again.
        """
        try:
            with request.env.cr.savepoint():
                link_sudo._post_process_attempts()
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception(
                "Could not book the payments of pay link %s", link_sudo.name
            )
            link_sudo.env.invalidate_all(flush=False)

    @http.route("/pay/<string:token>/seen", **PUBLIC_FORM, save_session=False)
    def pay_link_seen(self, token, **_params):
        """Note that a person sees the page; a scanner opens it and runs no script."""
        link_sudo = find_link(token, is_changed=False)
        if not link_sudo:
            return render_not_found()
        user = request.env.user
        if not user._is_internal():  # the seller has a look at the page
            link_sudo._mark_seen(user, request.httprequest.user_agent.string)
        return request.make_response("", status=204)

    @http.route("/pay/<string:token>/renew", **PUBLIC_FORM, save_session=False)
    def pay_link_renew(self, token, **_params):
        """Ask the seller for a new link."""
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        link_sudo._request_renewal()
        return redirect_to_page(link_sudo)

    @http.route("/pay/<string:token>/account", **PUBLIC_FORM, save_session=False)
    def pay_link_account(self, token, **_params):
        """Send the customer an invitation to the portal, to the address on file."""
        link_sudo = find_link(token)
        if not link_sudo:
            return render_not_found()
        link_sudo._invite_to_portal()
        return redirect_to_page(link_sudo)

    @http.route("/pay/<string:token>/document.pdf", **PUBLIC_PAGE)
    def pay_link_document(self, token, **_params):
        """Download the document of a link that is live or paid."""
        link_sudo = find_link(token)
        if not link_sudo or not (pdf := link_sudo._render_document()):
            return render_not_found()
        return render_pdf(*pdf)

    @http.route("/pay/<string:token>/receipt/<int:transaction_id>.pdf", **PUBLIC_PAGE)
    def pay_link_receipt(self, token, transaction_id, **_params):
        """Download the receipt of a payment that was made by this link."""
        link_sudo = find_link(token)
        if not link_sudo or not link_sudo._may_show_receipts():
            return render_not_found()
        pdf = link_sudo._render_receipt(transaction_id)
        return render_pdf(*pdf) if pdf else render_not_found()

    @http.route("/pay/<string:token>/qr.svg", **PUBLIC_PAGE)
    def pay_link_qr(self, token, **_params):
        """Show the address of a live link as a QR code."""
        link_sudo = find_link(token)
        if not link_sudo or not link_sudo._is_payable():
            return render_not_found()
        headers = [("Content-Type", "image/svg+xml")]
        return request.make_response(link_sudo._render_qr(), headers=headers)
