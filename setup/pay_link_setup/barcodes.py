"""What reportlab draws barcodes and QR codes with, on a Python that its wheel is not made for.

The wheel ``rl-renderPM`` ends with Python 3.12. Debian 13, whose Python is newer, has pycairo.
"""

import os
import shutil
import sys
from pathlib import Path

from . import cache, debian
from .browser import library_folders

LAST_WITH_WHEEL = (3, 12)
MODULES = {
    "python3-cairo": "cairo",
    "python3-freetype": "freetype",
    "python3-rlpycairo": "rlPyCairo",
}
LIBRARIES = ("libcairo2", "libfreetype6")
DEBIAN_PYTHON = "/usr/bin/"


def variables():
    """The environment variables that show these modules to Odoo: none where it has the wheel."""
    is_debian_python = os.path.realpath(sys.executable).startswith(DEBIAN_PYTHON)
    if sys.version_info[:2] <= LAST_WITH_WHEEL or not is_debian_python:
        return {}
    key = cache.key(sys.version_info[:2], MODULES, LIBRARIES, Path(__file__))
    folder = cache.build(f"barcodes-{key}", "Barcodes", _make)
    return {
        "PYTHONPATH": str(folder / "python"),
        "LD_LIBRARY_PATH": library_folders(folder / "root"),
    }


def _make(folder):
    apt = debian.Apt(folder / "apt", debian.own_sources())
    apt.update()
    apt.download_missing(*LIBRARIES)
    root = folder / "root"
    for package in apt.download(*MODULES):
        debian.unpack(package, root)
    (folder / "python").mkdir()
    for module in MODULES.values():
        (folder / "python" / module).symlink_to(root / "usr/lib/python3/dist-packages" / module)
    shutil.rmtree(folder / "apt")
