"""Holds, captures, cancellations, refunds and disputes, through the official SDK."""

import pytest
import stripe


def test_a_hold_is_captured_at_once(client, make_hold):
    intent = make_hold()
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 1000)
    intent = client.v1.payment_intents.capture(intent.id)
    assert (intent.status, intent.amount_received) == ("succeeded", 1000)
    assert intent.amount_capturable == 0
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.capture(intent.id)
    assert caught.value.code == "payment_intent_unexpected_state"


def test_a_part_is_captured_and_the_rest_is_released(client, make_hold):
    intent = make_hold()
    intent = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 600})
    assert (intent.status, intent.amount_received) == ("succeeded", 600)
    charge = client.v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    # Stripe shows what it released as a refund.
    assert (charge.amount_captured, charge.amount_refunded) == (600, 400)
    assert [refund.amount for refund in charge.refunds.data] == [400]
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.amount == 600
    assert client.v1.charges.retrieve(charge.id).refunded


def test_a_hold_is_captured_in_parts(client, make_hold):
    intent = make_hold()
    charge = client.v1.charges.retrieve(intent.latest_charge)
    card = charge.payment_method_details.card
    assert card.multicapture.status == "available"
    assert card.capture_before == charge.created + 7 * 24 * 3600
    part = {"amount_to_capture": 300, "final_capture": False}
    intent = client.v1.payment_intents.capture(intent.id, part)
    assert (intent.status, intent.amount_received) == ("requires_capture", 300)
    assert intent.amount_capturable == 700
    with pytest.raises(stripe.InvalidRequestError, match="a part of it was captured"):
        client.v1.payment_intents.cancel(intent.id)
    intent = client.v1.payment_intents.capture(intent.id, part)
    intent = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 0})
    assert (intent.status, intent.amount_received) == ("succeeded", 600)


@pytest.mark.parametrize(
    ("card", "options"),
    [
        ("pm_card_unionpay", {"request_multicapture": "if_available"}),
        ("pm_card_visa", {}),
    ],
)
def test_not_every_hold_is_captured_in_parts(client, make_hold, card, options):
    intent = make_hold(card=card, payment_method_options={"card": options})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.capture(
            intent.id, {"amount_to_capture": 300, "final_capture": False}
        )
    assert caught.value.param == "final_capture"
    assert client.v1.payment_intents.retrieve(intent.id).amount_received == 0


@pytest.mark.parametrize("amount", [1001, 0])
def test_a_wrong_amount_is_not_captured(client, make_hold, amount):
    intent = make_hold()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.capture(intent.id, {"amount_to_capture": amount})
    assert caught.value.param == "amount_to_capture"


def test_a_hold_is_given_back(client, make_hold):
    intent = client.v1.payment_intents.cancel(make_hold().id)
    assert (intent.status, intent.amount_capturable) == ("canceled", 0)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(intent.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": intent.id})


def test_a_hold_lapses(client, control, make_hold):
    untouched, begun = make_hold(), make_hold()
    part = {"amount_to_capture": 300, "final_capture": False}
    client.v1.payment_intents.capture(begun.id, part)
    control.order("advance", seconds=7 * 24 * 3600 + 1)
    untouched = client.v1.payment_intents.retrieve(untouched.id)
    assert (untouched.status, untouched.cancellation_reason) == (
        "canceled",
        "automatic",
    )
    begun = client.v1.payment_intents.retrieve(begun.id)
    assert (begun.status, begun.amount_received) == ("succeeded", 300)


def test_a_declined_intent(client):
    values = {
        "amount": 1000,
        "currency": "usd",
        "payment_method": "pm_card_chargeDeclined",
    }
    intent = client.v1.payment_intents.create(values)
    assert intent.status == "requires_confirmation"
    with pytest.raises(stripe.CardError) as caught:
        client.v1.payment_intents.confirm(intent.id)
    assert caught.value.code == "card_declined"
    intent = client.v1.payment_intents.confirm(
        intent.id, {"payment_method": "pm_card_visa"}
    )
    assert intent.status == "succeeded"
    method = client.v1.payment_methods.retrieve(intent.payment_method)
    assert method.card.last4 == "4242"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


# === REFUNDS AND DISPUTES === #


@pytest.fixture
def make_payment(client):
    def _make_payment(card="pm_card_visa"):
        return client.v1.payment_intents.create(
            {
                "amount": 1000,
                "currency": "usd",
                "payment_method": card,
                "confirm": True,
            }
        )

    return _make_payment


def test_no_more_is_refunded_than_was_paid(client, make_payment):
    intent = make_payment()
    make = client.v1.refunds.create
    make({"payment_intent": intent.id, "amount": 400})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        make({"payment_intent": intent.id, "amount": 601})
    make({"payment_intent": intent.id, "amount": 600})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    listed = client.v1.refunds.list({"payment_intent": intent.id})
    assert [refund.amount for refund in listed.data] == [600, 400]


def test_a_refund_can_fail_later(client, control, make_payment):
    intent = make_payment("pm_card_pendingRefund")
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "pending"
    control.order("refund", refund=refund.id, status="failed")
    refund = client.v1.refunds.retrieve(refund.id)
    assert (refund.status, refund.failure_reason) == (
        "failed",
        "expired_or_canceled_card",
    )
    assert client.v1.charges.retrieve(refund.charge).amount_refunded == 0
    kinds = [event["type"] for event in control.objects("event")]
    assert kinds[-3:] == ["refund.failed", "refund.updated", "charge.refund.updated"]


@pytest.mark.parametrize(
    ("card", "first", "later"),
    [
        ("pm_card_pendingRefund", "pending", "succeeded"),
        ("pm_card_refundFail", "succeeded", "failed"),
    ],
)
def test_banks_take_time(client, control, make_payment, card, first, later):
    refund = client.v1.refunds.create({"payment_intent": make_payment(card).id})
    assert refund.status == first
    control.order("advance", seconds=61)
    assert client.v1.refunds.retrieve(refund.id).status == later


def test_a_dispute(client, control, make_payment):
    intent = make_payment()
    dispute = control.order("dispute", payment_intent=intent.id)
    assert (dispute["status"], dispute["amount"]) == ("needs_response", 1000)
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        client.v1.refunds.create({"payment_intent": intent.id})
    control.order("close_dispute", dispute=dispute["id"], status="won")
    assert client.v1.disputes.retrieve(dispute["id"]).status == "won"
    kinds = [event["type"] for event in control.objects("event")]
    assert "charge.dispute.created" in kinds and "charge.dispute.closed" in kinds
