"""The worker processes of a server: found, killed as a power cut would, waited for."""

import contextlib
import os
import signal
import time
from pathlib import Path

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
            if "gevent" not in _command(pid)
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
        while not self.server.answers():
            assert time.monotonic() < deadline, "the workers never came back"
            time.sleep(0.1)


def _children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text(encoding="ascii").split()]


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
