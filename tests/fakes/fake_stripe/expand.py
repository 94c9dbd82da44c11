"""`expand`: objects in the place of their ids."""

from .errors import invalid_parameter
from .world import public

REFERENCES = {
    "charge": "charge",
    "customer": "customer",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
}


def expanded(world, record, paths):
    """A copy of an answer with these paths expanded.

    :raises ApiError: for a path that cannot be expanded
    """
    answer = public(record)
    for path in paths or []:
        _expand(world, answer, path.split("."), path)
    return answer


def _expand(world, record, parts, path):
    name, *rest = parts
    if name == "data" and record.get("object") == "list":
        for inner in record["data"]:
            _expand(world, inner, rest, path)
        return
    if name == "refunds" and record["object"] == "charge":
        record[name] = _refunds(world, record)
    elif name == "line_items" and record["object"] == "checkout.session":
        record[name] = _line_items(world, record)
    elif name not in REFERENCES or name not in record:
        message = f"This property cannot be expanded ({path})."
        raise invalid_parameter("expand", message)
    elif isinstance(record[name], str):
        record[name] = public(world.get(REFERENCES[name], record[name]))
    if rest and record[name]:
        _expand(world, record[name], rest, path)


def _refunds(world, charge):
    refunds = world.find("refund", charge=charge["id"])[::-1]
    url = f"/v1/charges/{charge['id']}/refunds"
    return {"object": "list", "data": public(refunds), "has_more": False, "url": url}


def _line_items(world, session):
    lines = world.get("checkout.session", session["id"])["_line_items"]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": public(lines), "has_more": False, "url": url}
