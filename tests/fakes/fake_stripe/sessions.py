"""Checkout Sessions: a page of Stripe's on which a customer pays once."""

import re

from . import intents
from .errors import ApiError, invalid_parameter, missing_parameter
from .lists import list_of
from .routes import endpoint

RESOURCE = "checkout.session"
MIN_SECONDS = 30 * 60
MAX_SECONDS = 24 * 3600
COPIED = (
    "billing_address_collection", "cancel_url", "client_reference_id", "customer",
    "customer_creation", "customer_email", "locale", "metadata",
    "payment_method_options", "submit_type", "success_url",
)  # fmt: skip
MAX_REFERENCE = 200
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


# === ENDPOINTS === #


@endpoint("POST", "checkout/sessions", "checkout.SessionCreateParams")
def create(world, params):
    _check(world, params)
    lines = [_line(world, line, n) for n, line in enumerate(params["line_items"])]
    total = sum(line["amount_total"] for line in lines)
    [currency] = {line["currency"] for line in lines}
    intents.check_amount(total, currency)
    session = world.new(
        RESOURCE,
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=params.get("expires_at") or world.now() + MAX_SECONDS,
        payment_method_types=params.get("allowed_payment_method_types") or ["card"],
        _line_items=lines,
        _intent=params.get("payment_intent_data") or {},
    )
    session |= {name: params[name] for name in COPIED if params.get(name)}
    session["url"] = f"{world.url}/c/pay/{session['id']}"
    return session


@endpoint(
    "GET",
    "checkout/sessions/*",
    "checkout.SessionRetrieveParams",
)
def retrieve(world, _params, session_id):
    return world.get(RESOURCE, session_id, "session")


@endpoint("GET", "checkout/sessions", "checkout.SessionListParams")
def list_sessions(world, params):
    return list_of(world, RESOURCE, params, ("customer", "payment_intent", "status"))


@endpoint(
    "GET",
    "checkout/sessions/*/line_items",
    "checkout.SessionLineItemListParams",
)
def line_items(world, _params, session_id):
    lines = world.get(RESOURCE, session_id, "session")["_line_items"]
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return {"object": "list", "data": lines, "has_more": False, "url": url}


@endpoint(
    "POST",
    "checkout/sessions/*/expire",
    "checkout.SessionExpireParams",
)
def expire(world, _params, session_id):
    session = world.get(RESOURCE, session_id, "session")
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This'
            f" Checkout Session has a status of {session['status']}."
        )
        raise ApiError(400, message, param="session")
    end(world, session)
    return session


# === WHAT HAPPENS === #


def pay(world, session, card, email=None):
    """What the customer's click on *Pay* does.

    :raises ApiError: when the session is over, or the card is declined
    """
    if session["status"] != "open":
        raise ApiError(400, f"This Checkout Session is {session['status']}.")
    email = session["customer_email"] or email
    intent = _get_intent(world, session, email)
    intents.confirm_with(world, intent, card, _billing(email))
    session |= {
        "status": "complete",
        "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
        "url": None,
        "customer_details": _customer(email),
    }
    world.emit("checkout.session.completed", session)
    return session


def _get_intent(world, session, email):
    """The session's only intent: Stripe makes it when the customer pays."""
    if session["payment_intent"]:
        return world.get("payment_intent", session["payment_intent"])
    values = {
        "customer": session["customer"],
        "receipt_email": email,
        "payment_method_options": session["payment_method_options"],
        "allowed_payment_method_types": session["payment_method_types"],
        **session["_intent"],
    }
    amount, currency = session["amount_total"], session["currency"]
    intent = intents.make(world, amount, currency, values)
    session["payment_intent"] = intent["id"]
    return intent


def end(world, session):
    """The session is over, its intent too."""
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        intent = world.get("payment_intent", session["payment_intent"])
        if intent["status"] in intents.CANCELABLE:
            intents.call_off(world, intent, "automatic")
    world.emit("checkout.session.expired", session)


def lapse(world):
    """Sessions whose time is over."""
    for session in world.find(RESOURCE, status="open"):
        if session["expires_at"] <= world.now():
            end(world, session)


def settle(world, intent, is_paid):
    """What became of a slow payment."""
    charge = world.get("charge", intent["latest_charge"])
    conclude = intents.succeed if is_paid else intents.fail_later
    conclude(world, intent, charge)
    for session in world.find(RESOURCE, payment_intent=intent["id"]):
        session["payment_status"] = "paid" if is_paid else "unpaid"
        outcome = "succeeded" if is_paid else "failed"
        world.emit(f"checkout.session.async_payment_{outcome}", session)


def _billing(email):
    address = dict.fromkeys(
        ("city", "country", "line1", "line2", "postal_code", "state")
    )
    return {
        "address": address,
        "email": email,
        "name": None,
        "phone": None,
        "tax_id": None,
    }


def _customer(email):
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


# === CHECKS === #


def _check(world, params):
    if params.get("mode") != "payment":
        raise invalid_parameter("mode", "The fake knows the mode payment only.")
    if not params.get("line_items"):
        raise missing_parameter("line_items")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid_parameter("ui_mode", "The fake knows the hosted page only.")
    if not params.get("success_url"):
        raise missing_parameter("success_url")
    for name in ("success_url", "cancel_url"):
        if not params.get(name, "http://").startswith(("http://", "https://")):
            raise invalid_parameter(name, "Not a valid URL", "url_invalid")
    if len(params.get("client_reference_id", "")) > MAX_REFERENCE:
        raise invalid_parameter("client_reference_id", "Invalid string: too long")
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
        if params.get("customer_email"):
            message = "You may only specify one of: customer, customer_email."
            raise invalid_parameter("customer_email", message)
    if "customer_email" in params and not EMAIL.fullmatch(params["customer_email"]):
        message = f"Invalid email address: {params['customer_email']}"
        raise invalid_parameter("customer_email", message, "email_invalid")
    _check_expiry(world, params)
    _check_currencies(params["line_items"])


def _check_expiry(world, params):
    if "expires_at" not in params:
        return
    left = params["expires_at"] - world.now()
    if left < MIN_SECONDS - 5 or left > MAX_SECONDS:
        raise invalid_parameter(
            "expires_at",
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from"
            " Checkout Session creation.",
        )


def _check_currencies(lines):
    currencies = {(line.get("price_data") or {}).get("currency") for line in lines}
    if len(currencies) > 1:
        message = "All line items must have the same currency."
        raise invalid_parameter("line_items", message)


def _line(world, line, number):
    price = line.get("price_data")
    path = f"line_items[{number}]"
    if not price:
        raise missing_parameter(f"{path}[price_data]")
    name = (price.get("product_data") or {}).get("name")
    if not name:
        raise missing_parameter(f"{path}[price_data][product_data][name]")
    if "unit_amount" not in price:
        raise missing_parameter(f"{path}[price_data][unit_amount]")
    quantity = line.get("quantity", 0)
    if quantity < 1:
        message = "Quantity is required. Add `quantity` to `line_items`."
        raise invalid_parameter(f"{path}[quantity]", message)
    if price["unit_amount"] < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid_parameter(
            f"{path}[price_data][unit_amount]", message, "parameter_invalid_integer"
        )
    total = price["unit_amount"] * quantity
    return {
        "id": f"li_{world.token()}",
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"].lower(),
        "description": name,
        "quantity": quantity,
    }
