"""Charges: what was tried with a card."""

from .cards import get_card

HOLD_SECONDS = 7 * 24 * 3600


def make_charge(world, intent, card, method):
    """The charge of an intent that is being confirmed; `status` is still to come."""
    charge = world.new(
        "charge",
        amount=intent["amount"],
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=dict(intent["metadata"]),
        payment_intent=intent["id"],
        payment_method=method["id"],
        billing_details=method["billing_details"],
        receipt_email=intent["receipt_email"],
        _released=0,
    )
    charge["outcome"] |= {"network_status": "approved_by_network", "type": "authorized"}
    charge["payment_method_details"] = _details(charge, intent, card)
    charge.pop("refunds")  # only where it is expanded
    return charge


def _details(charge, intent, card):
    details = charge["payment_method_details"]
    if card.kind != "card":
        return {"type": card.kind, card.kind: {"last4": card.last4}}
    is_held = intent["capture_method"] == "manual"
    asked = (intent["payment_method_options"].get("card") or {}).get(
        "request_multicapture"
    )
    is_shared = is_held and card.has_multicapture and asked == "if_available"
    details["card"] |= {
        "amount_authorized": intent["amount"],
        "brand": card.brand,
        "network": card.brand,
        "last4": card.last4,
        "installments": None,
        "wallet": None,
        "three_d_secure": None,
        "multicapture": {"status": "available" if is_shared else "unavailable"},
        "overcapture": {
            "maximum_amount_capturable": intent["amount"],
            "status": "unavailable",
        },
    }
    if is_held:
        details["card"]["capture_before"] = charge["created"] + HOLD_SECONDS
    return details


def can_capture_again(charge):
    card = charge["payment_method_details"].get("card") or {}
    return card.get("multicapture", {}).get("status") == "available"


def fail(world, charge, card):
    """The bank says no."""
    charge |= {
        "status": "failed",
        "paid": False,
        "failure_code": "card_declined",
        "failure_message": card.message,
        "outcome": {
            **charge["outcome"],
            "network_status": "declined_by_network",
            "reason": card.decline,
            "seller_message": "The bank did not return any further details.",
            "type": "issuer_declined",
        },
    }
    world.emit("charge.failed", charge)


def release(world, charge, amount):
    """Give back what was held and not captured: Stripe shows that as a refund."""
    if not amount:
        return
    charge["_released"] += amount
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    refund = world.new(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        _is_release=True,
    )
    world.emit("charge.refunded", charge)
    world.emit("refund.created", refund)


def refundable(charge):
    """What was captured and not refunded."""
    refunded = charge["amount_refunded"] - charge["_released"]
    return charge["amount_captured"] - refunded


def card_of(world, charge):
    return get_card(world, charge["payment_method"])
