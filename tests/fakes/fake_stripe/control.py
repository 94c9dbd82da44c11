"""`/_control/…`: what tests order and ask, in JSON. No part of Stripe's API.

GET  summary                       how many objects, events, deliveries; the money
GET  objects/payment_intent        all objects of a kind, oldest first
GET  requests                      what was asked of the API
GET  deliveries                    webhooks and what became of them
POST faults   {kind, …}            see `faults.Fault`
POST clear_faults
POST advance  {seconds}            the clock goes on: sessions and holds lapse
POST clock    {ahead_seconds}      how far the clock is ahead of the real one
POST endpoints {url, secret, enabled_events}   a webhook endpoint with a known secret
POST hold     {is_holding}         webhooks wait until they are asked for
POST release                       all that waits is sent
POST deliver  {event, copies}      send an event now; answers what was answered
POST pay      {session, card, email}           pay without a browser
POST settle   {payment_intent, is_paid}        what became of a slow payment
POST refund   {refund, status}     what became of a refund
POST dispute  {payment_intent, reason, amount} the customer's bank complains
POST close_dispute {dispute, status}
POST tamper   {resource, id, values}           an object that lies
POST keys     {allowed}            the API keys that are accepted
"""

from collections import Counter

from . import disputes, endpoints, intents, refunds, sessions
from .errors import ApiError
from .world import public

ACTIONS = {}


def action(method, name):
    def _register(function):
        ACTIONS[method, name] = function
        return function

    return _register


def answer(world, method, path, values):
    """Do what was ordered: a status and a body."""
    name, _slash, argument = path.removeprefix("/_control/").partition("/")
    function = ACTIONS.get((method, name))
    if function is None:
        return 404, {"error": f"unknown: {method} {path}", "help": __doc__}
    if argument:
        values = {**values, "argument": argument}
    try:
        return 200, function(world, **values)
    except ApiError as error:
        return error.status, error.body
    except (TypeError, ValueError, KeyError) as error:
        return 400, {"error": repr(error)}


# === ASKING === #


@action("GET", "summary")
def summary(world):
    with world.lock:
        intents_ = world.find("payment_intent")
        return {
            "sessions": Counter(s["status"] for s in world.find("checkout.session")),
            "intents": Counter(intent["status"] for intent in intents_),
            "received": sum(intent["amount_received"] for intent in intents_),
            "held": sum(intent["amount_capturable"] for intent in intents_),
            "events": len(world.find("event")),
            "deliveries": Counter(d.state for d in world.webhooks.deliveries),
            "is_idle": world.webhooks.is_idle(),
            "requests": len(world.requests),
        }


@action("GET", "objects")
def objects(world, argument):
    with world.lock:
        return public(world.find(argument))


@action("GET", "requests")
def requests(world):
    return list(world.requests)


@action("GET", "deliveries")
def deliveries(world):
    return [delivery.describe() for delivery in list(world.webhooks.deliveries)]


# === ORDERING === #


@action("POST", "faults")
def add_fault(world, **values):
    world.faults.add(**values)
    return {}


@action("POST", "clear_faults")
def clear_faults(world):
    world.faults.clear()
    return {}


@action("POST", "advance")
def advance(world, seconds):
    with world.lock:
        world.ahead_seconds += seconds
    lapse(world)
    return {"now": world.now()}


def lapse(world):
    """End what has lasted long enough."""
    with world.lock:
        sessions.lapse(world)
        intents.lapse(world)
        refunds.lapse(world)


@action("POST", "clock")
def set_clock(world, ahead_seconds=0):
    with world.lock:
        world.ahead_seconds = ahead_seconds
    lapse(world)
    return {"now": world.now()}


@action("POST", "tamper")
def tamper(world, resource, values, **names):
    with world.lock:
        record = world.get(resource, names["id"])
        record |= values
        return public(record)


@action("POST", "keys")
def allow_keys(world, allowed):
    world.keys_allowed = set(allowed)
    return {}


# === WEBHOOKS === #


@action("POST", "endpoints")
def add_endpoint(world, url, secret=None, enabled_events=("*",)):
    with world.lock:
        made = endpoints.make(world, url, enabled_events, secret)
    return {"id": made["id"], "secret": made["_secret"]}


@action("POST", "hold")
def hold(world, is_holding):
    world.webhooks.is_holding = is_holding
    return {}


@action("POST", "release")
def release(world):
    world.webhooks.release()
    return {}


@action("POST", "deliver")
def deliver(world, event, copies=1):
    with world.lock:
        found = world.get("event", event)
        to = world.find("webhook_endpoint", status="enabled") * copies
    return world.webhooks.send_now(found, to)


# === PEOPLE AND BANKS === #


@action("POST", "pay")
def pay(world, session, card="pm_card_visa", email="customer@example.com"):
    with world.lock:
        found = world.get("checkout.session", session)
        return public(sessions.pay(world, found, card, email))


@action("POST", "settle")
def settle(world, payment_intent, is_paid=True):
    with world.lock:
        intent = world.get("payment_intent", payment_intent)
        sessions.settle(world, intent, is_paid)
        return public(intent)


@action("POST", "refund")
def conclude_refund(world, refund, status):
    with world.lock:
        return public(refunds.conclude(world, world.get("refund", refund), status))


@action("POST", "dispute")
def open_dispute(world, payment_intent, reason="fraudulent", amount=None):
    with world.lock:
        intent = world.get("payment_intent", payment_intent)
        charge = world.get("charge", intent["latest_charge"])
        return public(disputes.open_dispute(world, charge, reason, amount))


@action("POST", "close_dispute")
def close_dispute(world, dispute, status="lost"):
    with world.lock:
        return public(disputes.conclude(world, world.get("dispute", dispute), status))
