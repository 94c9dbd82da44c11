"""Signed webhooks: sent, sent again, lost, repeated, held."""

import json
import time

import pytest
import stripe

PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


@pytest.fixture
def secret(client, hook):
    """The shop's endpoint, made as its button does."""
    made = client.v1.webhook_endpoints.create(
        {"url": hook.url, "enabled_events": ["*"]}
    )
    return made.secret


@pytest.fixture
def paid(control, make_session):
    """Somebody pays."""

    def _paid():
        session = make_session()
        control.order("pay", session=session.id)
        return session

    return _paid


def test_events_are_signed(control, client, hook, secret, paid):
    paid()
    control.wait_until_idle()
    assert sorted(hook.types()) == sorted(PAID)
    for body, signature in hook.calls:
        event = stripe.Webhook.construct_event(body, signature, secret)
        assert client.v1.events.retrieve(event.id).type == event.type
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body + b" ", signature, secret)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, signature, "whsec_other")


def test_an_event_says_which_request_made_it(control, client, hook, secret, make_hold):
    intent = make_hold()
    client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture-1"})
    control.wait_until_idle()
    by_type = {json.loads(body)["type"]: json.loads(body) for body, _s in hook.calls}
    request = by_type["payment_intent.succeeded"]["request"]
    assert request["idempotency_key"] == "capture-1"
    held = by_type["payment_intent.amount_capturable_updated"]["data"]["object"]
    assert held["status"] == "requires_capture"  # as it was then


def test_an_endpoint_chooses_its_events(control, client, hook, paid):
    values = {"url": hook.url, "enabled_events": ["checkout.session.completed"]}
    made = client.v1.webhook_endpoints.create(values)
    paid()
    control.wait_until_idle()
    assert hook.types() == ["checkout.session.completed"]
    client.v1.webhook_endpoints.update(made.id, {"disabled": True})
    paid()
    client.v1.webhook_endpoints.delete(made.id)
    paid()
    control.wait_until_idle()
    assert len(hook.calls) == 1
    assert client.v1.webhook_endpoints.list().data == []


def test_the_secret_is_told_once(client, hook, secret):
    [listed] = client.v1.webhook_endpoints.list().data
    assert secret.startswith("whsec_") and "secret" not in listed


def test_a_refused_event_comes_again(control, client, hook, paid):
    hook.answers[:] = [500, 404]
    values = {"url": hook.url, "enabled_events": ["checkout.session.completed"]}
    client.v1.webhook_endpoints.create(values)
    paid()
    control.wait_until_idle()
    ids = {json.loads(body)["id"] for body, _signature in hook.calls}
    assert (len(hook.calls), len(ids)) == (3, 1)
    [delivery] = control.ask("deliveries")
    assert (delivery["state"], delivery["tries"]) == ("delivered", 3)


def test_at_the_end_it_gives_up(control, client, hook, paid):
    hook.answers[:] = [500] * 10
    values = {"url": hook.url, "enabled_events": ["checkout.session.completed"]}
    client.v1.webhook_endpoints.create(values)
    paid()
    control.wait_until_idle()
    [delivery] = control.ask("deliveries")
    assert (delivery["state"], delivery["tries"]) == ("given_up", 3)


# === FAULTS === #


def test_lost_and_repeated(control, hook, secret, paid):
    control.fault("webhook_lose", event="payment_intent.*", times=None)
    control.fault("webhook_duplicate", event="checkout.session.completed", copies=5)
    paid()
    control.wait_until_idle()
    kinds = hook.types()
    assert not [kind for kind in kinds if kind.startswith("payment_intent")]
    assert kinds.count("checkout.session.completed") == 5
    assert kinds.count("charge.succeeded") == 1


def test_reordered(control, hook, secret, paid):
    control.fault("webhook_reorder", event="payment_intent.created", seconds=3)
    paid()
    control.wait_until_idle()
    assert hook.types()[-1] == "payment_intent.created"


def test_held_until_asked_for(control, hook, secret, paid):
    control.order("hold", is_holding=True)
    paid()
    time.sleep(0.3)
    assert hook.calls == []
    events = control.objects("event")
    last = events[-1]["id"]
    answers = control.order("deliver", event=last, copies=2)
    assert [answer["status"] for answer in answers] == [200, 200]
    assert len(hook.calls) == 2
    control.order("release")
    control.wait_until_idle()
    assert len(hook.calls) == 2 + len(PAID) - 1
