"""A pay link of every kind of page, made as sellers and browsers make it."""

import datetime

from web import Web

KINDS = (
    "pay",
    "partial",
    "failed",
    "form",
    "processing",
    "pending",
    "authorized",
    "paid",
    "refunded",
    "settled",
    "unavailable",
    "cancelled",
    "superseded",
    "expired",
    "renewal asked",
    "deactivated",
    "not_found",
)


class States:
    """Makes addresses; one method a kind."""

    def __init__(self, shop):
        self.shop = shop
        self.rpc = shop.rpc

    def make(self, kind):
        """Return the address of a page of this kind."""
        return getattr(self, f"_make_{kind.replace(' ', '_')}")()

    def _order(self, **values):
        return self.shop.order_with_link(**values)

    def _attempt(self, state, amount=None):
        _order_id, link = self._order(allow_partial=bool(amount))
        self.shop.simulate(self.shop.start(link, amount), state)
        self.shop.refresh(link)
        return link

    def _make_pay(self):
        return self._order()[1].url

    def _make_partial(self):
        return self._attempt("done", 40.0).url

    def _make_failed(self):
        return self._attempt("error").url

    def _make_form(self):
        return f"{self._make_pay()}/form?method={self.shop.demo_choice}"

    def _make_processing(self):
        _order_id, link = self._order()
        self.shop.start(link)
        return f"{link.url}?awaiting=1"

    def _make_pending(self):
        return self._attempt("pending").url

    def _make_authorized(self):
        provider_id = self.shop.demo["id"]
        self.rpc("payment.provider", "write", [provider_id], {"capture_manually": True})
        url = self._attempt("done").url  # the Demo provider authorizes it
        self.rpc(
            "payment.provider", "write", [provider_id], {"capture_manually": False}
        )
        return url

    def _make_paid(self):
        return self._attempt("done").url

    def _make_refunded(self):
        link = self._attempt("done")
        [attempt] = self.shop.attempts(link)
        self.rpc(
            "payment.transaction", "action_refund", [attempt["id"]], attempt["amount"]
        )
        self.shop.refresh(link)
        return link.url

    def _make_settled(self):
        invoice_id = self.shop.invoice()
        link = self.shop.link(invoice_id, model="account.move")
        context = {"active_model": "account.move", "active_ids": [invoice_id]}
        wizard_id = self.rpc("account.payment.register", "create", {}, context=context)
        self.rpc("account.payment.register", "action_create_payments", [wizard_id])
        return link.url

    def _make_unavailable(self):
        domain = [("state", "=", "disabled"), ("company_id", "=", 1)]
        disabled = self.rpc("payment.provider", "search", domain, limit=1)
        return self._order(provider_ids=[(6, 0, disabled)])[1].url

    def _make_cancelled(self):
        order_id, link = self._order()
        self.rpc("sale.order", "action_cancel", [order_id])
        return link.url

    def _make_superseded(self):
        order_id, link = self._order()
        self.shop.link(order_id)
        return link.url

    def _expire(self):
        _order_id, link = self._order()
        past = datetime.datetime(2020, 1, 1).isoformat(" ")
        self.rpc("pay.link", "write", [link.id], {"expires_at": past})
        return link

    def _make_expired(self):
        return self._expire().url

    def _make_renewal_asked(self):
        link = self._expire()
        Web(self.shop.server.url).post(f"{link.path}/renew")
        return link.url

    def _make_deactivated(self):
        _order_id, link = self._order()
        self.rpc("pay.link", "action_deactivate", [link.id])
        return link.url

    def _make_not_found(self):
        return f"{self.shop.server.url}/pay/{'A' * 32}"
