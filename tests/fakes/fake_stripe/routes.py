"""Which function answers which address."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """An endpoint of the API; `params` names the SDK's type of its parameters."""

    method: str
    pattern: re.Pattern
    params: str
    function: object


ROUTES = []


def endpoint(method, path, params):
    """Register a function `(world, params, *ids)` for `/v1/path`; a `*` is an id."""
    pattern = re.compile("/v1/" + path.replace("*", "([^/]+)"))

    def _register(function):
        ROUTES.append(Route(method, pattern, params, function))
        return function

    return _register


def find_route(method, path):
    """The route of a request and the ids in its path, or None."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match and route.method == method:
            return route, match.groups()
    return None
