"""The plain objects: account, charges, customers, payment methods, events."""

from .cards import CARDS, get_card, make_method
from .errors import ApiError
from .lists import list_of
from .routes import endpoint


@endpoint("GET", "account", "AccountRetrieveCurrentParams")
def account(world, _params):
    return world.account


@endpoint("GET", "charges/*", "ChargeRetrieveParams")
def charge(world, _params, charge_id):
    return world.get("charge", charge_id)


@endpoint("GET", "charges", "ChargeListParams")
def charges(world, params):
    return list_of(world, "charge", params, ("customer", "payment_intent"))


@endpoint("POST", "customers", "CustomerCreateParams")
def create_customer(world, params):
    return _write_customer(world.new("customer"), params)


@endpoint("GET", "customers/*", "CustomerRetrieveParams")
def customer(world, _params, customer_id):
    return world.get("customer", customer_id)


@endpoint("POST", "customers/*", "CustomerUpdateParams")
def update_customer(world, params, customer_id):
    return _write_customer(world.get("customer", customer_id), params)


def _write_customer(record, params):
    known = {name: params[name] for name in params if name in record}
    known["metadata"] = {**record["metadata"], **(params.get("metadata") or {})}
    record |= known
    return record


@endpoint(
    "GET",
    "payment_methods/*",
    "PaymentMethodRetrieveParams",
)
def payment_method(world, _params, method_id):
    return world.get("payment_method", method_id)


@endpoint(
    "POST",
    "payment_methods/*/attach",
    "PaymentMethodAttachParams",
)
def attach(world, params, method_id):
    record = world.objects["payment_method"].get(method_id)
    if record is None:
        if method_id not in CARDS:
            world.get("payment_method", method_id)
        record = make_method(world, get_card(world, method_id))
    if not params.get("customer"):
        raise ApiError(400, "Missing required param: customer.", "parameter_missing")
    record["customer"] = world.get("customer", params["customer"], "customer")["id"]
    return record


@endpoint("GET", "events/*", "EventRetrieveParams")
def event(world, _params, event_id):
    return world.get("event", event_id)


@endpoint("GET", "events", "EventListParams")
def events(world, params):
    page = list_of(world, "event", {**params, "limit": 100}, ("type",))
    kinds = params.get("types")
    found = [e for e in page["data"] if not kinds or e["type"] in kinds]
    return {**page, "data": found[: params.get("limit", 10)]}
