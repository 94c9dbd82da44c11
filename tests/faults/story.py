"""One schedule, played: a customer with two tabs, Stripe, crons, kills."""

import threading
import time
import urllib.error
from dataclasses import dataclass
from http.client import HTTPException

from fake_stripe.client import ControlError
from web import RpcRefusal, Web

from pay_link_setup.testing import RpcError

CRONS = {
    "ask_providers": "pay_link_invoicing.cron_pay_link_check",
    "expire": "pay_link_invoicing.cron_pay_link_expire",
    "post_process": "payment.cron_post_process_payment_tx",
    "process_events": "pay_link_invoicing.cron_pay_link_event",
}
HEALING = ("process_events", "ask_providers", "post_process", "expire")
HEALING_ROUNDS = 2
AT_STRIPE_SECONDS = 3
CRASH = 500
BROKEN = (OSError, HTTPException, urllib.error.URLError)


def is_part(tx):
    """Whether a transaction is a part of another."""
    return bool(tx["source_transaction_id"])


@dataclass
class Tab:
    """A tab of the customer's; `session` is the page of Stripe's that it has seen."""

    web: Web
    session: str | None = None


class Story:
    """Plays a schedule on a link of its own."""

    def __init__(self, town, workers, schedule):
        self.town = town
        self.workers = workers
        self.schedule = schedule
        capture_mode = "manual" if schedule.is_hold else "automatic"
        self.order_id, self.link = town.shop.order_with_link(capture_mode=capture_mode)
        self.tabs = [Tab(Web(town.shop.server.url)) for _number in range(2)]
        self.was_deactivated = False
        self.kills = 0
        self.crashes = []
        self.begun = time.monotonic()
        self.notes = []

    def play(self):
        for moment in self.schedule.moments:
            self._play_moment(moment)

    def heal(self):
        """Time goes on without faults: what is left to the crons is done."""
        self.town.control.order("clear_faults")
        self.workers.wait()
        for _round in range(HEALING_ROUNDS):
            self.town.make_silent(self.link)
            for name in HEALING:
                self._cron(name)
        self._note("healed")

    # === STEPS === #

    def _play_moment(self, moment):
        kills = {step.kill for step in moment if step.kill}
        if "before" in kills:
            self._kill("before")
        for step in moment:
            if step.fault:
                self.town.control.fault(**step.fault)
        if "at_stripe" in kills:
            self.town.control.fault("delay", seconds=0.5)
        asked = self._count_requests()
        threads = [threading.Thread(target=self._try, args=(step,)) for step in moment]
        for thread in threads:
            thread.start()
        if "during" in kills:
            time.sleep(moment[0].pause)
            self._kill("during")
        elif "at_stripe" in kills:
            self._wait_for_stripe(asked, threads)
            self._kill("at Stripe")
        for thread in threads:
            thread.join()
        self.town.control.order("clear_faults")
        if kills:
            self.workers.wait()

    def _count_requests(self):
        return self.town.control.ask("summary")["requests"]

    def _wait_for_stripe(self, asked, threads):
        deadline = time.monotonic() + AT_STRIPE_SECONDS
        while any(thread.is_alive() for thread in threads):
            if self._count_requests() > asked or time.monotonic() > deadline:
                return
            time.sleep(0.01)

    def _kill(self, when):
        count = self.workers.kill()
        self.kills += count
        self._note(f"killed {count} {when}")

    def _note(self, text):
        self.notes.append(f"{time.monotonic() - self.begun:6.2f} s {text}")

    def _try(self, step):
        """Do a step; what it leads to is judged at the end."""
        try:
            outcome = getattr(self, f"_{step.name}")(**step.values)
        except (*BROKEN, RpcError, RpcRefusal, ControlError) as error:
            outcome = f"{type(error).__name__}: {error}"[:200]
        self._note(f"{step} -> {outcome}")

    def _check_out(self, tab):
        tab = self.tabs[tab]
        path = f"{self.link.path}/checkout"
        answer = tab.web.post(path, method=self.town.choice)
        place = answer.headers.get("Location") or ""
        if place.startswith(self.town.control.url):
            tab.session = place.rsplit("/", 1)[-1]
        return f"{self._judge(answer.status)} {place[-12:]}"

    def _judge(self, status):
        """Keep in mind that the shop has crashed; it may refuse, and it may be dead."""
        if status and status >= CRASH:
            self.crashes.append(f"the shop answered {status}")
        return status

    def _pay(self, tab, card):
        session = self.tabs[tab].session or self.tabs[1 - tab].session
        if not session:
            return "has seen no page"
        paid = self.town.control.order("pay", session=session, card=card)
        return paid["payment_status"]

    def _come_back(self, tab):
        web = self.tabs[tab].web
        answer = web.get(f"{self.link.path}?awaiting=1")
        state = web.call(f"{self.link.path}/state", awaiting=True)
        return self._judge(answer.status), state

    def _webhook(self, pick, copies):
        events = self.town.events(self.link)
        if not events:
            return "nothing happened yet"
        event = events[int(pick * len(events))]
        answers = self.town.control.order("deliver", event=event["id"], copies=copies)
        return event["type"], [self._judge(answer["status"]) for answer in answers]

    def _cron(self, cron):
        self.town.shop.server.run_cron(CRONS[cron])
        return "ran"

    def _pay_elsewhere(self):
        return self.town.shop.pay(self.link)

    def _capture(self, share, is_last):
        """Capture a part of what is held, as the order's dialog does."""
        rpc, model = self.town.rpc, "pay.link.capture"
        wizard = rpc(model, "create", {"order_id": self.order_id})
        [values] = rpc(model, "read", [wizard], ["amount_held"])
        values = {
            "amount": round(values["amount_held"] * share, 2),
            "capture_undelivered": True,
            "release_rest": is_last,
        }
        rpc(model, "write", [wizard], values)
        return rpc(model, "action_capture", [wizard])["params"]["message"]

    def _release(self):
        rpc = self.town.rpc
        answer = rpc("sale.order", "action_pay_link_release", [self.order_id])
        return answer["params"]["message"]

    def _refund(self, pick, share, by_dialog):
        """Give a part of a payment back: by the link's dialog, or as Odoo does it."""
        payments = self._find_refundable()
        if not payments:
            return "nothing was paid yet"
        tx = payments[int(pick * len(payments))]
        amount = round(tx["amount"] * share, 2)
        if by_dialog:
            answer = self._refund_by_dialog(tx["id"], amount)
        else:
            answer = self.town.rpc(
                "payment.transaction", "action_refund", [tx["id"]], amount
            )
        return tx["reference"], amount, answer["params"]["message"]

    def _refund_by_dialog(self, transaction_id, amount):
        values = {"link_id": self.link.id, "transaction_id": transaction_id}
        values["amount"] = amount
        wizard = self.town.rpc("pay.link.refund", "create", values)
        return self.town.rpc("pay.link.refund", "action_refund", [wizard])

    def _find_refundable(self):
        """The payments by Stripe; the parts of a hold, not the hold."""
        domain = [("pay_link_id", "=", self.link.id), ("operation", "!=", "refund")]
        fields = ["reference", "amount", "state", "provider_code"]
        fields.append("source_transaction_id")
        txs = self.town.rpc("payment.transaction", "search_read", domain, fields)
        split = {tx["source_transaction_id"][0] for tx in txs if is_part(tx)}
        return [
            tx
            for tx in txs
            if tx["state"] == "done"
            and tx["provider_code"] == "stripe"
            and tx["id"] not in split
        ]

    def _deactivate(self):
        self.was_deactivated = True
        self.town.rpc("pay.link", "action_deactivate", [self.link.id])
        return "deactivated"

    def __str__(self):
        return "\n    ".join([str(self.schedule), *map(str, self.notes)])
