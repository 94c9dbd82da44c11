"""Ends a program and all that it has started, as a power cut would."""

import contextlib
import os
import signal
from pathlib import Path


def cut(process):
    """Kill it and its descendants; return when it is gone.

    The first one goes first, so that it starts no other.
    """
    if process.poll() is None:
        for pid in [process.pid, *_descendants(process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _descendants(pid):
    with contextlib.suppress(OSError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            text = (task / "children").read_text(encoding="ascii")
            for child in map(int, text.split()):
                yield child
                yield from list(_descendants(child))
