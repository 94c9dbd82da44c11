"""What must not get through: forged, stale and broken webhooks, objects that lie."""

import json
import time

import pytest
from fake_stripe.webhooks import sign
from shop import PRICE
from web import Web

pytestmark = pytest.mark.slow
PATH = "/payment/stripe/webhook"
CENTS = round(PRICE * 100)
TOLERANCE_SECONDS = 300


@pytest.fixture
def hook(stripe_town):
    """Posts to the webhook; returns the status."""

    def _hook(body, signature=None):
        headers = {"Content-Type": "application/json"}
        if signature is not None:
            headers["Stripe-Signature"] = signature
        web = Web(stripe_town.shop.server.url)
        return web.request("POST", PATH, body, headers).status

    return _hook


@pytest.fixture
def count_events(stripe_town):
    return lambda: stripe_town.rpc("pay.link.event", "search_count", [])


def begin(town):
    """A customer has begun to pay: the link and its session."""
    order_id, link = town.shop.order_with_link()
    web = Web(town.shop.server.url)
    web.post(f"{link.path}/checkout", method=town.choice)
    [session] = town.sessions(link)
    return order_id, link, session


def make_event(kind, record):
    return {
        "id": f"evt_forged_{time.monotonic_ns()}",
        "object": "event",
        "api_version": None,
        "created": int(time.time()),
        "livemode": False,
        "type": kind,
        "data": {"object": record},
    }


def is_unpaid(town, link):
    assert town.shop.payments(link) == []
    values = town.shop.read("pay.link", link.id, "state", "amount_paid")
    assert (values["state"], values["amount_paid"]) == ("active", 0)
    assert town.shop.attempts(link, "done", "authorized") == []


# === WEBHOOKS === #


BODIES = {
    "empty": b"",
    "no json": b"payment=done",
    "a list": b"[]",
    "a number": b"7",
    "wrong types": b'{"id": 7, "type": [], "data": "x", "object": "event"}',
    "no object": b'{"id": "evt_1", "type": "charge.succeeded", "object": "event"}',
    "1 MB": b'{"id": "evt_1", "x": "' + b"y" * 1_000_000 + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_broken_body_is_refused(hook, count_events, stripe_town, body):
    before = count_events()
    for signature in (None, "", "t=1,v1=", "nonsense", sign(body, "whsec_other")):
        assert 400 <= hook(body, signature) < 500, signature
    assert hook(body, sign(body, stripe_town.secret)) < 500  # signed, and still broken
    assert count_events() - before <= 1
    log = stripe_town.shop.server.log.read_text(encoding="utf-8", errors="replace")
    assert "stripe_webhook.py" not in log  # no traceback


def test_a_forged_or_stale_event_is_refused(hook, count_events, stripe_town):
    _order_id, link, session = begin(stripe_town)
    paid = {**session, "status": "complete", "payment_status": "paid"}
    body = json.dumps(make_event("checkout.session.completed", paid)).encode()
    before = count_events()
    stale = time.time() - TOLERANCE_SECONDS - 60
    for signature in (
        None,
        sign(body, "whsec_other"),
        sign(body, ""),
        sign(body, stripe_town.secret, stale),
        sign(body + b" ", stripe_town.secret),
    ):
        assert 400 <= hook(body, signature) < 500, signature
    assert count_events() == before
    is_unpaid(stripe_town, link)


def test_an_event_is_only_a_hint(hook, stripe_town):
    """Even signed, an event that says more than Stripe does books nothing."""
    _order_id, link, session = begin(stripe_town)
    paid = {**session, "status": "complete", "payment_status": "paid"}
    body = json.dumps(make_event("checkout.session.completed", paid)).encode()
    assert hook(body, sign(body, stripe_town.secret)) == 200
    stripe_town.run_reconciler(link)
    is_unpaid(stripe_town, link)


def test_a_foreign_event_is_acknowledged(hook, stripe_town):
    for kind in ("invoice.paid", "payment_intent.succeeded", "something.new"):
        record = {"id": "in_other", "object": "invoice", "metadata": {}}
        body = json.dumps(make_event(kind, record)).encode()
        assert hook(body, sign(body, stripe_town.secret)) == 200


# === OBJECTS THAT LIE === #


@pytest.mark.parametrize(
    "values",
    [
        {"amount_received": 100, "amount": 100},
        {"currency": "jpy"},
        {"metadata": {"reference": "S00001"}, "description": "S00001"},
    ],
    ids=["amount", "currency", "owner"],
)
def test_a_wrong_intent_is_never_accepted(stripe_town, values):
    """Neither the first time nor later."""
    stripe_town.lose_webhooks()
    _order_id, link, session = begin(stripe_town)
    control = stripe_town.control
    control.order("pay", session=session["id"])
    [intent] = stripe_town.intents(link)
    control.order("tamper", resource="payment_intent", id=intent["id"], values=values)
    for _time in range(2):
        stripe_town.run_reconciler(link)
        Web(stripe_town.shop.server.url).call(f"{link.path}/state", awaiting=True)
        assert stripe_town.shop.attempts(link, "done") == []
        assert stripe_town.shop.payments(link) == []


def test_the_intent_of_another_payment_is_not_taken(stripe_town):
    """Stripe's page of one link, paid, says nothing about another link."""
    stripe_town.lose_webhooks()
    _order_id, paid_link, paid_session = begin(stripe_town)
    _order_id, link, session = begin(stripe_town)
    control = stripe_town.control
    control.order("pay", session=paid_session["id"])
    [intent] = stripe_town.intents(paid_link)
    values = {"payment_intent": intent["id"], "status": "complete"}
    values["payment_status"] = "paid"
    control.order(
        "tamper", resource="checkout.session", id=session["id"], values=values
    )
    stripe_town.run_reconciler(link)
    is_unpaid(stripe_town, link)
    stripe_town.run_reconciler(paid_link)
    stripe_town.wait_for(paid_link, state="paid", amount_paid=PRICE)


def test_keys_that_were_revoked(stripe_town):
    """The customer is told to choose another way, and can."""
    _order_id, link = stripe_town.shop.order_with_link()
    web = Web(stripe_town.shop.server.url)
    stripe_town.control.order("keys", allowed=[])
    try:
        answer = web.post(f"{link.path}/checkout", method=stripe_town.choice)
    finally:
        stripe_town.control.order("keys", allowed=["sk_test_fake"])
    assert answer.status == 422
    assert "sk_test" not in answer.text and "Traceback" not in answer.text
    assert stripe_town.shop.pay(link)["state"] == "paid"
