"""An Odoo server as a process: started on a free port, waited for, stopped, killed, restarted."""

import contextlib
import http.client
import re
import socket
import time
import urllib.error
import urllib.request

from . import process
from .console import SetupError
from .rpc import Rpc

HOST = "127.0.0.1"
START_SECONDS = 180  # a busy machine is no failure
THREAD_SECONDS = 3600  # after two minutes, Odoo would start itself again
CRON_TURNS_MAX = 100  # of ten seconds and more
SHOWN_LINES = 20
SHOWN_TROUBLE_LINES = 60
TROUBLE = re.compile(r"\S+ \S+ \d+ (ERROR|CRITICAL) ")


def free_port():
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_taken(port):
    """Whether somebody listens on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


class OdooServer:
    """One Odoo server on one database.

    ``url``, ``database``, ``port`` and ``log`` (a path) describe it; ``rpc(model, method, *args,
    **kwargs)`` calls it as the administrator.
    """

    def __init__(self, environment, database, log, port=None, options=()):
        self.environment = environment
        self.database = database
        self.log = log
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.options = list(options)
        self.process = None
        self.rpc = Rpc(self.url, database)

    def start(self):
        """Start the server and wait until it answers."""
        self._set_address()
        self.launch()
        self.wait_until_ready()

    def launch(self):
        """Start the server, and wait for nothing."""
        arguments = [
            "server",
            f"--database={self.database}",
            "--no-database-list",
            f"--http-interface={HOST}",
            f"--http-port={self.port}",
            f"--limit-time-real={THREAD_SECONDS}",
            "--log-handler=odoo.addons.rpc.controllers.jsonrpc:ERROR",  # deprecated, still there
            *self.options,
        ]
        with self.log.open("a", encoding="utf-8") as log:
            self.process = process.start(
                self.environment.odoo(*arguments),
                env=self.environment.variables,
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _set_address(self):
        """Make the links that the database writes lead to this server."""
        self.environment.cluster.sql(
            f"update ir_config_parameter set value = '{self.url}'"
            " where key in ('web.base.url', 'report.url')",
            self.database,
        )

    def wait_until_ready(self):
        """Wait until the server answers.

        :raises SetupError: when it ends instead, or takes too long
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SetupError(self._failure("the server ended while it started:"))
            if self.answers():
                return
            time.sleep(0.2)
        self.stop()
        raise SetupError(self._failure(f"the server did not answer in {START_SECONDS} s:"))

    def answers(self):
        """Whether a page of the database can be had."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=30) as response:
                return response.status == http.client.OK
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            return False

    def last_lines(self):
        """The end of the server's log; its last trouble, where there is some."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        trouble = [number for number, line in enumerate(lines) if TROUBLE.match(line)]
        if trouble:
            return lines[trouble[-1] :][:SHOWN_TROUBLE_LINES]
        return lines[-SHOWN_LINES:]

    def _failure(self, title):
        return "\n    ".join([title, *self.last_lines(), f"(the whole log: {self.log})"])

    def wait(self):
        """Wait until the server ends by itself; return its exit code."""
        return process.wait(self.process)

    def finish_cron(self, xml_id):
        """Run a scheduled action now, turn by turn, until it asks for no other.

        :raises TimeoutError: when it never ends
        """
        for _turn in range(CRON_TURNS_MAX):
            cron_id = self.run_cron(xml_id)
            now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
            asked = [("cron_id", "=", cron_id), ("call_at", "<=", now)]
            if not self.rpc("ir.cron.trigger", "search_count", asked):
                return
        raise TimeoutError(f"{xml_id} asks for another turn after {CRON_TURNS_MAX} of them")

    def run_cron(self, xml_id):
        """Give a scheduled action a turn now, for example ``payment.cron_post_process_payment_tx``.

        :return: the id of the action
        """
        module, name = xml_id.split(".")
        found = self.rpc(
            "ir.model.data",
            "search_read",
            [("module", "=", module), ("name", "=", name)],
            ["res_id"],
        )
        cron_id = found[0]["res_id"]
        self.rpc("ir.cron", "method_direct_trigger", [cron_id])
        return cron_id

    def stop(self):
        """End the server in order."""
        if self.process:
            process.stop(self.process)

    def kill(self):
        """End the server at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def restart(self):
        """Stop and start again, on the same port and database."""
        self.stop()
        self.start()


@contextlib.contextmanager
def serving(environment, database, log, port=None, options=()):
    """Run a server while the block runs."""
    server = OdooServer(environment, database, log, port, options)
    try:
        server.start()
        yield server
    finally:
        server.stop()
