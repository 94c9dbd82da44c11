"""The worker processes of a server: found, killed as a power cut would, waited for."""

import contextlib
import http.client
import os
import signal
import time
import urllib.request
from pathlib import Path

WORKERS = 2
RESPAWN_SECONDS = 60


class Workers:
    """The HTTP workers of a prefork server."""

    def __init__(self, server):
        self.server = server

    def pids(self):
        """The workers that answer requests; the one for long polling is left out."""
        return [
            pid
            for pid in _children(self.server.process.pid)
            if "gevent" not in _arguments(pid)
        ]

    def kill(self):
        """Kill all of them; new ones come by themselves.

        :return: how many there were
        """
        pids = self.pids()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(pids)

    def wait(self):
        """Wait until the server answers again."""
        deadline = time.monotonic() + RESPAWN_SECONDS
        while not self._answer():
            assert time.monotonic() < deadline, "the workers never came back"
            time.sleep(0.05)

    def _answer(self):
        try:
            with urllib.request.urlopen(f"{self.server.url}/web/health", timeout=10):
                return True
        except (OSError, http.client.HTTPException):
            return False


def _children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text(encoding="ascii").split()]


def _arguments(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
    except OSError:
        return ["gevent"]  # has ended
