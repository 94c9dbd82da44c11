"""The fake seen from a test: started, stopped, ordered about."""

import contextlib
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from .server import FakeStripe

TIMEOUT_SECONDS = 30
POLL_SECONDS = 0.05


class ControlError(Exception):
    """The fake refused an order; `body` says why."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Control:
    """Orders to a fake on `url`: see `control` for their names."""

    def __init__(self, url):
        self.url = url

    def ask(self, path):
        return self._call("GET", path)

    def order(self, name, **values):
        return self._call("POST", name, values)

    def _call(self, method, path, values=None):
        request = urllib.request.Request(
            f"{self.url}/_control/{path}",
            None if values is None else json.dumps(values).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise ControlError(error.code, json.load(error)) from error

    # === SHORTHANDS === #

    def objects(self, resource, **values):
        """The objects of a kind with these values, oldest first."""
        found = self.ask(f"objects/{resource}")
        return [r for r in found if all(r.get(k) == v for k, v in values.items())]

    def requests(self, method="POST", path=""):
        """What was asked of the API."""
        return [
            note
            for note in self.ask("requests")
            if note["method"] == method and path in note["path"]
        ]

    def fault(self, kind, **values):
        self.order("faults", kind=kind, **values)

    def wait_until_idle(self, seconds=TIMEOUT_SECONDS):
        """Wait until no webhook is on its way; a held one is not."""
        deadline = time.monotonic() + seconds
        while not self.ask("summary")["is_idle"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still on their way: {self.ask('deliveries')}")
            time.sleep(POLL_SECONDS)


@contextlib.contextmanager
def running(port=0, **options):
    """Run a fake inside of this process; yields its :class:`Control`."""
    server = FakeStripe(port, **options)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Control(server.url)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
