"""Calls to a server as a person who has logged in once.

Calls with a password check it each time that a worker's caches are empty, and a hash
that is slow on purpose would take most of a story's time.
"""

from web import Web


class Session(Web):
    """The administrator: `session("sale.order", "read", [7], ["name"])`."""

    def __init__(self, server, login="admin", password="admin"):
        super().__init__(server.url)
        values = {"db": server.database, "login": login, "password": password}
        self.call("/web/session/authenticate", **values)

    def __call__(self, model, method, *arguments, **keywords):
        return self.call(
            "/web/dataset/call_kw",
            model=model,
            method=method,
            args=arguments,
            kwargs=keywords,
        )
