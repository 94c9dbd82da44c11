"""``./setup/demo --check``: the main job without a person, one fact a line.

A quotation of the demo data gets a pay link; a customer opens it and pays it; the server then says
what became of the order, the invoice, the payment and the link.
"""

import tempfile
import time
from pathlib import Path

from .databases import Databases, Variant
from .rpc import RpcError
from .server import serving
from .visitor import Form, Visitor

SETTLE_SECONDS = 60
HTTP_OK = 200
CENT = 0.01


class Facts:
    """Facts that must hold; each is printed, the first false one ends the check."""

    def __init__(self):
        self.count = 0

    def hold(self, text, is_true=True):
        """State a fact."""
        print(f"{'ok' if is_true else 'FALSE'}: {text}", flush=True)
        if not is_true:
            raise FactIsFalse(text)
        self.count += 1


class FactIsFalse(Exception):
    """A fact does not hold."""


def check(environment):
    """Do the main job on a copy of the demo; return the exit code."""
    databases = Databases(environment)
    variant = Variant(demo=True)
    with databases.temporary(variant) as name, tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "odoo.log"
        options = ["--max-cron-threads=0"]
        with serving(environment, name, log, options=options) as server:
            return _report(server)


def _report(server):
    facts = Facts()
    try:
        _main_job(server, facts)
    except (FactIsFalse, RpcError) as error:
        print(f"check failed: {error}", flush=True)
        print("\n".join(server.last_lines()), flush=True)
        return 1
    print(f"check passed: {facts.count} facts hold", flush=True)
    return 0


def _main_job(server, facts):
    order = _quotation(server.rpc)
    asked = f"{order['amount_total']:.2f} {order['currency_id'][1]}"
    facts.hold(f"quotation {order['name']} of the demo data: {asked}, {order['state']}")
    link_id = server.rpc("pay.link", "create", {"res_model": "sale.order", "res_id": order["id"]})
    link = _read(server.rpc, "pay.link", link_id, "name", "url", "state", "amount_due")
    facts.hold(f"pay link {link['name']} is active: {link['url']}", link["state"] == "active")
    is_due = abs(link["amount_due"] - order["amount_total"]) < CENT / 2
    facts.hold(f"{link['amount_due']:.2f} are due", is_due)
    _pay(server, facts, link)
    _wait_until_settled(server.rpc, link_id)
    _state_results(server.rpc, facts, order["id"], link_id)


def _quotation(rpc):
    domain = [("state", "in", ("draft", "sent")), ("amount_total", ">", 0)]
    found = rpc(
        "sale.order", "search_read", domain, ["name", "state", "amount_total", "currency_id"],
        limit=1, order="id",
    )  # fmt: skip
    if not found:
        raise FactIsFalse("the demo data has no open quotation")
    return found[0]


def _pay(server, facts, link):
    """Pay as a browser does: page, form, transaction, the provider's script, the way back."""
    visitor = Visitor(server.url)
    status, text = visitor.get(link["url"])
    facts.hold(f"the page opens without a login: HTTP {status}", status == HTTP_OK)
    page = Form(text)
    choice = _demo_choice(server.rpc, page)
    facts.hold("the page offers to pay with the Demo provider", bool(choice))
    status, text = visitor.submit(page.action, method=choice)
    form = Form(text)
    facts.hold(f"the payment form opens: HTTP {status}", bool(form.options))
    values = visitor.start_payment(form)
    facts.hold(f"an attempt to pay was started: {values['reference']}")
    _simulate(visitor, values["reference"])
    status, _text = visitor.get("/payment/status")
    facts.hold(f"the customer is back from the provider: HTTP {status}", status == HTTP_OK)
    visitor.call(f"{link['url']}/state", awaiting=True)


def _demo_choice(rpc, page):
    """The way to pay that belongs to the Demo provider, or None."""
    ids = rpc("payment.provider", "search", [("code", "=", "demo"), ("state", "=", "test")])
    wanted = tuple(f"{provider_id}-" for provider_id in ids)
    return next((choice for choice in page.choices if choice.startswith(wanted)), None)


def _simulate(visitor, reference):
    """Do what the Demo provider's script does."""
    visitor.call(
        "/payment/demo/simulate_payment",
        reference=reference,
        payment_details="4242",
        simulated_state="done",
    )


def _wait_until_settled(rpc, link_id):
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        if _read(rpc, "pay.link", link_id, "state")["state"] == "paid":
            return
        time.sleep(0.5)


def _state_results(rpc, facts, order_id, link_id):
    order = _read(rpc, "sale.order", order_id, "name", "state", "amount_total", "invoice_ids")
    facts.hold(f"order {order['name']} is confirmed: {order['state']}", order["state"] == "sale")
    count = len(order["invoice_ids"])
    facts.hold(f"the order is invoiced: {count} invoice", count == 1)
    _state_invoice(rpc, facts, order["invoice_ids"][0], order["amount_total"])
    link = _read(rpc, "pay.link", link_id, "state", "payment_state", "amount_due", "amount_paid")
    facts.hold(f"{link['amount_paid']:.2f} were paid, nothing is due", not link["amount_due"])
    facts.hold(f"the link's payment is {link['payment_state']}", link["payment_state"] == "paid")
    facts.hold(f"the link is {link['state']}", link["state"] == "paid")


def _state_invoice(rpc, facts, invoice_id, total):
    fields = ("name", "state", "payment_state", "amount_total", "amount_residual")
    invoice = _read(rpc, "account.move", invoice_id, *fields)
    name = invoice["name"]
    is_whole = abs(invoice["amount_total"] - total) < CENT / 2
    facts.hold(f"invoice {name} is over {invoice['amount_total']:.2f}", is_whole)
    facts.hold(f"invoice {name} is posted: {invoice['state']}", invoice["state"] == "posted")
    is_paid = invoice["payment_state"] in ("paid", "in_payment")
    facts.hold(f"invoice {name} is paid: {invoice['payment_state']}", is_paid)
    open_lines = rpc(
        "account.move.line", "search_count",
        [
            ("move_id", "=", invoice_id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("reconciled", "=", False),
        ],
    )  # fmt: skip
    is_reconciled = not open_lines and not invoice["amount_residual"]
    facts.hold(
        f"invoice {name} is reconciled: {invoice['amount_residual']:.2f} open",
        is_reconciled,
    )


def _read(rpc, model, record_id, *fields):
    return rpc(model, "read", [record_id], list(fields))[0]
