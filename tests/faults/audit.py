"""The books after a story: Stripe, transactions, payments, order and link agree."""

from collections import Counter

TX_FIELDS = (
    "reference", "state", "amount", "operation", "payment_id", "provider_reference",
    "provider_code", "pay_link_session", "source_transaction_id",
)  # fmt: skip
LINK_FIELDS = ("state", "payment_state", "payment_exception", "amount", "amount_paid")
PAYMENT_FIELDS = ("amount", "state", "is_reconciled", "payment_transaction_id")
OVER = ("paid", "deactivated", "expired")


def cents(amount):
    return round(amount * 100)


class Audit:
    """What is wrong after a story; nothing, if all is well."""

    def __init__(self, story):
        self.story = story
        town = story.town
        rpc = town.rpc
        domain = [("pay_link_id", "=", story.link.id)]
        self.txs = rpc("payment.transaction", "search_read", domain, TX_FIELDS)
        [self.link] = rpc("pay.link", "read", [story.link.id], LINK_FIELDS)
        domain = [("payment_transaction_id", "in", [tx["id"] for tx in self.txs])]
        self.payments = rpc("account.payment", "search_read", domain, PAYMENT_FIELDS)
        references = {tx["reference"] for tx in self.txs}
        self.intents = [
            intent
            for intent in town.control.objects("payment_intent")
            if intent["metadata"].get("reference") in references
        ]
        self.sessions = town.sessions(story.link, "open")
        self.order_state = town.shop.read("sale.order", story.order_id, "state")
        self.invoices = town.shop.invoices(story.order_id)

    @property
    def taken(self):
        """What the customer has paid, in cents: to Stripe, and elsewhere."""
        elsewhere = sum(
            cents(tx["amount"])
            for tx in self.txs
            if tx["provider_code"] != "stripe" and tx["state"] == "done"
        )
        return sum(i["amount_received"] for i in self.intents) + elsewhere

    def faults(self):
        """What is wrong, in words."""
        return [
            *self._check_intents(),
            *self._check_payments(),
            *self._check_link(),
            *self._check_order(),
        ]

    def _check_intents(self):
        """Each success at Stripe is a transaction that is done, and the reverse."""
        by_reference = {tx["reference"]: tx for tx in self.txs}
        for intent in self.intents:
            tx = by_reference[intent["metadata"]["reference"]]
            expected = {"succeeded": "done", "requires_capture": "authorized"}
            state = expected.get(intent["status"])
            if state and not self._is_like(tx, state):
                name, status = tx["reference"], intent["status"]
                yield f"{name} is {tx['state']}, its intent {status}"
            received = intent["amount_received"]
            if tx["state"] == "done" and not self._children(tx):
                if cents(tx["amount"]) != received:
                    yield f"{tx['reference']} is over {tx['amount']}, taken {received}"
        succeeded = Counter(intent["metadata"]["reference"] for intent in self.intents)
        for reference, count in succeeded.items():
            if count > 1:
                yield f"{reference} has {count} intents"
        for tx in self.txs:
            is_stripe = tx["provider_code"] == "stripe" and tx["state"] == "done"
            if is_stripe and tx["provider_reference"] not in {
                intent["id"] for intent in self.intents
            }:
                yield f"{tx['reference']} is done without Stripe"

    def _is_like(self, tx, state):
        children = self._children(tx)
        states = {child["state"] for child in children} or {tx["state"]}
        return tx["state"] == state or state in states

    def _children(self, tx):
        return [
            child
            for child in self.txs
            if (child["source_transaction_id"] or [None])[0] == tx["id"]
        ]

    def _check_payments(self):
        """Each transaction that is done has one entry in the books."""
        booked = Counter(
            payment["payment_transaction_id"][0] for payment in self.payments
        )
        for tx in self.txs:
            expected = 1 if tx["state"] == "done" and not self._children(tx) else 0
            times = booked[tx["id"]]
            if times != expected:
                yield f"{tx['reference']} ({tx['state']}) is booked {times} times"
        total = sum(cents(payment["amount"]) for payment in self.payments)
        if total != self.taken:
            yield f"taken {self.taken}, booked {total}"
        for payment in self.payments:
            if payment["state"] not in ("in_process", "paid"):
                yield f"an entry is {payment['state']}"

    def _check_link(self):
        link = self.link
        if cents(link["amount_paid"]) != self.taken:
            yield f"the link says {link['amount_paid']}, taken {self.taken}"
        is_whole = self.taken >= cents(link["amount"])
        if is_whole and link["state"] != "paid" and not self.story.was_deactivated:
            yield f"all is paid, the link is {link['state']}"
        if self.taken > cents(link["amount"]) and link["payment_exception"] == "none":
            yield "more than all is paid, and the link doesn't say so"
        if link["state"] == "paid" and not is_whole:
            yield f"the link is paid by {self.taken}"
        seen = {tab.session for tab in self.story.tabs}
        can_be_paid = [s["id"] for s in self.sessions if s["id"] in seen]
        if link["state"] in OVER and can_be_paid:
            yield f"the link is {link['state']}, {can_be_paid} can be paid"

    def _check_order(self):
        if self.taken >= cents(self.link["amount"]):
            if self.order_state != "sale":
                yield f"all is paid, the order is {self.order_state}"
            residuals = [invoice["amount_residual"] for invoice in self.invoices]
            is_closed = len(residuals) == 1 and not any(residuals)
            if not is_closed and not self.story.was_deactivated:
                yield f"all is paid, the invoices are open by {residuals}"
        if len(self.invoices) > 1:
            yield f"{len(self.invoices)} invoices"
