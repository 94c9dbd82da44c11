"""nginx for the tests of several servers: the machine's, or Debian's package unpacked beside it."""

import shutil
from pathlib import Path

from . import browser, cache, debian, pins, process
from .console import say

PROGRAM = "usr/sbin/nginx"
FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # not on everybody's PATH
WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
exec "{program}" "$@"
"""


def get():
    """The path of nginx."""
    here = [shutil.which("nginx"), *(shutil.which("nginx", path=path) for path in FOLDERS)]
    return next((Path(path) for path in here if path), None) or _unpack()


def _unpack():
    def make(folder):
        apt = debian.Apt(folder / "apt", debian.own_sources())
        apt.update()
        for package in apt.download_missing(pins.NGINX_PACKAGE):
            debian.unpack(package, folder / "root")
        shutil.rmtree(folder / "apt")
        program, wrapper = folder / "root" / PROGRAM, folder / "nginx"
        libraries = browser.library_folders(folder / "root")
        text = WRAPPER.format(libraries=libraries, program=program)
        wrapper.write_text(text, encoding="utf-8")
        wrapper.chmod(0o755)
        process.output([wrapper, "-v"])
        say("   the machine itself was not changed")

    key = cache.key(pins.NGINX_PACKAGE, Path(__file__))
    return cache.build(f"nginx-{key}", "nginx", make) / "nginx"
