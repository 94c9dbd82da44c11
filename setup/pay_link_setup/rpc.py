"""Talk to a running Odoo server from outside."""

import itertools
import json
import urllib.request

TIMEOUT_SECONDS = 120
_ids = itertools.count(1)


class RpcError(Exception):
    """The server answered with an error; ``name`` is the class of the exception over there."""

    def __init__(self, error):
        data = error.get("data", {})
        super().__init__(data.get("message") or error.get("message"))
        self.name = data.get("name", "")
        self.debug = data.get("debug", "")


def call(url, params, opener=urllib.request.urlopen):
    """Post one JSON-RPC call to ``url`` and return its result."""
    body = {"jsonrpc": "2.0", "method": "call", "id": next(_ids), "params": params}
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with opener(request, timeout=TIMEOUT_SECONDS) as response:
        answer = json.load(response)
    if "error" in answer:
        raise RpcError(answer["error"])
    return answer.get("result")


class Rpc:
    """Calls models of a database as one user: ``rpc("sale.order", "read", [7], ["name"])``."""

    def __init__(self, url, database, login="admin", password="admin"):
        self.url = f"{url}/jsonrpc"
        self.database = database
        self.login = login
        self.password = password
        self._uid = None

    @property
    def uid(self):
        """The user's id; logs in the first time."""
        if self._uid is None:
            self._uid = self._service("common", "login", self.database, self.login, self.password)
            if not self._uid:
                raise RpcError({"message": f"{self.login} cannot log in to {self.database}"})
        return self._uid

    def __call__(self, model, method, *arguments, **keywords):
        credentials = (self.database, self.uid, self.password)
        return self._service(
            "object", "execute_kw", *credentials, model, method, arguments, keywords
        )

    def as_user(self, login, password):
        """The same server for another user."""
        return Rpc(self.url.removesuffix("/jsonrpc"), self.database, login, password)

    def _service(self, service, method, *arguments):
        return call(self.url, {"service": service, "method": method, "args": arguments})
