"""A small server that answers as Stripe's API does, for the tests of this add-on.

It keeps sessions, intents and refunds, replays answers by their idempotency key, and
does what a test has told it: fail before or after the work. The SDK talks to it over
HTTP, unchanged.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from .stripe_objects import StripeError, StripeObjects


def nest(pairs):
    """Return the form fields `a[b][0]=c` as nested dicts."""
    tree = {}
    for name, value in pairs:
        *path, last = name.replace("]", "").split("[")
        node = tree
        for key in path:
            node = node.setdefault(key, {})
        if last == "":
            last = str(len(node))
        node[last] = value
    return tree


class StripeServer(StripeObjects):
    """Start with `StripeServer()`; its address is `url`; `stop()` ends it."""

    def __init__(self):
        super().__init__()
        self.requests = []  # pairs of "METHOD /path" and parameters
        self.keys = []  # the idempotency key of each request, or None
        self.answers = {}
        self.faults = []  # see `fail`
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"stripe": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    # === WHAT TESTS SAY === #

    def fail(self, path, status=500, *, after=False, skip=0, **error):
        """Let the next request that ends so fail, before or after the work.

        :param str path: The end of "METHOD /path".
        :param int skip: How many such requests are answered before that.
        """
        self.faults.append([path, status, after, skip, error])

    def calls(self, path=""):
        """Return the requests that change something, and whose path ends so."""
        return [
            (line, params)
            for line, params in self.requests
            if line.startswith("POST") and line.endswith(path)
        ]

    # === API === #

    def answer(self, method, path, params, key):
        with self.lock:
            self.requests.append((f"{method} {path}", params))
            self.keys.append(key)
            fault = self._pop_fault(f"{method} {path}")
            if fault and not fault[2]:
                raise StripeError(fault[1], **fault[4])
            if key and key in self.answers:
                asked, body = self.answers[key]
                if asked != (path, params):
                    raise StripeError(
                        400,
                        "Keys for idempotent requests can only be used with the same"
                        " parameters they were first used with.",
                        type="idempotency_error",
                    )
            else:
                body = json.loads(json.dumps(self._route(method, path, params)))
                if key:
                    self.answers[key] = ((path, params), body)
            if fault:
                raise StripeError(fault[1], **fault[4])
            return body

    def _pop_fault(self, line):
        for fault in self.faults:
            if line.endswith(fault[0]):
                if fault[3]:
                    fault[3] -= 1
                    continue
                self.faults.remove(fault)
                return fault
        return None

    def _route(self, method, path, params):
        parts = path.removeprefix("/v1/").split("/")
        match (method, *parts):
            case ("POST", "checkout", "sessions"):
                return self._create_session(params)
            case ("GET", "checkout", "sessions", name):
                return self._show_session(self._find(self.sessions, name))
            case ("POST", "checkout", "sessions", name, "expire"):
                return self._expire_session(self._find(self.sessions, name))
            case ("POST", "customers"):
                return {"id": "cus_1", "object": "customer"}
            case ("POST", "payment_intents"):
                return self._create_intent(params)
            case ("GET", "payment_intents"):
                return self._list_intents(params)
            case ("GET", "payment_intents", name):
                return self._find(self.intents, name)
            case ("POST", "payment_intents", name, "capture"):
                return self._capture(self._find(self.intents, name), params)
            case ("POST", "payment_intents", name, "cancel"):
                return self._cancel(self._find(self.intents, name))
            case ("POST", "refunds"):
                return self.refund(**params)
            case ("GET", "refunds"):
                data = [
                    refund
                    for refund in self.refunds.values()
                    if refund["payment_intent"] == params["payment_intent"]
                ]
                page = {"object": "list", "url": "/v1/refunds", "has_more": False}
                return {**page, "data": data}
        raise StripeError(404, f"Unrecognized request URL ({method}: {path})")


class _Handler(BaseHTTPRequestHandler):
    stripe = None
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer(urlsplit(self.path).query)

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(length).decode())

    def _answer(self, form):
        params = nest(parse_qsl(form, keep_blank_values=True))
        params.pop("expand", None)
        path = urlsplit(self.path).path
        key = self.headers.get("Idempotency-Key") if self.command == "POST" else None
        try:
            status, body = 200, self.stripe.answer(self.command, path, params, key)
        except StripeError as error:
            status, body = error.status, error.body
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Request-Id", "req_test")
        if status >= 500:
            self.send_header("Stripe-Should-Retry", "false")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Keep the tests' log for the tests."""
