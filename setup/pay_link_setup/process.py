"""Run other programs so that none outlives the command that needs it."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from .console import SetupError, is_interactive

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
STOP_SECONDS = 10
SHOWN_LINES = 15
REAP_SECONDS = 5
SHARED = "PAY_LINK_SHARED"
_started = set()
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _raise_exit(number, _frame):
    sys.exit(128 + number)


def supervise():
    """Make orphans of our children ours, and turn the ending signals into an orderly end."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_exit)


def start(command, **options):
    """Start ``command``; the kernel ends it when this process dies, however that happens."""
    return _popen(command, preexec_fn=_die_with_parent, **options)


def start_shared(command, **options):
    """Start ``command`` for other commands too: it outlives this process, and knows when to end.

    It is marked, so that whoever inherits it leaves it alone.
    """
    env = {**os.environ, SHARED: "1"}
    return _popen(command, start_new_session=True, stdin=subprocess.DEVNULL, env=env, **options)


def _popen(command, **options):
    command = [str(part) for part in command]
    path = (options.get("env") or os.environ).get("PATH")
    program = shutil.which(command[0], path=path) or command[0]
    try:
        process = subprocess.Popen([program, *command[1:]], **options)
    except FileNotFoundError as error:
        todo = "install it, or let PATH lead to it"
        raise SetupError(f"{error.filename} is not there", todo) from error
    except OSError as error:
        raise SetupError(f"cannot start {command[0]}: {error}") from error
    _started.add(process.pid)
    return process


def wait(process):
    """Wait until ``process`` ends; meanwhile let orphans that have ended go."""
    while True:
        try:
            return process.wait(REAP_SECONDS)
        except subprocess.TimeoutExpired:
            _collect(_children() - _started)


def run(command, todo="", shown_lines=SHOWN_LINES, **options):
    """Run ``command`` to its end, quietly unless a person watches; raise when it fails."""
    quiet = not is_interactive()
    if quiet:
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.STDOUT)
    else:
        options.setdefault("stdout", sys.stderr)
    process = start(command, text=True, errors="replace", **options)
    with stopping(process):
        output, _error = process.communicate()
    if process.returncode:
        raise SetupError(_failure(command, process.returncode, output, shown_lines), todo)
    return output


def output(command, todo="", **options):
    """Run ``command`` to its end and return what it prints."""
    return run(command, todo, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def _failure(command, code, text, shown_lines):
    name = " ".join(str(part) for part in command[:3])
    tail = (text or "").strip().splitlines()[-shown_lines:]
    return "\n    ".join([f"`{name} …` ended with {code}", *tail])


@contextlib.contextmanager
def stopping(process):
    """End ``process`` when the block is left, whatever the reason."""
    try:
        yield process
    finally:
        stop(process)


def stop(process, seconds=STOP_SECONDS):
    """Ask ``process`` to end; after ``seconds`` insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _children():
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text(encoding="ascii").split()}


def _not_shared(pids):
    return {pid for pid in pids if not _is_shared(pid)}


def _is_shared(pid):
    try:
        variables = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False  # it has ended, or is not ours
    return f"{SHARED}=1".encode() in variables.split(b"\0")


def end_orphans():
    """End, by process id, whatever our programs left behind (a browser, say)."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 3
        while (left := _not_shared(_children())) and time.monotonic() < deadline:
            for pid in left:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)
            _collect(left)
            time.sleep(0.05)


def _collect(pids):
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
