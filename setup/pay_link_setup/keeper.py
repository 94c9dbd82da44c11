"""Run a server as long as someone is connected to a socket: ``keeper.py SOCKET COMMAND …``.

Who needs the server connects, reads one byte when the server is ready, and hangs up when done.
When the last one has hung up, or the keeper is told to end, the server is stopped; the last one
sees its connection closed only then.
"""

import contextlib
import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
import time

READY_SECONDS = 60


class Keeper:
    """One server process and the connections of those who need it."""

    def __init__(self, path, command):
        self.path = path
        self.command = command
        self.selector = selectors.DefaultSelector()
        self.users = set()
        self.process = None

    def run(self):
        """Live until the last user has left."""
        with open(self.path + ".lock", "w", encoding="ascii") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.process = subprocess.Popen(self.command)
            try:
                self._wait_until_ready()
                self._serve()
            finally:
                self._stop()

    def _wait_until_ready(self):
        """The server writes its state to a file of its data folder."""
        state = os.path.join(self.command[-1], "postmaster.pid")
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                sys.exit("the server ended while it started")
            with (
                contextlib.suppress(OSError, IndexError),
                open(state, encoding="ascii") as lines,
            ):
                fields = lines.read().splitlines()
                if int(fields[0]) == self.process.pid and fields[7].strip() == "ready":
                    return
            time.sleep(0.05)
        sys.exit("the server was not ready in time")

    def _serve(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            os.chmod(self.path, 0o600)
            listener.listen()
            self.selector.register(listener, selectors.EVENT_READ)
            self._loop(listener)

    def _loop(self, listener):
        """Accept and drop users; give up early only when the first one never comes."""
        while self.process.poll() is None:
            events = self.selector.select(timeout=READY_SECONDS)
            if not events and not self.users:
                return
            for ready, _mask in events:
                if ready.fileobj is listener:
                    self._welcome(listener)
                elif self._has_left(ready.fileobj):
                    return

    def _welcome(self, listener):
        user, _address = listener.accept()
        user.send(b".")
        self.selector.register(user, selectors.EVENT_READ)
        self.users.add(user)

    def _has_left(self, user):
        """Forget a user; the last one's connection stays open until the server has stopped."""
        self.selector.unregister(user)
        if len(self.users) == 1:
            return True
        self.users.remove(user)
        user.close()
        return False

    def _stop(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        for user in self.users:
            user.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(1))
    Keeper(sys.argv[1], sys.argv[2:]).run()
