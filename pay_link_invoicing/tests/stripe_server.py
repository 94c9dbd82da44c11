"""A small server that answers as Stripe's API does, for the tests of this add-on.

It keeps sessions, intents and refunds, replays answers by their idempotency key, and
does what a test has told it: fail before or after the work. The SDK talks to it over
HTTP, unchanged.
"""

import itertools
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class StripeError(Exception):
    def __init__(self, status, message="Told to fail", **error):
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {"type": "invalid_request_error", "message": message, **error}
        }


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


class StripeServer:
    """Start with `StripeServer()`; its address is `url`; `stop()` ends it."""

    def __init__(self):
        self.requests = []  # pairs of "METHOD /path" and parameters
        self.keys = []  # the idempotency key of each request, or None
        self.sessions, self.intents, self.refunds = {}, {}, {}
        self.answers = {}
        self.faults = []  # see `fail`
        self.multicapture = "unavailable"
        self.capture_before = int(time.time()) + 6 * 86400
        self.numbers = itertools.count(1)
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

    def pay(self, session_id, status=None):
        """A customer pays on the page of a session."""
        session = self.sessions[session_id]
        data = session["payment_intent_data"]
        intent = self.make_intent(
            session["amount_total"],
            session["currency"],
            metadata=data["metadata"],
            description=data["description"],
            capture_method=data["capture_method"],
        )
        session.update(status="complete", payment_intent=intent["id"])
        self.confirm(intent, status)
        return intent

    def confirm(self, intent, status=None):
        """A card is charged; a given status is one on the way."""
        is_manual = intent["capture_method"] == "manual"
        intent["status"] = status or ("requires_capture" if is_manual else "succeeded")
        received = intent["amount"] if intent["status"] == "succeeded" else 0
        held = intent["amount"] if intent["status"] == "requires_capture" else 0
        intent.update(amount_received=received, amount_capturable=held)
        intent["latest_charge"] = {
            "id": f"ch_{next(self.numbers)}",
            "object": "charge",
            "amount_refunded": 0,
            "payment_method_details": {
                "type": "card",
                "card": {
                    "brand": "visa",
                    "capture_before": self.capture_before if held else None,
                    "multicapture": {"status": self.multicapture},
                },
            },
        }

    def make_intent(self, amount, currency, **values):
        intent_id = f"pi_{next(self.numbers)}"
        self.intents[intent_id] = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_received": 0,
            "amount_capturable": 0,
            "currency": currency,
            "status": "requires_payment_method",
            "capture_method": "automatic",
            "latest_charge": None,
            "last_payment_error": None,
            "payment_method": None,
            "metadata": {},
            "description": None,
            **values,
        }
        return self.intents[intent_id]

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

    def _find(self, objects, name):
        if name not in objects:
            raise StripeError(404, f"No such object: '{name}'", code="resource_missing")
        return objects[name]

    def _create_session(self, params):
        left = int(params["expires_at"]) - time.time()
        if not 1800 <= left <= 86400:
            raise StripeError(
                400, "The `expires_at` timestamp must be later or earlier"
            )
        lines = [line["price_data"] for line in params["line_items"].values()]
        session_id = f"cs_test_{next(self.numbers)}"
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "status": "open",
            "url": f"{self.url}/pay/{session_id}",
            "payment_intent": None,
            "payment_status": "unpaid",
            "amount_total": sum(int(line["unit_amount"]) for line in lines),
            "currency": lines[0]["currency"],
            "expires_at": int(params["expires_at"]),
            "metadata": params["metadata"],
            "client_reference_id": params["client_reference_id"],
            "payment_intent_data": params["payment_intent_data"],
        }
        return self._show_session(self.sessions[session_id])

    def _show_session(self, session):
        shown = {k: v for k, v in session.items() if k != "payment_intent_data"}
        return {**shown, "payment_intent": self.intents.get(session["payment_intent"])}

    def _expire_session(self, session):
        if session["status"] != "open":
            raise StripeError(
                400, "Only Checkout Sessions with a status in ['open'] can be expired."
            )
        session["status"] = "expired"
        if intent := self.intents.get(session["payment_intent"]):
            intent["status"] = "canceled"
        return self._show_session(session)

    def _create_intent(self, params):
        return self.make_intent(
            int(params["amount"]),
            params["currency"],
            metadata=params.get("metadata", {}),
            description=params["description"],
            capture_method=params["capture_method"],
            client_secret="secret",
        )

    def _capture(self, intent, params):
        amount = int(params.get("amount_to_capture", intent["amount_capturable"]))
        if (
            intent["status"] != "requires_capture"
            or amount > intent["amount_capturable"]
        ):
            raise StripeError(
                400, "It can't be captured", code="payment_intent_unexpected_state"
            )
        intent["amount_received"] += amount
        intent["amount_capturable"] -= amount
        if params.get("final_capture", "true") == "true":
            self._release(intent)
            intent["status"] = "succeeded"
        return intent

    def _release(self, intent):
        """Give back what is still held, which Stripe shows as a refund."""
        amount, intent["amount_capturable"] = intent["amount_capturable"], 0
        if amount:
            intent["latest_charge"]["amount_refunded"] += amount
            self._make_refund(intent, amount)

    def _cancel(self, intent):
        is_over = intent["status"] in ("succeeded", "canceled", "processing")
        if is_over or intent["amount_received"]:
            raise StripeError(
                400, "It can't be canceled", code="payment_intent_unexpected_state"
            )
        self._release(intent)
        intent["status"] = "canceled"
        return intent

    def refund(self, payment_intent, amount, metadata=None, status="succeeded"):
        intent = self.intents[payment_intent]
        charge = intent["latest_charge"]
        released = intent["amount"] - intent["amount_received"]
        given = charge["amount_refunded"] - released
        if given + int(amount) > intent["amount_received"]:
            raise StripeError(400, "Refund amount is greater than unrefunded amount")
        charge["amount_refunded"] += int(amount)
        return self._make_refund(intent, int(amount), metadata, status)

    def _make_refund(self, intent, amount, metadata=None, status="succeeded"):
        refund_id = f"re_{next(self.numbers)}"
        self.refunds[refund_id] = {
            "id": refund_id,
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "status": status,
            "metadata": metadata or {},
            "created": int(time.time()),
        }
        return self.refunds[refund_id]


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
