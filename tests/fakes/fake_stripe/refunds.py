"""Refunds: made at once, later, or not after all."""

from . import charges
from .errors import ApiError
from .lists import list_of
from .routes import endpoint

RESOURCE = "refund"
LATER_SECONDS = 60


@endpoint("POST", "refunds", "RefundCreateParams")
def create(world, params):
    charge = _charge(world, params)
    left = charges.refundable(charge)
    amount = params.get("amount", left)
    _check(charge, amount, left)
    card = charges.card_of(world, charge)
    refund = world.new(
        RESOURCE,
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=params.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status=card.refund,
        _later=card.later,
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.emit("refund.created", refund)
    world.emit("charge.refunded", charge)
    return refund


@endpoint("GET", "refunds/*", "RefundRetrieveParams")
def retrieve(world, _params, refund_id):
    return world.get(RESOURCE, refund_id)


@endpoint("GET", "refunds", "RefundListParams")
def list_refunds(world, params):
    return list_of(world, RESOURCE, params, ("charge", "payment_intent"))


@endpoint("POST", "refunds/*/cancel", "RefundCancelParams")
def cancel(world, _params, refund_id):
    refund = world.get(RESOURCE, refund_id)
    if refund["status"] != "requires_action":
        raise ApiError(400, "This refund cannot be canceled.", param="id")
    return conclude(world, refund, "canceled")


def conclude(world, refund, status):
    """What became of a refund: `succeeded`, `failed` or `canceled`."""
    refund |= {"status": status, "_later": None}
    if status in ("failed", "canceled"):
        charge = world.get("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
    if status == "failed":
        refund["failure_reason"] = "expired_or_canceled_card"
        world.emit("refund.failed", refund)
    world.emit("refund.updated", refund)
    world.emit("charge.refund.updated", refund)
    return refund


def lapse(world):
    """Refunds of which the bank has made up its mind."""
    for refund in world.find(RESOURCE):
        if refund.get("_later") and refund["created"] + LATER_SECONDS <= world.now():
            conclude(world, refund, refund["_later"])


def _charge(world, params):
    if params.get("charge"):
        return world.get("charge", params["charge"], "charge")
    if not params.get("payment_intent"):
        message = (
            "One of the following params should be provided: charge, payment_intent."
        )
        raise ApiError(400, message, "parameter_missing", is_stored=False)
    intent = world.get("payment_intent", params["payment_intent"], "payment_intent")
    if not intent["latest_charge"] or not intent["amount_received"]:
        message = (
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to"
            " refund."
        )
        raise ApiError(400, message, param="payment_intent")
    return world.get("charge", intent["latest_charge"])


def _check(charge, amount, left):
    if not left:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(400, message, "charge_already_refunded", "charge")
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(400, message, "charge_disputed", "charge")
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise ApiError(400, message, "parameter_invalid_integer", "amount")
    if amount > left:
        message = (
            f"Refund amount ({amount}) is greater than unrefunded amount on charge"
            f" ({left})."
        )
        raise ApiError(400, message, param="amount")
