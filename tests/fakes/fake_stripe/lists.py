"""Lists, a page at a time, the newest first."""

from .errors import invalid_parameter

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
COMPARE = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def list_of(world, resource, params, filters=(), url=None):
    """A page of the objects that the parameters ask for."""
    wanted = {name: params[name] for name in filters if name in params}
    found = world.find(resource, **wanted)[::-1]
    found = [record for record in found if _is_of_time(record, params.get("created"))]
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= MAX_LIMIT:
        raise invalid_parameter("limit", f"Invalid limit: must be 1 to {MAX_LIMIT}")
    page, has_more = _page(world, resource, found, params, limit)
    url = url or f"/v1/{resource.replace('.', '/')}s"
    return {"object": "list", "data": page, "has_more": has_more, "url": url}


def _is_of_time(record, created):
    if created is None:
        return True
    if isinstance(created, dict):
        return all(COMPARE[op](record["created"], v) for op, v in created.items())
    return record["created"] == int(created)


def _page(world, resource, found, params, limit):
    if "starting_after" in params:
        last = world.get(resource, params["starting_after"], "starting_after")
        found = found[found.index(last) + 1 :] if last in found else []
    if "ending_before" in params:
        first = world.get(resource, params["ending_before"], "ending_before")
        found = found[: found.index(first)] if first in found else []
        return found[-limit:], len(found) > limit
    return found[:limit], len(found) > limit
