import http.client
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe
from fake_stripe.client import running
from fake_stripe.world import SECRET_KEY


@pytest.fixture
def control():
    """A fake of its own for each test."""
    with running(retry_seconds=(0.1, 0.1)) as control:
        yield control


@pytest.fixture
def connect(control):
    """Makes clients of the official SDK."""

    def _connect(key=SECRET_KEY, retries=0):
        addresses = {"api": control.url}
        return stripe.StripeClient(
            key, base_addresses=addresses, max_network_retries=retries
        )

    return _connect


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def make_session(client):
    """Makes Checkout Sessions; by default over 2 × 6.00 USD."""

    def _make_session(amount=600, quantity=2, options=None, **values):
        price = {
            "currency": "usd",
            "unit_amount": amount,
            "product_data": {"name": "Tea"},
        }
        values = {
            "mode": "payment",
            "line_items": [{"quantity": quantity, "price_data": price}],
            "success_url": "http://127.0.0.1/ok?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1/back",
            **values,
        }
        return client.v1.checkout.sessions.create(values, options)

    return _make_session


@pytest.fixture
def make_hold(client):
    """Makes intents whose money is held."""

    def _make_hold(amount=1000, card="pm_card_visa", **values):
        return client.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "usd",
                "capture_method": "manual",
                "payment_method": card,
                "confirm": True,
                "payment_method_options": {
                    "card": {"request_multicapture": "if_available"}
                },
                **values,
            }
        )

    return _make_hold


class Page:
    """The hosted page for a customer without a browser."""

    def __init__(self, url):
        self.parts = urllib.parse.urlsplit(url)

    def _call(self, method, body=None):
        connection = http.client.HTTPConnection(self.parts.netloc, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, self.parts.path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        return response.status, response.headers.get("Location"), text

    def look(self):
        return self._call("GET")

    def pay(self, card="pm_card_visa", email="ada@example.com"):
        form = {"card": card, "email": email}
        return self._call("POST", urllib.parse.urlencode(form))


@pytest.fixture
def visit():
    return Page


class Shop(ThreadingHTTPServer):
    """A shop that takes webhooks; `answers` are its next statuses, then 200."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ShopHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"
        self.answers = []
        self.calls = []

    def types(self):
        return [json.loads(body)["type"] for body, _signature in self.calls]


class ShopHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((body, self.headers["Stripe-Signature"]))
        answers = self.server.answers
        self.send_response(answers.pop(0) if answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def hook():
    """A shop's server that remembers the webhooks it got."""
    shop = Shop()
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    yield shop
    shop.shutdown()
    shop.server_close()
