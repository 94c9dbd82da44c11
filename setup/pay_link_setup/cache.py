"""The cache outside the checkout: folders keyed by what they were made from."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from .console import SetupError, check_disk, step

SETUP = Path(__file__).resolve().parent.parent
REPO = SETUP.parent
LONGEST_SOCKET_PATH = 100
WANTED_GB = 3
COMPLETE = ".complete"


def root():
    """The cache of this person; made, private, when it is not there yet."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "pay-link"
    if len(str(folder / "cluster-12345678/run/.s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        raise SetupError(
            f"the path {folder} is too long for a socket",
            "set XDG_CACHE_HOME to a shorter path",
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"cannot make the cache: {error}",
            "set XDG_CACHE_HOME to a folder you may write to",
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SetupError(
            f"the cache {folder} belongs to somebody else",
            "be who has made it (root, with sudo?), or set XDG_CACHE_HOME to a folder of your own",
        )
    return folder


def key(*parts):
    """A short name for what something is made from. A path counts by its content."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else repr(part).encode()
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:8]


@contextlib.contextmanager
def lock(name):
    """Let one command at a time do ``name``; others wait."""
    folder = root() / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_built(folder):
    """Whether ``folder`` was built to its end."""
    return (folder / COMPLETE).exists()


def build(name, title, make):
    """Return the folder ``name`` of the cache; ``make(folder)`` fills it the first time only.

    A build that was interrupted is thrown away and made again.
    """
    folder = root() / name
    if is_built(folder):
        return folder
    with lock(name):
        if is_built(folder):
            return folder
        check_disk(root(), WANTED_GB)
        with step(title):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / COMPLETE).touch()
    return folder
