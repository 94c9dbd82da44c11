"""Webhooks: events signed and sent, and sent again when nobody took them."""

import hashlib
import heapq
import hmac
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 20
WORKERS = 4


@dataclass(order=True)
class Delivery:
    """One event on its way to one endpoint; `status` is what the endpoint answered.

    state: held, waiting, delivered, failed (will come again), given_up, lost
    """

    due: float
    number: int
    event: dict = field(compare=False)
    endpoint: dict = field(compare=False)
    tries: int = field(default=0, compare=False)
    state: str = field(default="waiting", compare=False)
    status: int | None = field(default=None, compare=False)

    def describe(self):
        return {
            "number": self.number,
            "event": self.event["id"],
            "type": self.event["type"],
            "endpoint": self.endpoint["id"],
            "tries": self.tries,
            "state": self.state,
            "status": self.status,
        }


def sign(payload, secret, timestamp=None):
    """The `Stripe-Signature` header of a payload (bytes)."""
    timestamp = int(timestamp or time.time())
    signed = f"{timestamp}.".encode() + payload
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Dispatcher:
    """Sends what is due. With `is_holding`, webhooks wait until they are asked for."""

    def __init__(self, retry_seconds, random):
        self.retry_seconds = tuple(retry_seconds)
        self.is_holding = False
        self.deliveries = []
        self._random = random
        self._numbers = itertools.count(1)
        self._queue = []
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(WORKERS)
        threading.Thread(target=self._run, daemon=True).start()

    def add(self, event, endpoint, faults=()):
        """Send an event, as far as the faults let it."""
        by_kind = {fault.kind: fault for fault in faults}
        copies = 1
        if duplicate := by_kind.get("webhook_duplicate"):
            copies = duplicate.copies
        for _copy in range(copies):
            delivery = self._make(event, endpoint)
            if "webhook_lose" in by_kind:
                delivery.state = "lost"
            elif self.is_holding:
                delivery.state = "held"
            else:
                if reorder := by_kind.get("webhook_reorder"):
                    delivery.due += self._random.random() * reorder.seconds
                self._put(delivery)

    def _make(self, event, endpoint):
        number = next(self._numbers)
        # The work that made the event is answered first, as a rule.
        delivery = Delivery(time.monotonic() + 0.05, number, event, endpoint)
        self.deliveries.append(delivery)
        return delivery

    def _put(self, delivery):
        with self._changed:
            heapq.heappush(self._queue, delivery)
            self._changed.notify()

    def release(self):
        """Send what was held, in its order."""
        for delivery in self.deliveries:
            if delivery.state == "held":
                delivery.state = "waiting"
                self._put(delivery)

    def send_now(self, event, endpoints):
        """Send an event once to each endpoint and wait; return what they answered."""
        sent = [self._make(event, endpoint) for endpoint in endpoints]
        for delivery in sent:
            self._try(delivery, is_retried=False)
        for held in self.deliveries:
            if held.state == "held" and held.event is event:
                held.state = "delivered"
        return [delivery.describe() for delivery in sent]

    def is_idle(self):
        """Whether nothing is on its way."""
        return not any(d.state in ("waiting", "failed") for d in self.deliveries)

    def _run(self):
        while True:
            with self._changed:
                while not self._queue:
                    self._changed.wait()
                pause = self._queue[0].due - time.monotonic()
                if pause > 0:
                    self._changed.wait(pause)
                    continue
                delivery = heapq.heappop(self._queue)
            self._pool.submit(self._try, delivery)

    def _try(self, delivery, is_retried=True):
        delivery.tries += 1
        delivery.status = _post(delivery.event, delivery.endpoint)
        if delivery.status and 200 <= delivery.status < 300:
            delivery.state = "delivered"
            pending = delivery.event["pending_webhooks"]
            delivery.event["pending_webhooks"] = max(0, pending - 1)
        elif not is_retried or delivery.tries > len(self.retry_seconds):
            delivery.state = "given_up"
        else:
            delivery.state = "failed"
            pause = self.retry_seconds[delivery.tries - 1]
            delivery.due = time.monotonic() + pause
            self._put(delivery)


def _post(event, endpoint):
    """Post an event; the HTTP status, or None when nobody answered."""
    payload = json.dumps(event, indent=2).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": sign(payload, endpoint["_secret"]),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    request = urllib.request.Request(endpoint["url"], payload, headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None
