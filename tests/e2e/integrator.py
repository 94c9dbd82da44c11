"""Somebody else's program: the examples of the readme, with a key of their own."""

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import requests

REPO = Path(__file__).resolve().parents[2]
README = REPO / "pay_link_invoicing" / "readme" / "INTEGRATE.md"
TIMEOUT_SECONDS = 120


def read_examples(*sections, language="python"):
    """The code of some sections of the readme, as one text."""
    parts = re.split(r"^## (.+)$", README.read_text(encoding="utf-8"), flags=re.M)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    pattern = rf"^```{language}\n(.*?)^```$"
    return "\n".join(
        code
        for section in sections
        for code in re.findall(pattern, texts[section], flags=re.M | re.S)
    )


def run_examples(server, key, *sections, **variables):
    """Run the examples of these sections as they stand; return what they print.

    :raise subprocess.CalledProcessError: With what they print, if they fail.
    """
    environment = {"ODOO_URL": server.url, "ODOO_API_KEY": key, **variables}
    ended = subprocess.run(
        [sys.executable, "-c", read_examples("Calling Odoo", *sections)],
        env={**os.environ, **{name: str(v) for name, v in environment.items()}},
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT_SECONDS,
    )
    return ended.stdout


def post(server, key, path, **arguments):
    """Call the API once; return the answer, whatever it is."""
    return requests.post(
        f"{server.url}/json/2/{path}",
        headers={"Authorization": f"bearer {key}"},
        json=arguments,
        timeout=TIMEOUT_SECONDS,
    )


def make_key(server, login, password):
    """Make an API key as a person does: in the preferences, by saying who one is."""
    session = requests.Session()

    def call(path, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        url = f"{server.url}{path}"
        answer = session.post(url, json=body, timeout=TIMEOUT_SECONDS).json()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def method(model, name, *args, **kwargs):
        params = {"model": model, "method": name, "args": args, "kwargs": kwargs}
        return call("/web/dataset/call_kw", **params)

    database = server.database
    call("/web/session/authenticate", db=database, login=login, password=password)
    wizard = "res.users.apikeys.description"
    wizard_id = method(wizard, "create", {"name": "A program", "duration": "1"})
    action = method(wizard, "make_key", [wizard_id])
    if action["res_model"] == "res.users.identitycheck":
        context = {"password": password}
        check, check_id = action["res_model"], action["res_id"]
        action = method(check, "run_check", [check_id], context=context)
    return action["context"]["default_key"]


@contextmanager
def listening():
    """A program that is told of payments: its address, and what it has been told."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            size = int(self.headers["Content-Length"])
            told.append(json.loads(self.rfile.read(size)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/paid", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
