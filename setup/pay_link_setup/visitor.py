"""A customer's browser, as far as paying goes: cookies, pages, JSON calls, the payment form."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request

from . import rpc

TIMEOUT_SECONDS = 60


class Form(html.parser.HTMLParser):
    """The forms of a page: the light one of ours, and Odoo's payment form."""

    def __init__(self, text):
        super().__init__()
        self.action = None
        self.choices = []
        self.payment = {}
        self.options = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep where the forms lead, and the ways to pay."""
        values = dict(attrs)
        data = {name[5:]: value for name, value in attrs if name.startswith("data-")}
        if tag == "form" and values.get("id") == "pay_form":
            self.action = values["action"]
        elif tag == "form" and "transaction-route" in data:
            self.payment = data
        elif tag == "input" and values.get("name") == "method":
            self.choices.append(values["value"])
        elif tag == "input" and "provider-code" in data:
            self.options.append(data)


class Visitor:
    """Someone with a browser and no login."""

    def __init__(self, base_url):
        self.base_url = base_url
        cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def get(self, path):
        """Open a page; return its status and text."""
        return self._open(path)

    def submit(self, path, **fields):
        """Submit a plain form; return the status and text of the page it leads to."""
        return self._open(path, urllib.parse.urlencode(fields).encode())

    def _open(self, path, body=None):
        address = urllib.parse.urljoin(self.base_url, path)
        try:
            with self._opener.open(address, body, timeout=TIMEOUT_SECONDS) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def call(self, path, **params):
        """Call a JSON route as the page's scripts do."""
        return rpc.call(urllib.parse.urljoin(self.base_url, path), params, self._opener.open)

    def start_payment(self, form):
        """Do what the script of Odoo's payment form does; return what the provider's gets."""
        option = form.options[0]
        amount = form.payment.get("amount")
        return self.call(
            form.payment["transaction-route"],
            provider_id=int(option["provider-id"]),
            payment_method_id=int(option["payment-option-id"]),
            token_id=None,
            amount=float(amount) if amount else None,
            flow="direct",
            tokenization_requested=False,
            landing_route=form.payment.get("landing-route"),
            is_validation=False,
            access_token=form.payment.get("access-token"),
        )
