"""A customer's browser, as far as paying goes: cookies, pages, JSON calls, the payment form."""

import html.parser
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request

from . import rpc

TIMEOUT_SECONDS = 60


class PaymentPage(html.parser.HTMLParser):
    """What the payment form of a page tells the browser."""

    def __init__(self, text):
        super().__init__()
        self.form = {}
        self.options = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep the data of the form and of each way to pay."""
        data = {name[5:]: value for name, value in attrs if name.startswith("data-")}
        if tag == "form" and "transaction-route" in data:
            self.form = data
        elif tag == "input" and "provider-code" in data:
            self.options.append(data)

    def option(self, provider_code):
        """The first way to pay with this provider, or None."""
        return next((o for o in self.options if o["provider-code"] == provider_code), None)


class Visitor:
    """Someone with a browser and no login."""

    def __init__(self, base_url):
        self.base_url = base_url
        cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def get(self, path):
        """Open a page; return its status and text."""
        address = urllib.parse.urljoin(self.base_url, path)
        try:
            with self._opener.open(address, timeout=TIMEOUT_SECONDS) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def call(self, path, **params):
        """Call a JSON route as the page's scripts do."""
        return rpc.call(urllib.parse.urljoin(self.base_url, path), params, self._opener.open)

    def pay(self, page, provider_code):
        """Start paying what the form asks; return what the provider's script gets."""
        option = page.option(provider_code)
        amount = page.form.get("amount")
        return self.call(
            page.form["transaction-route"],
            provider_id=int(option["provider-id"]),
            payment_method_id=int(option["payment-option-id"]),
            token_id=None,
            amount=float(amount) if amount else None,
            flow="direct",
            tokenization_requested=False,
            landing_route=page.form.get("landing-route"),
            is_validation=False,
            access_token=page.form.get("access-token"),
        )
