import logging

from werkzeug.exceptions import Forbidden, RequestEntityTooLarge

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.payment_stripe.controllers.main import StripeController

from ..const import STRIPE_EVENTS, WEBHOOK_MAX_BYTES
from ..models.payment_provider_webhook import read_event, read_object, read_text

_logger = logging.getLogger(__name__)


class PayLinkStripeController(StripeController):
    """Stripe's messages about attempts of links are stored; the rest is Odoo's."""

    @http.route(max_content_length=WEBHOOK_MAX_BYTES)
    def stripe_webhook(self):
        """Acknowledge what is verified and stored; refuse what nobody has signed."""
        try:
            body = request.httprequest.get_data()
        except RequestEntityTooLarge:
            return self._refuse("it is too large", status=413)
        event = read_event(body)
        if not event:
            return self._refuse("it is no event")
        providers_sudo = self._find_verified(body)
        if not providers_sudo:
            if self._is_about_ordinary(event):
                return super().stripe_webhook()
            return self._refuse("it is not signed, or not by a known secret")
        tx_sudo = providers_sudo._pay_link_find_transaction(event)
        if tx_sudo and not tx_sudo.pay_link_id:
            return super().stripe_webhook()
        event_id = read_text(event.get("id"))
        if tx_sudo and event_id and event["type"] in STRIPE_EVENTS:
            events_sudo = request.env["pay.link.event"].sudo()  # signed
            events_sudo._store(
                tx_sudo.provider_id, tx_sudo, event_id, event["type"], body.decode()
            )
        return request.make_json_response("")

    @staticmethod
    def _find_verified(body):
        """Return the providers for which Stripe has signed the request.

        :rtype: payment.provider
        """
        providers_sudo = request.env["payment.provider"].sudo()  # to read the secrets
        signature = request.httprequest.headers.get("Stripe-Signature", "")
        return providers_sudo._pay_link_search_verified(body, signature)

    @staticmethod
    def _is_about_ordinary(event):
        """Return whether an event names a transaction that is not of a link.

        What Odoo does with those is Odoo's affair, also where it asks for no secret.

        :rtype: bool
        """
        target = read_object(event)
        name, own_id = read_text(target.get("description")), read_text(target.get("id"))
        if name and own_id:
            domain = Domain("reference", "=", name)
        elif own_id and event["type"] == "charge.refund.updated":
            domain = Domain("provider_reference", "=", own_id)
        else:
            return False
        tx_sudo = request.env["payment.transaction"].sudo()  # nothing is told of it
        tx_sudo = tx_sudo.search(domain & Domain("provider_code", "=", "stripe"))
        return bool(tx_sudo) and not tx_sudo.pay_link_id

    @staticmethod
    def _refuse(reason, status=400):
        """Refuse the request. Neither its body nor its signature gets into the log.

        :rtype: odoo.http.Response
        """
        _logger.info("Refused a message to the webhook of Stripe: %s", reason)
        return request.make_json_response("", status=status)

    def _verify_signature(self, tx_sudo):
        """Accept the earlier secrets too; a malformed signature is a wrong one."""
        body = request.httprequest.get_data()
        if tx_sudo.provider_id in self._find_verified(body):
            return None
        try:
            return super()._verify_signature(tx_sudo)
        except (KeyError, ValueError) as error:
            raise Forbidden() from error
