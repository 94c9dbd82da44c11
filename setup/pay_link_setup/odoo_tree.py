"""The Odoo source tree: unpacked from Debian's package, or one the person has (``ODOO=``)."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import cache, debian, pins, process
from .console import SetupError, say

PACKAGES = "usr/lib/python3/dist-packages"
# `addons` here is a Python-only duplicate of `odoo/addons`, which Odoo would add to its path.
LEFT_OUT = (f"./{PACKAGES}/addons", f"./{PACKAGES}/doc", f"./{PACKAGES}/setup")
# Left out by Debian but named by the back office's assets: without it, every page logs an error.
STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
STUB_TEXT = "/* The blurred background of video calls is not part of this package. */\n"


class OdooTree:
    """A folder that holds the Python package ``odoo``."""

    def __init__(self, folder, key):
        self.folder = folder
        self.key = key

    @property
    def addons_paths(self):
        """The folders with Odoo's own add-ons, the ones beside ``odoo-bin`` included."""
        beside = self.folder / "addons"
        return [path for path in (self.folder / "odoo/addons", beside) if path.is_dir()]

    @property
    def version(self):
        """Odoo's series, for example 19.0."""
        text = (self.folder / "odoo/release.py").read_text(encoding="utf-8")
        match = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
        return ".".join(match.groups()) if match else "unknown"


def get():
    """The tree to use: the one ``ODOO`` names, otherwise Debian's."""
    return _given(os.environ["ODOO"]) if os.environ.get("ODOO") else _from_debian()


def _given(name):
    folder = Path(name).expanduser().resolve()
    if folder.name == "odoo" and (folder / "release.py").exists():
        folder = folder.parent
    release = folder / "odoo/release.py"
    if not release.exists():
        raise SetupError(
            f"ODOO={name} holds no Odoo: there is no {release}",
            "name the folder of a checkout of Odoo 19, or the one that holds the package `odoo`",
        )
    tree = OdooTree(folder, cache.key(str(folder), release, release.stat().st_mtime))
    if tree.version != "19.0":
        raise SetupError(f"ODOO={name} is Odoo {tree.version}", "name an Odoo 19.0")
    return tree


def _from_debian():
    pinned = cache.key(
        pins.ODOO_PACKAGE,
        pins.ODOO_VERSION,
        pins.LINKED_PACKAGES,
        pins.LANGUAGES,
        Path(__file__),
    )
    name = f"odoo-{pinned}"
    folder = cache.build(name, f"Odoo 19, from Debian's package {pins.ODOO_PACKAGE}", _make)
    version = (folder / "VERSION").read_text(encoding="utf-8")
    return OdooTree(folder, cache.key(pinned, version))


def _make(folder):
    mirror = debian.mirror()
    apt = debian.Apt(folder / "apt", [(mirror, pins.ODOO_SUITE), (mirror, pins.LINKED_SUITE)])
    apt.update()
    version = _choose_version(apt)
    linked = [f"{package}/{suite}" for package, suite in pins.LINKED_PACKAGES.items()]
    packages = apt.download(f"{pins.ODOO_PACKAGE}={version}", *linked)
    _lay_out(packages, folder)
    (folder / "VERSION").write_text(version, encoding="utf-8")


def _choose_version(apt):
    versions = apt.versions(pins.ODOO_PACKAGE)
    if not versions:
        raise SetupError(
            f"no {pins.ODOO_PACKAGE} in the suite {pins.ODOO_SUITE} of this machine's mirror",
            f"set apt to a complete mirror, or {debian.USE_YOURS}",
        )
    if pins.ODOO_VERSION in versions:
        return pins.ODOO_VERSION
    say(f"   {pins.ODOO_PACKAGE} {pins.ODOO_VERSION} is gone; taking {versions[0]}")
    return versions[0]


def _lay_out(packages, folder):
    say("   unpacking …")
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    for package in packages:
        if package.name.startswith(f"{pins.ODOO_PACKAGE}_"):
            _unpack_odoo(package, unpacked)
        else:
            debian.unpack(package, unpacked)
    _replace_links(unpacked / PACKAGES / "odoo", unpacked)
    (unpacked / PACKAGES / "odoo").rename(folder / "odoo")
    metadata = next((unpacked / PACKAGES).glob("odoo-*.egg-info")) / "PKG-INFO"
    metadata.rename(folder / "PKG-INFO")
    _add_stub(folder / STUB)
    shutil.rmtree(unpacked)
    shutil.rmtree(folder / "apt")


def _unpack_odoo(package, target):
    """Unpack all but the languages, then the few languages that are wanted."""
    without = [f"--exclude={path}" for path in (*LEFT_OUT, "*/i18n/*.po")]
    wanted = [f"./{PACKAGES}/odoo/addons/*/i18n/{language}.po" for language in pins.LANGUAGES]
    _pipe_to_tar(package, target, without)
    _pipe_to_tar(package, target, ["--wildcards", *wanted])


def _pipe_to_tar(package, target, arguments):
    source = process.start(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    with process.stopping(source):
        process.run(
            ["tar", "-x", "-C", target, "--no-same-owner", *arguments],
            stdin=source.stdout,
        )
        source.stdout.close()


def _replace_links(tree, unpacked):
    """Put the files of other packages in the place of the links to them."""
    for link in [path for path in tree.rglob("*") if path.is_symlink()]:
        file = link.resolve()
        if not (file.is_file() and file.is_relative_to(unpacked.resolve())):
            raise SetupError(f"{link.name} links to {os.readlink(link)}, which no package has")
        link.unlink()
        shutil.copyfile(file, link)


def _add_stub(path):
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STUB_TEXT, encoding="utf-8")
