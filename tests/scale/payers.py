"""Customers who pay one link after the other, and note what they were answered."""

import itertools
import queue
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException

from fake_stripe.client import ControlError
from shop import Link
from web import RpcRefusal, Web

PAYERS = 3
PAUSE_SECONDS = 0.5
PATIENCE_SECONDS = 20
NO_ANSWER = "none"
STEPS = ("visit", "look", "check out", "come back", "news")


@dataclass
class Tab:
    """See the tab of `story.Story`, for the audit."""

    session: str


@dataclass
class Purchase:
    """One link and what its customer has done: what the audit of a story asks for."""

    town: object
    link: Link
    order_id: int
    tabs: list = field(default_factory=list)
    was_deactivated: bool = False
    has_seen_it_paid: bool = False


class Notes:
    """How often each step was answered with which status, by phase."""

    def __init__(self):
        self.phase = "all up"
        self.counts = Counter()
        self._lock = threading.Lock()

    def add(self, step, status):
        with self._lock:
            self.counts[self.phase, step, str(status)] += 1

    def of(self, phase, step):
        """The statuses of a step during a phase, with their numbers."""
        return {
            status: count
            for (a_phase, a_step, status), count in self.counts.items()
            if (a_phase, a_step) == (phase, step)
        }

    def wait_for(self, step, status, count, seconds_min, seconds_max):
        """Wait until a step was answered so often during this phase, or in vain."""
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds_max:
            answered = self.of(self.phase, step).get(status, 0)
            if passed > seconds_min and answered >= count:
                return
            time.sleep(PAUSE_SECONDS)

    def __str__(self):
        phases = dict.fromkeys(phase for phase, _step, _status in self.counts)
        rows = [("phase", *STEPS)]
        for phase in phases:
            cells = [self.of(phase, step) for step in STEPS]
            texts = (" ".join(f"{s}:{n}" for s, n in sorted(c.items())) for c in cells)
            rows.append((phase, *texts))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            )
            for row in rows
        )


class Payers:
    """A few customers at once, each with a browser of their own for each link."""

    def __init__(self, town, notes):
        self.town = town
        self.notes = notes
        self.waiting = queue.SimpleQueue()
        self.purchases = []
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._pay_all) for _number in range(PAYERS)
        ]
        self._threads.append(threading.Thread(target=self._look_around))

    def prepare(self, count):
        """Make links for them to pay."""
        shop = self.town.shop
        values = [shop.order_values(partner_id=shop.customer())] * count
        order_ids = shop.rpc("sale.order", "create", values)
        values = [{"res_model": "sale.order", "res_id": i} for i in order_ids]
        link_ids = shop.rpc("pay.link", "create", values)
        urls = {
            r["id"]: r["url"] for r in shop.rpc("pay.link", "read", link_ids, ["url"])
        }
        for order_id, link_id in zip(order_ids, link_ids, strict=True):
            link = Link(link_id, urls[link_id])
            self.purchases.append(Purchase(self.town, link, order_id))
            self.waiting.put(self.purchases[-1])

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _pay_all(self):
        while not self._is_over.is_set():
            try:
                purchase = self.waiting.get(timeout=PAUSE_SECONDS)
            except queue.Empty:
                continue
            self._pay(purchase)

    def _look_around(self):
        """Open links and go away, as mail scanners do."""
        for purchase in itertools.cycle(self.purchases):
            if self._is_over.wait(PAUSE_SECONDS):
                return
            self._get(Web(self.town.shop.server.url), "visit", purchase.link.path)

    def _pay(self, purchase):
        """Pay as a person does: who gets no answer tries again, for a while."""
        web, path = Web(self.town.shop.server.url), purchase.link.path
        deadline = time.monotonic() + PATIENCE_SECONDS
        session = None
        while not session and time.monotonic() < deadline:
            if self._get(web, "look", path):
                session = self._check_out(web, path)
            if not session:
                time.sleep(PAUSE_SECONDS)
        if not session:
            return
        purchase.tabs.append(Tab(session))
        if not self._pay_at_stripe(session):
            return
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._get(web, "come back", f"{path}?awaiting=1"):
            if time.monotonic() > deadline:
                return
            time.sleep(PAUSE_SECONDS)
        self._wait_for_news(web, purchase, deadline)

    def _wait_for_news(self, web, purchase, deadline):
        for _turn in itertools.count():
            state = self._ask(web, purchase.link.path)
            if state and state["payment_state"] == "paid":
                purchase.has_seen_it_paid = True
            if purchase.has_seen_it_paid or time.monotonic() > deadline:
                return
            time.sleep(PAUSE_SECONDS)

    # === STEPS === #

    def _get(self, web, step, path):
        answer = self._request(step, lambda: web.get(path))
        return bool(answer) and answer.status == 200

    def _check_out(self, web, path):
        """Start an attempt; the page at Stripe that it leads to, if it does."""
        fields = {"method": self.town.choice}
        answer = self._request(
            "check out", lambda: web.post(f"{path}/checkout", **fields)
        )
        place = (answer.headers.get("Location") or "") if answer else ""
        leads_to_stripe = place.startswith(self.town.control.url)
        return place.rsplit("/", 1)[-1] if leads_to_stripe else None

    def _pay_at_stripe(self, session):
        try:
            self.town.control.order("pay", session=session, card="pm_card_visa")
        except ControlError:
            return False
        return True

    def _ask(self, web, path):
        try:
            state = web.call(f"{path}/state", awaiting=True)
            self.notes.add("news", 200)
            return state
        except RpcRefusal as refusal:
            text = str(refusal)
            is_status = text.startswith("HTTP ")  # else an error within an answer
            self.notes.add("news", text.removeprefix("HTTP ") if is_status else "error")
        except (OSError, HTTPException, ValueError):
            self.notes.add("news", NO_ANSWER)
        return None

    def _request(self, step, send):
        try:
            answer = send()
        except (OSError, HTTPException):
            self.notes.add(step, NO_ANSWER)
            return None
        self.notes.add(step, answer.status)
        return answer
