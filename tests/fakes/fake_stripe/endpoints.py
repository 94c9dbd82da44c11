"""Webhook endpoints: who wants to hear about events."""

from .errors import ApiError
from .lists import list_of
from .routes import endpoint
from .world import public

RESOURCE = "webhook_endpoint"


def make(world, url, enabled_events, secret=None, **values):
    """A new endpoint; its secret is told once, by `create`."""
    return world.new(
        RESOURCE,
        url=url,
        enabled_events=list(enabled_events),
        _secret=secret or f"whsec_{world.token(32)}",
        **values,
    )


@endpoint(
    "POST",
    "webhook_endpoints",
    "WebhookEndpointCreateParams",
)
def create(world, params):
    _check_url(params["url"])
    values = {
        name: params[name]
        for name in ("api_version", "description", "metadata")
        if params.get(name)
    }
    made = make(world, params["url"], params["enabled_events"], **values)
    return {**public(made), "secret": made["_secret"]}


@endpoint(
    "GET",
    "webhook_endpoints/*",
    "WebhookEndpointRetrieveParams",
)
def retrieve(world, _params, endpoint_id):
    return world.get(RESOURCE, endpoint_id)


@endpoint(
    "GET",
    "webhook_endpoints",
    "WebhookEndpointListParams",
)
def list_endpoints(world, params):
    return list_of(world, RESOURCE, params)


@endpoint(
    "POST",
    "webhook_endpoints/*",
    "WebhookEndpointUpdateParams",
)
def update(world, params, endpoint_id):
    found = world.get(RESOURCE, endpoint_id)
    if "url" in params:
        _check_url(params["url"])
    if "disabled" in params:
        found["status"] = "disabled" if params["disabled"] else "enabled"
    for name in ("url", "enabled_events", "description", "metadata"):
        if name in params:
            found[name] = params[name]
    return found


@endpoint(
    "DELETE",
    "webhook_endpoints/*",
    "WebhookEndpointDeleteParams",
)
def delete(world, _params, endpoint_id):
    world.get(RESOURCE, endpoint_id)
    del world.objects[RESOURCE][endpoint_id]
    return {"id": endpoint_id, "object": RESOURCE, "deleted": True}


def _check_url(url):
    if not url.startswith(("http://", "https://")):
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise ApiError(400, message, "url_invalid", "url", is_stored=False)
