"""Disputes: the customer's bank wants the money back."""

from .lists import list_of
from .routes import endpoint

RESOURCE = "dispute"
DUE_SECONDS = 7 * 24 * 3600


@endpoint("GET", "disputes/*", "DisputeRetrieveParams")
def retrieve(world, _params, dispute_id):
    return world.get(RESOURCE, dispute_id, "dispute")


@endpoint("GET", "disputes", "DisputeListParams")
def list_disputes(world, params):
    return list_of(world, RESOURCE, params, ("charge", "payment_intent"))


@endpoint("POST", "disputes/*/close", "DisputeCloseParams")
def close(world, _params, dispute_id):
    return conclude(world, world.get(RESOURCE, dispute_id, "dispute"), "lost")


def open_dispute(world, charge, reason="fraudulent", amount=None):
    """A new dispute about a charge; the money goes until it is decided."""
    dispute = world.new(
        RESOURCE,
        amount=amount or charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    dispute["evidence_details"]["due_by"] = world.now() + DUE_SECONDS
    charge["disputed"] = True
    world.emit("charge.dispute.created", dispute)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def conclude(world, dispute, status):
    """The bank has decided: `won` or `lost`."""
    dispute["status"] = status
    world.emit("charge.dispute.closed", dispute)
    if status == "won":
        charge = world.get("charge", dispute["charge"])
        charge["disputed"] = False
        world.emit("charge.dispute.funds_reinstated", dispute)
    return dispute
