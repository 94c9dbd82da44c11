"""The books after a story: Stripe, transactions, payments, order and link agree."""

from collections import Counter

TX_FIELDS = (
    "reference", "state", "amount", "operation", "payment_id", "provider_reference",
    "provider_code", "pay_link_session", "source_transaction_id",
)  # fmt: skip
LINK_FIELDS = ("state", "payment_state", "payment_exception", "amount", "amount_paid")
PAYMENT_FIELDS = (
    "amount", "state", "is_reconciled", "payment_transaction_id", "payment_type",
)  # fmt: skip
OVER = ("paid", "deactivated", "expired")
FINAL = ("succeeded", "canceled")
GAVE_NOTHING = ("failed", "canceled")
LIKE = {
    "succeeded": ("done",),
    "requires_capture": ("authorized",),
    "canceled": ("cancel", "error", "draft", "pending"),
}


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
        self.refunds = self._find_refunds(town.control.objects("refund"))
        self.sessions = town.sessions(story.link, "open")
        self.order_state = town.shop.read("sale.order", story.order_id, "state")
        self.invoices = town.shop.invoices(story.order_id)

    def _find_refunds(self, refunds):
        """What somebody has asked for; what was held and released is not among it."""
        own = {intent["id"] for intent in self.intents}
        return [
            refund
            for refund in refunds
            if refund["payment_intent"] in own
            and refund["metadata"]
            and refund["status"] not in GAVE_NOTHING
        ]

    # === SUMS, IN CENTS === #

    @property
    def taken(self):
        """What the customer has paid: to Stripe, and elsewhere."""
        elsewhere = sum(
            cents(tx["amount"])
            for tx in self.txs
            if tx["provider_code"] != "stripe" and tx["state"] == "done"
        )
        return sum(i["amount_received"] for i in self.intents) + elsewhere

    @property
    def returned(self):
        """What the customer has got back."""
        return sum(refund["amount"] for refund in self.refunds)

    @property
    def released(self):
        """What was held, and given back when a part had been taken."""
        return sum(
            intent["amount"] - intent["amount_received"]
            for intent in self.intents
            if intent["status"] == "succeeded"
        )

    # === FAULTS === #

    def faults(self):
        """What is wrong, in words."""
        return [
            *self._check_intents(),
            *self._check_parts(),
            *self._check_refunds(),
            *self._check_payments(),
            *self._check_link(),
            *self._check_order(),
        ]

    def _check_intents(self):
        """Each success at Stripe is a transaction that is done, and the reverse."""
        by_reference = {tx["reference"]: tx for tx in self.txs}
        for intent in self.intents:
            tx, status = by_reference[intent["metadata"]["reference"]], intent["status"]
            if status in LIKE and tx["state"] not in LIKE[status]:
                yield f"{tx['reference']} is {tx['state']}, its intent {status}"
        count_of = Counter(intent["metadata"]["reference"] for intent in self.intents)
        for reference, count in count_of.items():
            if count > 1:
                yield f"{reference} has {count} intents"
        for tx in self.txs:
            is_stripe = tx["provider_code"] == "stripe" and tx["state"] == "done"
            is_refund = tx["operation"] == "refund"
            if is_stripe and not is_refund and not self._find_intent(tx):
                yield f"{tx['reference']} is done without Stripe"

    def _check_parts(self):
        """What was taken is what the transactions say, in one amount or in parts."""
        for tx in self.txs:
            intent = self._find_intent(tx)
            if not intent or tx["source_transaction_id"]:
                continue
            parts = self._parts(tx)
            captured = [part for part in parts if part["state"] == "done"]
            if not parts and tx["state"] == "done":
                captured = [tx]
            amount = sum(cents(part["amount"]) for part in captured)
            if amount != intent["amount_received"]:
                received = intent["amount_received"]
                yield f"{tx['reference']} is over {amount}, taken {received}"
            ended = [part for part in parts if part["state"] in ("done", "cancel")]
            open_ = [part for part in parts if part["state"] in ("draft", "pending")]
            total = sum(cents(part["amount"]) for part in ended)
            is_over = bool(parts) and intent["status"] in FINAL
            if total > cents(tx["amount"]) or is_over and total < cents(tx["amount"]):
                yield f"the parts of {tx['reference']} are {total} in sum"
            if open_:
                yield f"{[part['reference'] for part in open_]} never ended"

    def _check_refunds(self):
        """Each refund at Stripe is one of the books, and the reverse."""
        booked = [tx for tx in self.txs if tx["operation"] == "refund"]
        done = [tx for tx in booked if tx["state"] == "done"]
        at_stripe = sorted((r["id"], r["amount"]) for r in self.refunds)
        here = sorted((tx["provider_reference"], -cents(tx["amount"])) for tx in done)
        if at_stripe != here:
            yield f"given back at Stripe: {at_stripe}, here: {here}"
        for tx in booked:
            if tx["state"] not in ("done", "error", "cancel"):
                yield f"the refund {tx['reference']} is {tx['state']}"

    def _find_intent(self, tx):
        found = [i for i in self.intents if i["id"] == tx["provider_reference"]]
        return found[0] if found else None

    def _parts(self, tx):
        """The captures and releases of a hold."""
        return [
            child
            for child in self.txs
            if (child["source_transaction_id"] or [None])[0] == tx["id"]
            and child["operation"] != "refund"
            and child["state"] != "error"
        ]

    def _check_payments(self):
        """Each transaction that is done has one entry in the books."""
        booked = Counter(
            payment["payment_transaction_id"][0] for payment in self.payments
        )
        for tx in self.txs:
            expected = 1 if tx["state"] == "done" and not self._parts(tx) else 0
            times = booked[tx["id"]]
            if times != expected:
                yield f"{tx['reference']} ({tx['state']}) is booked {times} times"
        total = sum(map(signed, self.payments))
        if total != self.taken - self.returned:
            yield f"taken {self.taken}, returned {self.returned}, booked {total}"
        for payment in self.payments:
            if payment["state"] not in ("in_process", "paid"):
                yield f"an entry is {payment['state']}"

    def _check_link(self):
        link, kept = self.link, self.taken - self.returned
        amount = cents(link["amount"])
        if cents(link["amount_paid"]) != kept:
            yield f"the link says {link['amount_paid']}, kept {kept}"
        is_whole = kept >= amount
        if is_whole and link["state"] != "paid" and not self.story.was_deactivated:
            yield f"all is paid, the link is {link['state']}"
        if kept > amount and link["payment_exception"] == "none":
            yield "more than all is paid, and the link doesn't say so"
        if link["state"] == "paid" and self.taken + self.released < amount:
            yield f"the link is paid by {self.taken}, {self.released} were released"
        seen = {tab.session for tab in self.story.tabs}
        can_be_paid = [s["id"] for s in self.sessions if s["id"] in seen]
        if link["state"] in OVER and can_be_paid:
            yield f"the link is {link['state']}, {can_be_paid} can be paid"

    def _check_order(self):
        asked, kept = cents(self.link["amount"]), self.taken - self.returned
        wanted = min(self.taken, asked)
        if self.order_state == "draft" and self.returned and kept < asked:
            wanted = 0  # it went back before it was booked: nothing was bought
        if wanted == asked and self.order_state != "sale":
            yield f"all is paid, the order is {self.order_state}"
        if self.story.was_deactivated:
            return
        invoiced = sum(cents(invoice["amount_total"]) for invoice in self.invoices)
        if invoiced != wanted:
            yield f"taken {self.taken}, invoiced {invoiced}"
        if any(invoice["amount_residual"] for invoice in self.invoices):
            yield f"the invoices are open by {self.invoices}"
        captures = [tx for tx in self.txs if tx["source_transaction_id"]]
        if len(self.invoices) > max(1, len(captures)):
            yield f"{len(self.invoices)} invoices"


def signed(payment):
    """What a payment moved to us, in cents."""
    sign = 1 if payment["payment_type"] == "inbound" else -1
    return sign * cents(payment["amount"])
