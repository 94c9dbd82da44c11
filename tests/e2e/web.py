"""A plain HTTP client: what a script, a scanner or an attacker sends."""

import http.client
import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message

TIMEOUT_SECONDS = 60
UNSTABLE_HEADERS = {"date"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def fingerprint(self):
        """All that a client can tell two answers apart by."""
        headers = [
            (name.lower(), value)
            for name, value in self.headers.items()
            if name.lower() not in UNSTABLE_HEADERS
        ]
        return self.status, sorted(headers), self.body


class RpcRefusal(Exception):
    """The server answered a JSON call with an error."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


class Web:
    """One client with cookies of its own, which follows no redirect."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies, _NoRedirect())

    def request(self, method, path, body=None, headers=()):
        address = urllib.parse.urljoin(self.url, path)
        request = urllib.request.Request(
            address, data=body, headers=dict(headers), method=method
        )
        try:
            response = self._opener.open(request, timeout=TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return Answer(response.status, response.headers, response.read())

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, **fields):
        """Post a form."""
        return self.request("POST", path, urllib.parse.urlencode(fields).encode())

    def call_raw(self, path, body):
        """Post a JSON-RPC body as it is; return the answer's text and what it says."""
        headers = {"Content-Type": "application/json"}
        answer = self.request("POST", path, body.encode(), headers)
        return answer.status, json.loads(answer.body) if answer.body[
            :1
        ] == b"{" else None

    def call(self, path, **params):
        """Call a JSON route as the page's scripts do.

        :raise RpcRefusal: with the message for the customer
        """
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        status, answer = self.call_raw(path, json.dumps(body))
        if answer is None:
            raise RpcRefusal(f"HTTP {status}")
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise RpcRefusal(data.get("message") or answer["error"]["message"])
        return answer.get("result")


def raw_get(server, path):
    """GET a path byte for byte, which urllib would have quoted or refused."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest("GET", path)
        connection.endheaders()
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()
