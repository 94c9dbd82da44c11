"""Parts of the tests side by side: each waits for itself most of the time, on one core."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import cache, process
from .console import say

LANES = min(4, os.cpu_count() or 1)
POLL_SECONDS = 0.5


def run(parts):
    """Run parts of ``./setup/test``, the first ones first; print what each said at its end.

    :param parts: what follows ``./setup/test``, for example ``"unit pay_link_pos"``
    :return: the exit code of each part, by its name
    """
    waiting, running, codes = list(parts), {}, {}
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pay-link-test-"))
        while waiting or running:
            while waiting and len(running) < LANES:
                part = waiting.pop(0)
                name = re.sub(r"\W+", "_", part)
                running[part] = _start(stack, part, Path(folder) / f"{name}.log")
            time.sleep(POLL_SECONDS)
            for part, (child, log, started) in list(running.items()):
                if child.poll() is not None:
                    codes[part] = child.returncode
                    _print(part, log, time.monotonic() - started)
                    del running[part]
    return {part: codes[part] for part in parts}


def _start(stack, part, log):
    say(f"== {part}: started, its output is in {log} until it ends")
    command = [sys.executable, cache.REPO / "setup" / "test", *part.split()]
    with log.open("w", encoding="utf-8") as output:
        child = process.start(command, stdout=output, stderr=subprocess.STDOUT)
    stack.enter_context(process.stopping(child))
    return child, log, time.monotonic()


def _print(part, log, seconds):
    say(f"== {part}: ended after {seconds:.0f} s")
    say(log.read_text(encoding="utf-8", errors="replace"))
