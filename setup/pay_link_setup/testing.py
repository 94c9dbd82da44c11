"""What black-box tests use: real Odoo servers on copies of the demo database, and a browser.

    from pay_link_setup import testing

    @pytest.fixture(scope="session")
    def odoo(tmp_path_factory):
        with testing.odoo_server(tmp_path_factory.mktemp("odoo")) as server:
            yield server

    server.url                                   http://127.0.0.1:PORT
    server.database                              its database, dropped at the end
    server.rpc("pay.link", "create", {…})        as admin; server.rpc.as_user(login, password)
    server.log                                   path of the server's log
    server.kill(), server.start(), server.restart()
    server.run_cron("payment.cron_…")            run a scheduled action now

    testing.browser()                            executable, args, env for playwright's launch(…)
    testing.axe()                                the script that checks a page's accessibility

`./setup/test e2e` runs ``pytest tests/`` with this package on PYTHONPATH; plain pytest in the
same Python works too.
"""

import atexit
import contextlib
import dataclasses
import functools

from . import browser as chromium
from . import databases, environment, lint
from .databases import Variant
from .rpc import Rpc, RpcError, call
from .server import OdooServer, free_port, serving

__all__ = [
    "Browser",
    "OdooServer",
    "Rpc",
    "RpcError",
    "axe",
    "browser",
    "call",
    "free_port",
    "odoo_server",
    "the_environment",
]


@functools.cache
def the_environment():
    """Our Odoo, with its database server up until this Python ends."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(environment.ready())


@contextlib.contextmanager
def odoo_server(
    folder, *, demo=True, extra=(), with_ours=True, crons=0, smtp_port=None, options=()
):
    """Run an Odoo server with both add-ons, on a database of its own, on a free port.

    :param pathlib.Path folder: where the server's log goes (``odoo.log``)
    :param bool demo: with Odoo's and our demo data, or without any
    :param tuple extra: further modules to have installed, for example ``("website",)``
    :param bool with_ours: otherwise neither of our add-ons was ever installed
    :param int crons: how many threads run scheduled actions; with 0, see ``run_cron``
    :param int smtp_port: where mails go to on loopback; without it, they cannot be sent
    :param options: further options of ``odoo server``, for example ``["--workers=2"]``
    :return: a running :class:`OdooServer`
    """
    env = the_environment()
    mail = ["--smtp=127.0.0.1", f"--smtp-port={smtp_port or free_port()}"]
    every = [f"--max-cron-threads={crons}", *mail, *options]
    store, variant = databases.Databases(env), Variant(demo, tuple(extra))
    with store.temporary(variant, with_ours) as name:
        with serving(env, name, folder / "odoo.log", options=every) as server:
            yield server


@dataclasses.dataclass(frozen=True)
class Browser:
    """How to start Chromium: ``playwright.chromium.launch(**vars(testing.browser()))``."""

    executable_path: str
    args: list
    env: dict


def browser():
    """The Chromium of this environment."""
    variables = the_environment().variables
    return Browser(chromium.executable(variables["PATH"]), chromium.arguments(), variables)


@functools.cache
def axe():
    """The source of axe-core, which finds what people with a disability stumble over."""
    return lint.script("axe-core", "axe.min.js").read_text(encoding="utf-8")
