"""An `odoo shell` beside a server that does what it is told: see scale_worker.py."""

import contextlib
import multiprocessing
import os
import subprocess
from pathlib import Path

from pay_link_setup import process, testing

ANSWER_SECONDS = 1800
SHOWN_LINES = 20


class Shell:
    """The shell, on the other end of a pipe that closes when it dies."""

    def __init__(self, connection, log):
        self._connection = connection
        self._log = log

    def tell(self, *message):
        """Have something done, and wait for the answer.

        :raise AssertionError: when the shell has died, or takes too long
        """
        try:
            self._connection.send(message)
            if self._connection.poll(ANSWER_SECONDS):
                return self._connection.recv()
        except (EOFError, OSError) as error:
            raise AssertionError(self._failure(message, "died")) from error
        raise AssertionError(self._failure(message, "gave no answer"))

    def _failure(self, message, what):
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"the shell {what}: {message}", *lines[-SHOWN_LINES:]])


@contextlib.contextmanager
def shell(server, folder):
    """Run a shell on the server's database until the block is left."""
    log = folder / "shell.log"
    ours, theirs = multiprocessing.Pipe()
    with ours, log.open("w", encoding="utf-8") as output:
        with theirs:
            started = _start(server, theirs.fileno(), output)
        with process.stopping(started):
            yield Shell(ours, log)


def _start(server, handle, output):
    environment = server.environment
    paths = [str(Path(__file__).parent), environment.variables.get("PYTHONPATH", "")]
    started = process.start(
        environment.odoo(
            "shell",
            f"--database={server.database}",
            "--no-http",
            "--log-level=error",
            "--smtp=127.0.0.1",
            f"--smtp-port={testing.free_port()}",
        ),
        env={
            **environment.variables,
            "BENCH_PIPE": str(handle),
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        },
        cwd="/",
        pass_fds=[handle],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
    )
    with started.stdin as stdin:
        stdin.write(b"import scale_worker\nscale_worker.main(env)\n")
    return started
