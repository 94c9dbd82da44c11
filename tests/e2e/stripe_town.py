"""A shop whose Stripe provider talks to the fake; its sessions, money and webhooks."""

import secrets
import time

from pay_link_setup import stripe_beside

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.3
RECONCILER = "pay_link_invoicing.cron_pay_link_check"


class StripeTown:
    """What a test of the hosted flow asks and orders.

    :param Shop shop: the shop of the server
    :param Control control: the fake
    """

    def __init__(self, shop, control):
        self.shop = shop
        self.rpc = shop.rpc
        self.control = control
        self.secret = f"whsec_{secrets.token_hex(16)}"
        self.webhook = f"{shop.server.url}{stripe_beside.WEBHOOK}"
        self.provider_id = stripe_beside.connect(self.rpc, control.url, self.secret)
        control.order("endpoints", url=self.webhook, secret=self.secret)
        self.method_id = self._find_method()

    def _find_method(self):
        domain = [("code", "=", "card"), ("provider_ids", "in", [self.provider_id])]
        return self.rpc("payment.method", "search", domain, limit=1)[0]

    @property
    def choice(self):
        """The value of Stripe's radio on the page."""
        return f"{self.provider_id}-{self.method_id}"

    # === STRIPE'S SIDE === #

    def sessions(self, link, *states):
        """The Checkout Sessions of a link, oldest first."""
        references = {tx["reference"] for tx in self.shop.attempts(link)}
        return [
            session
            for session in self.control.objects("checkout.session")
            if session["client_reference_id"] in references
            and (not states or session["status"] in states)
        ]

    def intents(self, link):
        """The intents that customers of a link have begun."""
        made = [s["payment_intent"] for s in self.sessions(link) if s["payment_intent"]]
        found = {i["id"]: i for i in self.control.objects("payment_intent")}
        return [found[intent_id] for intent_id in made]

    def received(self, link):
        """What Stripe has taken for a link, in cents."""
        return sum(intent["amount_received"] for intent in self.intents(link))

    def events(self, link):
        """The events about a link, as far as they name it."""
        ids = {s["id"] for s in self.sessions(link)}
        ids |= {i["id"] for i in self.intents(link)}
        return [
            event
            for event in self.control.objects("event")
            if event["data"]["object"]["id"] in ids
            or event["data"]["object"].get("payment_intent") in ids
        ]

    def lose_webhooks(self):
        self.control.fault("webhook_lose", times=None)

    # === THE SHOP'S SIDE === #

    def wait_for(self, link, **values):
        """Wait until a link has these values.

        :raises AssertionError: when it doesn't get them
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        fields = list(values)
        while True:
            found = self.rpc("pay.link", "read", [link.id], fields)[0]
            found.pop("id")
            if found == values:
                return
            assert time.monotonic() < deadline, f"{found} never becomes {values}"
            time.sleep(POLL_SECONDS)

    def make_silent(self, link):
        """Let the attempts of a link be silent for so long that it is time to ask."""
        ids = [tx["id"] for tx in self.shop.attempts(link)]
        values = {"pay_link_next_check_at": "2020-01-01 00:00:00"}
        self.rpc("payment.transaction", "write", ids, values)

    def run_reconciler(self, link):
        """Ask the provider about the attempts of a link, as if it were time."""
        self.make_silent(link)
        self.shop.server.run_cron(RECONCILER)
