"""How fast a provider's message is acknowledged, against an empty route.

    ./setup/test e2e tests/bench/test_webhook_cost.py -s

Each message is signed, about an attempt of a link, and new: it is verified and stored
before it is acknowledged. Times are not asserted: a person reads them, on a machine
that does nothing else.
"""

import hashlib
import hmac
import json
import os
import secrets
import statistics
import time
import urllib.request

import pytest

MESSAGES = int(os.environ.get("PAY_LINK_BENCH_MESSAGES", "100"))
WARM_UP = 5
WEBHOOK = "/payment/stripe/webhook"
EMPTY = "/web/health"  # answers without looking anything up


@pytest.fixture(scope="module")
def attempt(odoo):
    """An attempt of a link at Stripe, and the secret of the webhook."""
    secret = f"whsec_{secrets.token_hex(16)}"
    domain = [("code", "=", "stripe"), ("company_id", "=", 1)]
    provider_id = odoo.rpc("payment.provider", "search", domain, limit=1)[0]
    values = {
        "state": "test",
        "stripe_publishable_key": "pk_test_bench",
        "stripe_secret_key": "sk_test_bench",
        "stripe_webhook_secret": secret,
    }
    odoo.rpc("payment.provider", "write", [provider_id], values)
    reference = make_attempt(odoo, provider_id)
    database = odoo.rpc("ir.config_parameter", "get_param", "database.uuid")
    return {"secret": secret, "reference": reference, "database": database}


def make_attempt(odoo, provider_id):
    domain = [("state", "in", ["draft", "sent"]), ("company_id", "=", 1)]
    order_id = odoo.rpc("sale.order", "search", domain, limit=1, order="id")[0]
    values = {"res_model": "sale.order", "res_id": order_id}
    link_id = odoo.rpc("pay.link", "create", values)
    fields = ["partner_id", "amount_due", "currency_id"]
    link = odoo.rpc("pay.link", "read", [link_id], fields)[0]
    methods = [("code", "=", "card"), ("provider_ids", "in", [provider_id])]
    reference = f"bench-{secrets.token_hex(4)}"
    odoo.rpc(
        "payment.transaction",
        "create",
        {
            "provider_id": provider_id,
            "payment_method_id": odoo.rpc("payment.method", "search", methods)[0],
            "reference": reference,
            "amount": link["amount_due"],
            "currency_id": link["currency_id"][0],
            "partner_id": link["partner_id"][0],
            "operation": "online_redirect",
            "pay_link_id": link_id,
        },
    )
    return reference


def make_message(attempt):
    """A new signed message about the attempt: its body and its headers."""
    target = {
        "id": f"pi_{secrets.token_hex(12)}",
        "object": "payment_intent",
        "description": attempt["reference"],
        "metadata": {name: attempt[name] for name in ("reference", "database")},
    }
    body = json.dumps(
        {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": "payment_intent.succeeded",
            "data": {"object": target},
        }
    ).encode()
    now = int(time.time())
    digest = hmac.new(
        attempt["secret"].encode(), b"%d.%s" % (now, body), hashlib.sha256
    )
    signature = f"t={now},v1={digest.hexdigest()}"
    return body, {"Stripe-Signature": signature, "Content-Type": "application/json"}


def measure(url, body=None, headers=None):
    """The seconds until the server has answered with 200."""
    request = urllib.request.Request(url, data=body, headers=headers or {})
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 200
        response.read()
    return time.perf_counter() - start


def print_table(seconds):
    print(f"\n{'':<16}{'median ms':>11}{'p95 ms':>9}")
    for name, found in seconds.items():
        p95 = statistics.quantiles(found, n=20)[-1]
        median = statistics.median(found)
        print(f"{name:<16}{median * 1000:>11.1f}{p95 * 1000:>9.1f}")


def test_messages_are_acknowledged_and_kept(odoo, attempt):
    seconds = {"webhook": [], "empty route": []}
    for number in range(WARM_UP + MESSAGES):
        body, headers = make_message(attempt)
        # in turn, so that whatever else the machine does slows both alike
        webhook = measure(odoo.url + WEBHOOK, body, headers)
        empty = measure(odoo.url + EMPTY)
        if number >= WARM_UP:
            seconds["webhook"].append(webhook)
            seconds["empty route"].append(empty)
    print_table(seconds)
    domain = [("transaction_id.reference", "=", attempt["reference"])]
    stored = odoo.rpc("pay.link.event", "search_count", domain)
    assert stored == WARM_UP + MESSAGES
