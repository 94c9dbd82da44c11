"""PaymentIntents: made, confirmed, captured, cancelled."""

from . import charges, disputes
from .cards import get_card, make_method
from .errors import ApiError, invalid_parameter, unexpected_state
from .lists import list_of
from .routes import endpoint
from .world import public

RESOURCE = "payment_intent"
CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation")
MIN_AMOUNT = 50
COPIED = (
    "customer", "description", "metadata", "receipt_email", "setup_future_usage",
    "shipping", "statement_descriptor", "statement_descriptor_suffix",
    "transfer_group", "on_behalf_of", "application_fee_amount",
)  # fmt: skip


# === ENDPOINTS === #


@endpoint("POST", "payment_intents", "PaymentIntentCreateParams")
def create(world, params):
    intent = make(world, params["amount"], params["currency"], params)
    if params.get("confirm"):
        _need_method(intent, params)
        confirm_with(world, intent, params["payment_method"])
    return intent


@endpoint(
    "GET",
    "payment_intents/*",
    "PaymentIntentRetrieveParams",
)
def retrieve(world, _params, intent_id):
    return world.get(RESOURCE, intent_id, "intent")


@endpoint(
    "POST",
    "payment_intents/*",
    "PaymentIntentUpdateParams",
)
def update(world, params, intent_id):
    intent = world.get(RESOURCE, intent_id, "intent")
    if "amount" in params or "currency" in params:
        if intent["status"] not in CONFIRMABLE:
            raise _wrong(intent, "updated", CONFIRMABLE)
        intent |= {k: params[k] for k in ("amount", "currency") if k in params}
    if params.get("metadata"):
        merged = {**intent["metadata"], **params["metadata"]}
        intent["metadata"] = {k: v for k, v in merged.items() if v}
    intent |= {k: params[k] for k in COPIED if k in params and k != "metadata"}
    return intent


@endpoint("GET", "payment_intents", "PaymentIntentListParams")
def list_intents(world, params):
    return list_of(world, RESOURCE, params, ("customer",))


@endpoint(
    "POST",
    "payment_intents/*/confirm",
    "PaymentIntentConfirmParams",
)
def confirm(world, params, intent_id):
    intent = world.get(RESOURCE, intent_id, "intent")
    if intent["status"] not in CONFIRMABLE:
        raise _wrong(intent, "confirmed", CONFIRMABLE)
    _need_method(intent, params)
    confirm_with(
        world, intent, params.get("payment_method") or intent["payment_method"]
    )
    return intent


@endpoint(
    "POST",
    "payment_intents/*/capture",
    "PaymentIntentCaptureParams",
)
def capture(world, params, intent_id):
    intent = world.get(RESOURCE, intent_id, "intent")
    if intent["status"] != "requires_capture":
        raise _wrong(intent, "captured", ("requires_capture",))
    is_final = params.get("final_capture", True)
    amount = params.get("amount_to_capture", intent["amount_capturable"])
    charge = world.get("charge", intent["latest_charge"])
    _check_capture(intent, charge, amount, is_final)
    if params.get("metadata"):
        intent["metadata"] |= params["metadata"]
    take(world, intent, charge, amount, is_final)
    return intent


@endpoint(
    "POST",
    "payment_intents/*/cancel",
    "PaymentIntentCancelParams",
)
def cancel(world, params, intent_id):
    intent = world.get(RESOURCE, intent_id, "intent")
    if intent["status"] not in CANCELABLE:
        raise _wrong(intent, "canceled", CANCELABLE)
    if intent["amount_received"]:
        raise unexpected_state(
            "You cannot cancel this PaymentIntent because a part of it was captured."
            " Release the rest with a final capture of 0 instead.",
            public(intent),
        )
    if world.find("checkout.session", payment_intent=intent_id, status="open"):
        raise unexpected_state(
            "You cannot cancel a PaymentIntent that was created by a Checkout Session."
            " Expire the Checkout Session instead.",
            public(intent),
        )
    call_off(world, intent, params.get("cancellation_reason"))
    return intent


# === WHAT HAPPENS === #


def make(world, amount, currency, values):
    """A new intent, from the parameters of `create` or of a session."""
    currency = currency.lower()
    check_amount(amount, currency)
    options = values.get("payment_method_options") or {}
    types = values.get("allowed_payment_method_types") or ["card"]
    intent = world.new(
        RESOURCE,
        amount=amount,
        currency=currency,
        capture_method=values.get("capture_method", "automatic_async"),
        payment_method_types=types,
        payment_method_options={
            kind: {"request_three_d_secure": "automatic", **(options.get(kind) or {})}
            for kind in types
        },
        payment_method=values.get("payment_method"),
    )
    intent |= {name: values[name] for name in COPIED if values.get(name)}
    if values.get("automatic_payment_methods"):
        intent["automatic_payment_methods"] = values["automatic_payment_methods"]
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    intent["client_secret"] = f"{intent['id']}_secret_{world.token()}"
    world.emit("payment_intent.created", intent)
    return intent


def check_amount(amount, currency):
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_parameter("amount", message, "parameter_invalid_integer")
    if currency in ("usd", "eur") and amount < MIN_AMOUNT:
        raise ApiError(
            400,
            f"Amount must be at least {MIN_AMOUNT} cents.",
            "amount_too_small",
            "amount",
        )


def confirm_with(world, intent, name, billing_details=None):
    """Try to get the money.

    :raises ApiError: when the card is declined
    """
    card = get_card(world, name)
    method = (
        world.objects["payment_method"][name]
        if name in world.objects["payment_method"]
        else make_method(world, card, billing_details)
    )
    charge = charges.make_charge(world, intent, card, method)
    intent |= {"latest_charge": charge["id"], "last_payment_error": None}
    if card.decline:
        _decline(world, intent, charge, card, method)
    intent["payment_method"] = method["id"]
    if card.is_slow:
        charge["status"] = "pending"
        intent["status"] = "processing"
        world.emit("payment_intent.processing", intent)
        world.emit("charge.pending", charge)
    elif intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        world.emit("payment_intent.amount_capturable_updated", intent)
        world.emit("charge.succeeded", charge)
    else:
        succeed(world, intent, charge)
    if card.is_disputed:
        disputes.open_dispute(world, charge)


def _decline(world, intent, charge, card, method):
    charges.fail(world, charge, card)
    error = {
        "charge": charge["id"],
        "code": "card_declined",
        "decline_code": card.decline,
        "message": card.message,
        "type": "card_error",
    }
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": {**error, "payment_method": public(method)},
    }
    world.emit("payment_intent.payment_failed", intent)
    raise ApiError(
        402,
        card.message,
        "card_declined",
        kind="card_error",
        charge=charge["id"],
        decline_code=card.decline,
        payment_intent=public(intent),
    )


def succeed(world, intent, charge):
    """All the money is there."""
    amount = intent["amount"]
    charge |= {"amount_captured": amount, "captured": True, "status": "succeeded"}
    charge["paid"] = True
    intent |= {"status": "succeeded", "amount_received": amount}
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.succeeded", intent)


def fail_later(world, intent, charge):
    """A slow payment didn't come."""
    charge |= {"status": "failed", "paid": False, "failure_code": "payment_failed"}
    error = {
        "code": "payment_intent_payment_attempt_failed",
        "message": "The payment failed.",
        "type": "card_error",
    }
    intent |= {"status": "requires_payment_method", "last_payment_error": error}
    world.emit("charge.failed", charge)
    world.emit("payment_intent.payment_failed", intent)


def take(world, intent, charge, amount, is_final):
    """Capture a part of a hold; the last part releases the rest."""
    rest = intent["amount_capturable"] - amount
    charge["amount_captured"] += amount
    intent["amount_received"] += amount
    if amount:
        world.emit("charge.captured", charge)
    if not is_final and rest:
        intent["amount_capturable"] = rest
        world.emit("payment_intent.amount_capturable_updated", intent)
        return
    charge["captured"] = True
    intent |= {"status": "succeeded", "amount_capturable": 0}
    charges.release(world, charge, rest)
    world.emit("payment_intent.succeeded", intent)
    for session in world.find("checkout.session", payment_intent=intent["id"]):
        session["payment_status"] = "paid"


def call_off(world, intent, reason=None):
    """Nobody can be charged by this intent any more."""
    held = intent["amount_capturable"]
    intent |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": world.now(),
        "cancellation_reason": reason,
    }
    if held:
        charges.release(world, world.get("charge", intent["latest_charge"]), held)
    world.emit("payment_intent.canceled", intent)


def lapse(world):
    """Holds whose time is over: the rest goes back to the customer."""
    for intent in world.find(RESOURCE, status="requires_capture"):
        charge = world.get("charge", intent["latest_charge"])
        details = charge["payment_method_details"].get("card") or {}
        if details.get("capture_before", world.now() + 1) > world.now():
            continue
        if intent["amount_received"]:
            take(world, intent, charge, 0, is_final=True)
        else:
            call_off(world, intent, "automatic")
            world.emit("charge.expired", charge)


# === CHECKS === #


def _need_method(intent, params):
    if not params.get("payment_method") and not intent["payment_method"]:
        raise unexpected_state(
            "You cannot confirm this PaymentIntent because it's missing a payment"
            " method.",
            public(intent),
        )


def _check_capture(intent, charge, amount, is_final):
    if amount > intent["amount_capturable"]:
        raise ApiError(
            400,
            "The provided amount_to_capture is greater than the amount that can be"
            f" captured ({intent['amount_capturable']}).",
            "amount_too_large",
            "amount_to_capture",
        )
    if amount < 0 or amount == 0 and not (is_final and intent["amount_received"]):
        message = "This value must be greater than or equal to 1."
        code = "parameter_invalid_integer"
        raise ApiError(400, message, code, "amount_to_capture")
    if not is_final and not charges.can_capture_again(charge):
        raise ApiError(
            400,
            "final_capture can only be false for a PaymentIntent that can be captured"
            " more than once.",
            param="final_capture",
        )


def _wrong(intent, verb, allowed):
    return unexpected_state(
        f"This PaymentIntent could not be {verb} because it has a status of"
        f" {intent['status']}. Only a PaymentIntent with one of the following statuses"
        f" may be {verb}: {', '.join(allowed)}.",
        public(intent),
    )
