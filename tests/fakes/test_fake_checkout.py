"""Checkout Sessions and their page, through the official SDK."""

import time

import pytest
import stripe
from fake_stripe import shapes
from fake_stripe.errors import ApiError
from fake_stripe.params import check


def test_a_session_is_paid_on_its_page(client, control, make_session, visit):
    session = make_session(
        client_reference_id="S1",
        customer_email="ada@example.com",
        metadata={"reference": "S1"},
        payment_intent_data={"metadata": {"reference": "S1"}, "description": "S1"},
    )
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (1200, "usd")
    assert session.payment_intent is None  # made when the customer pays
    assert control.objects("payment_intent") == []
    page = visit(session.url)
    status, _location, text = page.look()
    assert status == 200 and "12.00 USD" in text and "Tea" in text
    assert control.objects("payment_intent") == []  # a look changes nothing

    status, location, _text = page.pay()
    assert (status, location) == (303, f"http://127.0.0.1/ok?session={session.id}")
    expand = {"expand": ["payment_intent.latest_charge"]}
    session = client.v1.checkout.sessions.retrieve(session.id, expand)
    assert (session.status, session.payment_status) == ("complete", "paid")
    assert session.url is None
    intent = session.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 1200)
    assert (intent.description, intent.metadata["reference"]) == ("S1", "S1")
    assert intent.latest_charge.payment_intent == intent.id
    assert intent.latest_charge.captured


def test_a_declined_card_can_be_followed_by_another(
    client, control, make_session, visit
):
    session = make_session()
    page = visit(session.url)
    status, _location, text = page.pay("pm_card_chargeDeclinedInsufficientFunds")
    assert status == 402 and "insufficient funds" in text
    [intent] = control.objects("payment_intent")
    assert intent["status"] == "requires_payment_method"
    assert intent["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"

    assert page.pay()[0] == 303
    [intent] = control.objects("payment_intent")  # still the same one
    assert (intent["status"], intent["last_payment_error"]) == ("succeeded", None)
    assert len(control.objects("charge")) == 2
    assert intent["amount_received"] == 1200


def test_nobody_pays_twice(control, make_session, visit):
    page = visit(make_session().url)
    page.pay()
    status, location, text = page.pay()
    assert status == 200 and location is None and "paid already" in text
    assert control.ask("summary")["received"] == 1200


def test_an_expired_session_is_closed(client, control, make_session, visit):
    session = make_session()
    page = visit(session.url)
    page.pay("pm_card_chargeDeclined")
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    [intent] = control.objects("payment_intent")
    assert intent["status"] == "canceled"
    for answer in (page.look(), page.pay()):
        assert answer[0] == 200 and "no longer open" in answer[2]
    assert control.ask("summary")["received"] == 0
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_ends_by_itself(client, control, make_session, visit):
    session = make_session(expires_at=int(time.time()) + 1900)
    control.order("advance", seconds=1000)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    control.order("advance", seconds=1000)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert visit(session.url).pay()[1] is None


@pytest.mark.parametrize("minutes", [10, 25 * 60])
def test_the_end_has_limits(make_session, minutes):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_session(expires_at=int(time.time()) + minutes * 60)
    assert caught.value.param == "expires_at"


def test_the_intent_of_an_open_session_is_not_cancelled(
    client, control, make_session, visit
):
    session = make_session()
    visit(session.url).pay("pm_card_chargeDeclined")
    [intent] = control.objects("payment_intent")
    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout"):
        client.v1.payment_intents.cancel(intent["id"])


def test_a_slow_payment(client, control, make_session, visit):
    session = make_session(allowed_payment_method_types=["us_bank_account"])
    assert visit(session.url).pay("pm_usBankAccount_processing")[0] == 303
    session = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent"]}
    )
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert session.payment_intent.status == "processing"
    control.order("settle", payment_intent=session.payment_intent.id)
    session = client.v1.checkout.sessions.retrieve(session.id)
    assert session.payment_status == "paid"
    assert control.ask("summary")["received"] == 1200


def test_sessions_are_listed_by_page(client, make_session):
    made = [make_session().id for _number in range(5)]
    listed = client.v1.checkout.sessions.list({"limit": 2})
    assert [s.id for s in listed.auto_paging_iter()] == made[::-1]
    client.v1.checkout.sessions.expire(made[0])
    listed = client.v1.checkout.sessions.list({"status": "expired"})
    assert [s.id for s in listed.data] == made[:1]


# === WHAT IS REFUSED === #


@pytest.mark.parametrize(
    ("values", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"colour": "red"}, "colour"),
        (
            {"payment_intent_data": {"reference": "S1"}},
            "payment_intent_data[reference]",
        ),
        (
            {"payment_method_options": {"card": {"multi": "yes"}}},
            "payment_method_options[card][multi]",
        ),
    ],
)
def test_an_unknown_parameter_is_refused(make_session, values, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_session(**values)
    assert (caught.value.code, caught.value.param) == ("parameter_unknown", param)


@pytest.mark.parametrize(
    ("values", "param"),
    [
        ({"locale": "de_CH"}, "locale"),
        ({"expires_at": "soon"}, "expires_at"),
        (
            {"payment_intent_data": {"capture_method": "later"}},
            "payment_intent_data[capture_method]",
        ),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"customer": "cus_other"}, "customer"),
        ({"amount": 10, "quantity": 1}, "amount"),
        ({"quantity": 0}, "line_items[0][quantity]"),
    ],
)
def test_a_wrong_value_is_refused(make_session, values, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_session(**values)
    assert caught.value.param == param


def test_what_is_required_is_required():
    values = {"enabled_events": ["*"]}
    name = "WebhookEndpointCreateParams"
    with pytest.raises(ApiError) as caught:
        check(values, name)
    assert caught.value.body["error"]["param"] == "url"


def test_wrong_keys_and_ids(connect, client):
    for key in ("sk_test_other", "sk_live_other"):
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
            connect(key).v1.accounts.retrieve_current()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve("cs_test_other")
    assert (caught.value.code, caught.value.http_status) == ("resource_missing", 404)


# === SHAPES === #

BESIDE = {"charge": {"refunds"}}  # only there when it is expanded


def test_answers_have_the_published_shapes(control, make_session, visit, client):
    visit(make_session().url).pay()
    [intent] = control.objects("payment_intent")
    client.v1.refunds.create({"payment_intent": intent["id"], "amount": 100})
    client.v1.customers.create({"name": "Ada"})
    control.order("dispute", payment_intent=intent["id"])
    control.order("endpoints", url="http://127.0.0.1:9/hook")
    for resource in shapes.EMPTY:
        made = control.objects(resource)
        assert made, resource
        expected = set(shapes.FIXTURES[resource]) - BESIDE.get(resource, set())
        assert set(made[0]) == expected, resource
