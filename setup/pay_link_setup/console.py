"""What a person sees: steps, plain lines, and errors that say what to do.

Everything here goes to the error stream, so that the output of Odoo's own commands stays clean.
"""

import contextlib
import shutil
import sys
import time


class SetupError(Exception):
    """A step failed: ``why`` it did and ``todo``, what the person can do about it."""

    def __init__(self, why, todo=""):
        super().__init__(why)
        self.why = why
        self.todo = todo
        self.step = None


def say(text=""):
    """Print one line of progress."""
    print(text, file=sys.stderr, flush=True)


def is_interactive():
    """Whether progress bars make sense here."""
    return sys.stderr.isatty()


@contextlib.contextmanager
def step(title):
    """Name a step while it runs, time it, and put its name on an error that leaves it."""
    say(f"== {title}")
    started = time.monotonic()
    try:
        yield
    except SetupError as error:
        error.step = error.step or title
        raise
    say(f"   done in {time.monotonic() - started:.1f} s")


def explain(error):
    """Print a failed step: which, why, and what to do."""
    say(f"\nError: {error.step}" if error.step else "\nError")
    say(f"  Why: {error.why}")
    if error.todo:
        say(f"  What to do: {error.todo}")


def size(path):
    """The size of a file, or of the files of a folder, for people."""
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    return f"{sum(f.lstat().st_size for f in files) / 1e6:.0f} MB"


def check_disk(folder, wanted_gb):
    """Refuse early when the disk of ``folder`` is nearly full."""
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < wanted_gb:
        raise SetupError(
            f"{free_gb:.1f} GB free on the disk of {folder}; {wanted_gb} GB are needed",
            "make room there, or set XDG_CACHE_HOME to a folder on a larger disk",
        )
