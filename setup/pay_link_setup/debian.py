"""Debian's packages without root: fetched by an apt of our own, unpacked to a folder.

The system's apt is only read (its mirror, its keys, its proxy); nothing is installed.
"""

import getpass
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import cache, pins, process
from .console import SetupError, is_interactive, say, size

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
RELEASE = Path("/etc/os-release")
TOOLS = ("apt-get", "apt-cache", "dpkg-deb", "dpkg-query", "tar")
USE_YOURS = "use an Odoo 19 you have: ODOO=/path/to/odoo ./setup/demo"
NOT_DEBIAN = f"this needs Debian 12 or newer; elsewhere, {USE_YOURS}"
NO_NETWORK = (
    "check the network and the mirror in /etc/apt, then start again: what is done stays done"
)
# What `apt-get --print-uris update` shows of a Debian source, with or without lists fetched before.
SOURCE = re.compile(r"^'(\S+/debian[^/']*)/+dists/([^/']+)/main/binary-", re.M)
# The machine's apt may have hooks that tidy its own folders; they are not for us.
NO_HOOKS = "#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n"


def is_here():
    """Whether this machine is a Debian."""
    text = RELEASE.read_text(encoding="utf-8") if RELEASE.exists() else ""
    return bool(re.search(r"^ID=\"?debian\"?$", text, re.MULTILINE))


def check():
    """Refuse a machine that has no apt, or whose mirror is not Debian's."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        raise SetupError(f"{', '.join(missing)} not found on this machine", NOT_DEBIAN)
    if not is_here():
        raise SetupError("this machine is not a Debian", NOT_DEBIAN)


def own_sources():
    """The machine's Debian sources: (address, suite) pairs as its apt has them."""
    check()
    listed = process.output(["apt-get", "--print-uris", "update"], NOT_DEBIAN)
    sources = list(dict.fromkeys(SOURCE.findall(listed)))
    if not sources:
        raise SetupError("apt on this machine has no Debian source", NOT_DEBIAN)
    return sources


def mirror():
    """The address of the Debian archive that the machine's apt is set to."""
    for address, suite in own_sources():
        if "-" not in suite:
            return address
    raise SetupError("apt on this machine has no plain Debian suite among its sources", NOT_DEBIAN)


def missing_here(names):
    """Those of ``names`` that are not installed on this machine."""
    check()
    result = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {
        name for name, state in map(str.split, result.stdout.splitlines()) if state == "installed"
    }
    return [name for name in names if name not in installed]


class Apt:
    """An apt with lists, sources and downloads of its own, in ``folder``."""

    def __init__(self, folder, sources):
        self.folder = folder
        self.archives = folder / "archives"
        for sub in ("lists/partial", "archives/partial"):
            (folder / sub).mkdir(parents=True, exist_ok=True)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        lines = [f"deb {signed}{address} {suite} main\n" for address, suite in sources]
        (folder / "sources.list").write_text("".join(lines), encoding="utf-8")
        self.config = folder / "apt.conf"
        self.config.write_text(self._settings, encoding="utf-8")

    @property
    def _settings(self):
        values = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder,
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": getpass.getuser() if os.getuid() else "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
        }
        return NO_HOOKS + "".join(f'{name} "{value}";\n' for name, value in values.items())

    def _get(self, *arguments):
        quiet = [] if is_interactive() else ["-qq"]
        return process.run(
            ["apt-get", *quiet, "-c", self.config, *arguments],
            NO_NETWORK,
            cwd=self.archives,
        )

    def update(self):
        """Fetch the lists of packages."""
        say("   package lists …")
        self._get("update")

    def versions(self, name):
        """The versions of a package that the sources have, newest first."""
        text = process.output(["apt-cache", "-c", self.config, "madison", name])
        return [line.split("|")[1].strip() for line in text.splitlines() if line.count("|") == 2]

    def download(self, *names):
        """Fetch these packages alone (``name``, ``name=version`` or ``name/suite``)."""
        say(f"   packages: {' '.join(names)} …")
        self._get("download", *names)
        return self._downloaded()

    def download_missing(self, *names):
        """Fetch these packages and all they depend on, but for what the machine has."""
        say(f"   packages: {' '.join(names)} and what they need …")
        self._get("install", "--download-only", "--no-install-recommends", "--yes", *names)
        return self._downloaded()

    def _downloaded(self):
        files = sorted(self.archives.glob("*.deb"))
        say(f"   {len(files)} packages, {size(self.archives)}")
        return files


def unpack(package, folder):
    """Lay the files of one package out under ``folder``."""
    process.run(["dpkg-deb", "-x", package, folder])


def pip_wheel():
    """The wheel of pip out of Debian's own package."""

    def make(folder):
        apt = Apt(folder / "apt", own_sources())
        apt.update()
        for package in apt.download(pins.PIP_PACKAGE):
            unpack(package, folder)
        shutil.rmtree(folder / "apt")

    folder = cache.build("pip", "pip, from Debian's package", make)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))
