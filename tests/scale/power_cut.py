"""Ends a program and all that it has started, by their process ids."""

import contextlib
import os
import signal
from pathlib import Path

from pay_link_setup import process as programs

STOP_SECONDS = 15


def cut(process):
    """Kill all of it, as a power cut would; return when it is gone.

    The first one goes first, so that it starts no other.
    """
    _kill([process.pid, *_descendants(process.pid)])
    process.wait()


def end(process):
    """Ask it to end; kill what does not."""
    descendants = list(_descendants(process.pid))
    programs.stop(process, STOP_SECONDS)
    _kill(pid for pid in descendants if _is_orphan(pid))


def _kill(pids):
    for pid in list(pids):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _is_orphan(pid):
    """Whether a process lives on, and is still the one whose parent has ended."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        state, parent = status.rpartition(")")[2].split()[:2]
        return state != "Z" and int(parent) in (1, os.getpid(), os.getppid())
    return False


def _descendants(pid):
    with contextlib.suppress(OSError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            text = (task / "children").read_text(encoding="ascii")
            for child in map(int, text.split()):
                yield child
                yield from list(_descendants(child))
