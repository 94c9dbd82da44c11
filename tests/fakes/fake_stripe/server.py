"""The HTTP server: the API, the hosted page, the control."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import api, control, page
from .world import World

HOST = "127.0.0.1"
PAGE = "/c/pay/"
LAPSE_SECONDS = 1
POLL_SECONDS = 0.05


class FakeStripe(ThreadingHTTPServer):
    """The fake on a port; 0 is a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port=0, **options):
        super().__init__((HOST, port), Handler)
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.world = World(self.url, **options)
        self._ended = threading.Event()

    def serve_forever(self):
        threading.Thread(target=self._lapse, daemon=True).start()
        super().serve_forever(poll_interval=POLL_SECONDS)

    def _lapse(self):
        while not self._ended.wait(LAPSE_SECONDS):
            control.lapse(self.world)

    def shutdown(self):
        self._ended.set()
        super().shutdown()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._handle()

    do_POST = do_DELETE = do_GET

    def _handle(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path.startswith("/v1/"):
            self._answer_api(parts, body)
        elif parts.path.startswith("/_control/"):
            values = json.loads(body or "{}")
            world = self.server.world
            self._send(*_json(*control.answer(world, self.command, parts.path, values)))
        elif parts.path.startswith(PAGE):
            self._answer_page(parts.path.removeprefix(PAGE), body)
        else:
            self._send(404, b"Not found", {"Content-Type": "text/plain"})

    def _answer_api(self, parts, body):
        world = self.server.world
        with world.lock:
            request_id = f"req_{world.token(14)}"
        request = api.Request(
            method=self.command,
            path=parts.path,
            form="&".join(filter(None, (parts.query, body))),
            api_key=_api_key(self.headers.get("Authorization", "")),
            id=request_id,
            idempotency_key=self.headers.get("Idempotency-Key"),
            version=self.headers.get("Stripe-Version"),
        )
        try:
            answer = api.answer(world, request)
        except api.Dropped:
            self.close_connection = True
            return
        headers = {k: v for k, v in answer.headers.items() if isinstance(v, str)}
        headers |= {"Request-Id": request_id}
        self._send(*_json(answer.status, answer.body, headers))

    def _answer_page(self, session_id, body):
        world = self.server.world
        if self.command == "GET":
            self._send_html(*page.show(world, session_id))
            return
        values = {name: found[0] for name, found in parse_qs(body).items()}
        url, shown = page.submit(world, session_id, values)
        if url:
            self._send(303, b"", {"Location": url})
        else:
            self._send_html(*shown)

    def _send_html(self, status, text):
        headers = {"Content-Type": "text/html; charset=utf-8"}
        self._send(status, text.encode(), {**headers, "Cache-Control": "no-store"})

    def _send(self, status, content, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        """Say nothing: `/_control/requests` tells what came."""


def _json(status, body, headers=None):
    content = json.dumps(body, indent=2).encode()
    return status, content, {"Content-Type": "application/json", **(headers or {})}


def _api_key(header):
    kind, _space, value = header.partition(" ")
    if kind.lower() == "basic":
        return base64.b64decode(value).decode().partition(":")[0]
    return value
