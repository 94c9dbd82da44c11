"""What happens to a request for `/v1/…`: key, faults, idempotency, types, work."""

import re
import time
from dataclasses import dataclass, field

from . import disputes, endpoints, records, refunds, sessions  # noqa: F401 (routes)
from .errors import ApiError, server_error, wrong_key
from .expand import expanded
from .params import check, parse
from .routes import find_route

VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.\w+)?")
# Odoo's own requests name an old version of the API; the SDK's types are of the newest.
RENAMED_IN = "2026-10"
RENAMED = {"payment_method_types": "allowed_payment_method_types"}


class Dropped(Exception):
    """The work was done, the answer gets lost."""


@dataclass
class Request:
    """A request as it came."""

    method: str
    path: str
    form: str
    api_key: str
    id: str
    idempotency_key: str | None = None
    version: str | None = None
    values: dict = field(default_factory=dict)


@dataclass
class Answer:
    """A status, a body to be sent as JSON, and headers."""

    status: int
    body: dict
    headers: dict = field(default_factory=dict)


def answer(world, request):
    """Answer a request, and keep a note of it.

    :raises Dropped: when the answer is to be lost
    """
    note = {"id": request.id, "method": request.method, "path": request.path}
    world.requests.append(note)
    note["idempotency_key"] = request.idempotency_key
    faults = {
        f.kind: f for f in world.faults.take_request(request.method, request.path)
    }
    note["faults"] = sorted(faults)
    try:
        request.values = parse(request.form)
        note["params"] = request.values
        result = _with_faults(world, request, faults)
    except ApiError as error:
        result = Answer(error.status, error.body)
    note["status"] = result.status
    note["is_replayed"] = "Idempotent-Replayed" in result.headers
    if "drop" in faults:
        raise Dropped
    return result


def _with_faults(world, request, faults):
    before = faults.get("error_before")
    if before and not before.is_stored:
        _wait(faults)
        raise server_error()
    _check_access(world, request)
    route = find_route(request.method, request.path)
    if route is None:
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        raise ApiError(404, message)
    if request.method != "POST" or not request.idempotency_key:
        return _work(world, request, route, faults)
    return _once(world, request, route, faults)


def _check_access(world, request):
    if request.api_key not in world.keys_allowed:
        raise wrong_key(request.api_key)
    if request.version and not VERSION.fullmatch(request.version):
        raise ApiError(400, f"Invalid Stripe API version: {request.version}")


def _once(world, request, route, faults):
    """The work of a request with an idempotency key; or the answer that is kept."""
    key = request.idempotency_key
    kept = world.idempotency.begin(key, (request.path, request.form))
    if kept:
        headers = {"Idempotent-Replayed": "true", "Original-Request": kept[2]}
        return Answer(kept[0], kept[1], headers)
    try:
        result = _work(world, request, route, faults)
    except ApiError as error:
        if not error.is_stored:
            world.idempotency.forget(key)
            raise
        result = Answer(error.status, error.body)
    except BaseException:
        world.idempotency.forget(key)
        raise
    after = faults.get("error_after")
    if after and after.is_stored is False:  # what Stripe keeps is not what it said
        world.idempotency.finish(key, (200, result.headers.pop("body"), request.id))
    else:
        world.idempotency.finish(key, (result.status, result.body, request.id))
    return result


def _work(world, request, route, faults):
    _wait(faults)
    if "error_before" in faults:
        raise server_error()
    found, ids = route
    values = check(_renamed(request), found.params)
    paths = values.pop("expand", None)
    with world.lock:
        world.request = request
        try:
            result = found.function(world, values, *ids)
            body = expanded(world, result, paths)
        finally:
            world.request = None
    if "error_after" in faults:
        return Answer(500, server_error().body, {"body": body})
    return Answer(200, body)


def _renamed(request):
    """The parameters by the names that the newest version has for them."""
    if not request.version or request.version >= RENAMED_IN:
        return request.values
    return {RENAMED.get(key, key): value for key, value in request.values.items()}


def _wait(faults):
    if "delay" in faults:
        time.sleep(faults["delay"].seconds)
