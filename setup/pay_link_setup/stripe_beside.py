"""A Stripe of our own beside the demo: the hosted flow without account and without network.

What runs is ``tests/fakes/fake_stripe``; it forgets everything when it ends.
"""

import contextlib
import http.client
import os
import secrets
import time
import urllib.error
import urllib.request

from . import cache, process
from .console import SetupError
from .server import HOST, free_port, is_taken

FOLDER = cache.REPO / "tests" / "fakes"
START_SECONDS = 30
SECRET_KEY = "sk_test_fake"
PUBLISHABLE_KEY = "pk_test_fake"
WEBHOOK = "/payment/stripe/webhook"
ADDRESS_FIELD = "pay_link_stripe_api_url"


@contextlib.contextmanager
def serving(environment, server, is_wanted):
    """Run the fake while the block runs, with the server's provider connected to it.

    :param bool is_wanted: otherwise a provider that is still connected is switched off
    :return: the fake's address, or None
    """
    _disconnect(server)
    if not is_wanted:
        yield None
        return
    secret = f"whsec_{secrets.token_hex(16)}"
    port = server.port + 1
    port = free_port() if is_taken(port) else port
    url = f"http://{HOST}:{port}"
    log_path = environment.cluster.folder / "stripe.log"
    with log_path.open("w", encoding="utf-8") as log:
        running = _start(environment, port, f"{server.url}{WEBHOOK}", secret, log)
    with process.stopping(running):
        _wait(running, url, log_path)
        connect(server.rpc, url, secret)
        yield url


def _start(environment, port, webhook, secret, log):
    variables = environment.variables
    path = os.pathsep.join([str(FOLDER), variables["PYTHONPATH"]])
    arguments = ["--port", port, "--webhook", webhook, "--webhook-secret", secret]
    return process.start(
        [environment.python.python, "-m", "fake_stripe", *arguments],
        env={**variables, "PYTHONPATH": path},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _wait(running, url, log_path):
    deadline = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_control/summary", timeout=5):
                return
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            time.sleep(0.1)
    text = log_path.read_text(encoding="utf-8", errors="replace")
    raise SetupError(f"the stand-in for Stripe did not start:\n{text}")


def connect(rpc, url, webhook_secret):
    """Let the Stripe provider of the first company talk to the fake; return its id."""
    provider_id = _providers(rpc, [("company_id", "=", 1)])[0]
    values = {
        "state": "test",
        "is_published": True,
        "stripe_secret_key": SECRET_KEY,
        "stripe_publishable_key": PUBLISHABLE_KEY,
        "stripe_webhook_secret": webhook_secret,
        ADDRESS_FIELD: url,
        "pay_link_is_hosted": True,
    }
    rpc("payment.provider", "write", [provider_id], values)
    return provider_id


def _disconnect(server):
    """Switch off a provider that was left connected to a fake which is no more."""
    for provider_id in _providers(server.rpc, [(ADDRESS_FIELD, "!=", False)]):
        values = {"state": "disabled", ADDRESS_FIELD: False, "pay_link_is_hosted": False}
        server.rpc("payment.provider", "write", [provider_id], values)


def _providers(rpc, domain):
    return rpc("payment.provider", "search", [("code", "=", "stripe"), *domain], order="id")
