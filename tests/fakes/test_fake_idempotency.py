"""Idempotency keys and faults of the network, through the official SDK."""

import threading
import time

import pytest
import stripe

KEY = {"idempotency_key": "link-1-attempt-1"}


def test_the_same_request_gets_the_same_answer(control, make_session):
    first, second = make_session(options=KEY), make_session(options=KEY)
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(control.objects("checkout.session")) == 1


def test_other_parameters_are_refused(control, make_session):
    make_session(options=KEY)
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        make_session(amount=700, options=KEY)
    assert len(control.objects("checkout.session")) == 1


def test_another_endpoint_is_refused(client, make_session):
    make_session(options=KEY)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.customers.create({"name": "Ada"}, KEY)


def test_a_key_is_forgotten_after_a_day(control, make_session):
    first = make_session(options=KEY)
    control.order("advance", seconds=24 * 3600 + 1)
    assert make_session(options=KEY).id != first.id


def test_an_error_of_the_work_is_kept(client, make_hold):
    intent = make_hold()
    too_much = {"amount_to_capture": 1001}
    for _time in range(2):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            client.v1.payment_intents.capture(intent.id, too_much, KEY)
        assert caught.value.param == "amount_to_capture"
    assert caught.value.headers["Idempotent-Replayed"] == "true"


def test_a_wrong_parameter_is_not_kept(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create({"surname": "Ada"}, KEY)
    assert client.v1.customers.create({"name": "Ada"}, KEY).name == "Ada"


def test_the_same_key_at_the_same_time(control, make_session):
    control.fault("delay", path="/v1/checkout/*", seconds=1)
    made = []
    slow = threading.Thread(target=lambda: made.append(make_session(options=KEY)))
    slow.start()
    while slow.is_alive() and not control.requests(path="/v1/checkout"):
        time.sleep(0.01)
    with pytest.raises(stripe.APIError) as caught:
        make_session(options=KEY)
    assert caught.value.http_status == 409
    slow.join()
    assert make_session(options=KEY).id == made[0].id


def test_the_sdk_outlives_a_conflict(control, connect, make_hold):
    """The SDK asks again after 409, and gets the answer of the first."""
    intent = make_hold()
    control.fault("delay", path="*/capture", seconds=0.3)
    patient = connect(retries=5)
    taken = []

    def _capture():
        taken.append(patient.v1.payment_intents.capture(intent.id, {}, KEY))

    threads = [threading.Thread(target=_capture) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [intent.amount_received for intent in taken] == [1000, 1000]


# === FAULTS === #


def test_an_error_before_the_work(control, connect, make_hold):
    intent = make_hold()
    control.fault("error_before", path="*/capture")
    taken = connect(retries=2).v1.payment_intents.capture(intent.id, {}, KEY)
    assert taken.amount_received == 1000


def test_an_error_after_the_work_is_kept(control, connect, make_hold):
    """What Stripe documents: retries get the 500 again, though the money was taken."""
    intent = make_hold()
    control.fault("error_after", path="*/capture")
    client = connect(retries=1)
    for _time in range(2):
        with pytest.raises(stripe.APIError) as caught:
            client.v1.payment_intents.capture(intent.id, {}, KEY)
        assert caught.value.http_status == 500
    assert client.v1.payment_intents.retrieve(intent.id).amount_received == 1000


def test_an_error_after_the_work_that_is_not_kept(control, connect, make_hold):
    intent = make_hold()
    control.fault("error_after", path="*/capture", is_stored=False)
    taken = connect(retries=2).v1.payment_intents.capture(intent.id, {}, KEY)
    assert taken.amount_received == 1000


def test_a_lost_answer(control, connect, make_session):
    control.fault("drop", method="POST")
    with pytest.raises(stripe.APIConnectionError):
        make_session(options=KEY)
    [session] = control.objects("checkout.session")
    assert make_session(options=KEY).id == session["id"]


def test_the_sdk_outlives_a_lost_answer(control, connect, make_hold):
    intent = make_hold()
    control.fault("drop", path="*/capture", times=2)
    taken = connect(retries=3).v1.payment_intents.capture(intent.id)
    assert taken.amount_received == 1000
    notes = control.requests(path="/capture")
    assert [note["is_replayed"] for note in notes] == [False, True, True]


def test_faults_are_ordered_by_address_and_number(control, client):
    control.fault("error_before", path="/v1/refunds*", times=2)
    assert client.v1.accounts.retrieve_current().id
    for _time in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.refunds.list()
    assert client.v1.refunds.list().data == []
    control.fault("error_before", times=None)
    control.order("clear_faults")
    assert client.v1.refunds.list().data == []


def test_the_same_seed_gives_the_same_faults():
    from fake_stripe.client import running

    outcomes = []
    for _time in range(2):
        with running(seed=7) as control:
            control.fault("error_before", times=None, chance=0.5)
            client = stripe.StripeClient(
                "sk_test_fake", base_addresses={"api": control.url}
            )
            outcomes.append([_is_ok(client) for _number in range(20)])
    assert outcomes[0] == outcomes[1]
    assert {True, False} == set(outcomes[0])


def _is_ok(client):
    try:
        client.v1.refunds.list()
    except stripe.APIError:
        return False
    return True
