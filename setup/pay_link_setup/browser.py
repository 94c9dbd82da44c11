"""Chromium, fonts and the libraries of the PDF program: the machine's, or unpacked beside it."""

import shutil
from pathlib import Path

from . import cache, debian, pins
from .console import SetupError, say

CHROMIUM = "usr/lib/chromium/chromium"
LIBRARY_FOLDERS = ("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*", "usr/lib/*-linux-gnu*/*")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <include ignore_missing="yes">{root}/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>{root}/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export FONTCONFIG_FILE="{fonts}"
exec "{program}" "$@"
"""


def get():
    """The folder of wrappers to put first on PATH; None when the machine has everything.

    On another machine than a Debian, that is up to its owner.
    """
    missing = debian.missing_here(pins.DESKTOP_PACKAGES) if debian.is_here() else []
    if not missing:
        return None

    def make(folder):
        apt = debian.Apt(folder / "apt", debian.own_sources())
        apt.update()
        for package in apt.download_missing(*missing):
            debian.unpack(package, folder / "root")
        shutil.rmtree(folder / "apt")
        _write_wrappers(folder)
        say("   the machine itself was not changed")

    key = cache.key(missing, Path(__file__))
    return cache.build(f"desktop-{key}", "Chromium, fonts and libraries", make) / "bin"


def _write_wrappers(folder):
    """Small programs that start the real ones with the libraries and fonts that were unpacked."""
    root = folder / "root"
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(root=root, cache=folder / "fonts-cache"), encoding="utf-8")
    (folder / "bin").mkdir()
    programs = {"wkhtmltopdf": "wkhtmltopdf-pack"}  # of the Python environment, further on PATH
    if (root / CHROMIUM).exists():
        programs["chromium"] = root / CHROMIUM
    for name, program in programs.items():
        wrapper = folder / "bin" / name
        text = WRAPPER.format(libraries=library_folders(root), fonts=fonts, program=program)
        wrapper.write_text(text, encoding="utf-8")
        wrapper.chmod(0o755)


def library_folders(root):
    """The folders with libraries of unpacked packages, as LD_LIBRARY_PATH wants them."""
    folders = {path.parent for pattern in LIBRARY_FOLDERS for path in root.glob(f"{pattern}/*.so*")}
    return ":".join(str(path) for path in sorted(folders))


def executable(path):
    """The Chromium that this PATH finds.

    :raise SetupError: when there is none
    """
    for name in (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ):
        if found := shutil.which(name, path=path):
            return found
    raise SetupError("there is no Chromium on PATH", "install Chromium or Chrome")


def arguments():
    """What Chromium needs to run without a screen; its sandbox needs root to set up, so: none."""
    quiet = [
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return [*quiet, "--disable-dev-shm-usage", "--no-sandbox"]
