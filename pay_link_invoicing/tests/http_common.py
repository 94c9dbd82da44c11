import re

from odoo.tests import HttpCase

from .common import PayLinkCommon

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


class PayLinkHttpCommon(PayLinkCommon, HttpCase):
    """Requests to the pages of links, as a browser makes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = cls._make_link(cls.order)
        cls.choice = f"{cls.provider.id}-{cls.payment_method_id}"

    def _get(self, link=None, path="", **kwargs):
        return self.url_open((link or self.link)._get_path() + path, **kwargs)

    def _post(self, path, link=None, data=None, **kwargs):
        """Post a plain form, as a page without script does."""
        return self.url_open(
            (link or self.link)._get_path() + path,
            data=data or {},
            method="POST",
            allow_redirects=False,
            **kwargs,
        )

    def _rpc(self, path, link=None, **params):
        """Call a JSON-RPC route; return the HTTP response."""
        return self.url_open(
            (link or self.link)._get_path() + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        )

    def _rpc_error(self, response):
        return response.json()["error"]["data"]["message"]

    def _start(self, link=None, **params):
        """Ask for a transaction as Odoo's payment form does."""
        defaults = {
            "provider_id": self.provider.id,
            "payment_method_id": self.payment_method_id,
            "token_id": None,
            "amount": None,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/elsewhere",
            "is_validation": False,
        }
        return self._rpc("/transaction", link=link, **{**defaults, **params})

    def assertKind(self, response, kind, status):
        found = re.search(r'<main[^>]*data-kind="(\w+)"', response.text)
        self.assertEqual((found and found[1], response.status_code), (kind, status))

    def assertPayHeaders(self, response):
        for name, value in HEADERS.items():
            self.assertEqual(response.headers.get(name), value, name)
        policy = response.headers.get("Content-Security-Policy", "")
        self.assertIn("frame-ancestors 'none'", policy)
