"""All that the fake remembers: objects, the clock, who may ask."""

import random
import string
import threading
import time

from . import shapes
from .errors import resource_missing
from .faults import Faults
from .idempotency import Keys
from .webhooks import Dispatcher

SECRET_KEY = "sk_test_fake"
PUBLISHABLE_KEY = "pk_test_fake"
PREFIXES = {
    "account": "acct_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "customer": "cus_",
    "dispute": "dp_",
    "event": "evt_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "refund": "re_",
    "webhook_endpoint": "we_",
}
LETTERS = string.ascii_letters + string.digits


def public(record):
    """A copy of an object without what only the fake has to know."""
    if isinstance(record, dict):
        return {key: public(value) for key, value in record.items() if key[0] != "_"}
    if isinstance(record, list):
        return [public(value) for value in record]
    return record


class World:
    """One Stripe account.

    :param str url: the server's own address, for the hosted page
    :param int seed: what ids and random faults are made from
    :param retry_seconds: the delays before a webhook is sent again
    """

    def __init__(self, url, seed=1, retry_seconds=(1, 2, 4, 8)):
        self.url = url
        self.lock = threading.RLock()
        self.random = random.Random(seed)
        self.objects = {resource: {} for resource in PREFIXES}
        self.keys_allowed = {SECRET_KEY}
        self.idempotency = Keys(self.now)
        self.faults = Faults(random.Random(seed))
        self.webhooks = Dispatcher(retry_seconds, random.Random(seed))
        self.requests = []
        self.request = None  # the one that is being worked on
        self.ahead_seconds = 0
        self.account = self.new("account", email="shop@example.com")

    # === TIME === #

    def now(self):
        return int(time.time()) + self.ahead_seconds

    # === OBJECTS === #

    def token(self, length=24):
        return "".join(self.random.choices(LETTERS, k=length))

    def new(self, resource, **values):
        """Make an object of a kind; it gets an id."""
        record = shapes.blank(resource)
        record |= {"id": PREFIXES[resource] + self.token(), "created": self.now()}
        record |= values
        self.objects[resource][record["id"]] = record
        return record

    def get(self, resource, record_id, param="id"):
        """An object by its id.

        :raises ApiError: when there is none
        """
        found = self.objects[resource].get(record_id)
        if found is None:
            raise resource_missing(resource, record_id, param)
        return found

    def find(self, resource, **values):
        """The objects with these values, oldest first."""
        return [
            record
            for record in self.objects[resource].values()
            if all(record.get(name) == value for name, value in values.items())
        ]

    # === EVENTS === #

    def emit(self, kind, record):
        """Tell the webhooks what happened; the event holds the object as it is now."""
        request = self.request
        event = self.new(
            "event",
            type=kind,
            api_version=request and request.version,
            data={"object": public(record)},
            request={
                "id": request and request.id,
                "idempotency_key": request and request.idempotency_key,
            },
        )
        endpoints = [
            endpoint
            for endpoint in self.objects["webhook_endpoint"].values()
            if endpoint["status"] == "enabled"
            and {"*", kind} & set(endpoint["enabled_events"])
        ]
        event["pending_webhooks"] = len(endpoints)
        for endpoint in endpoints:
            faults = self.faults.take_webhook(kind)
            self.webhooks.add(event, endpoint, faults)
        return event
