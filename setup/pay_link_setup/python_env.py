"""Virtual environments in the cache, one for Odoo and its tests, one for the linters."""

import base64
import hashlib
import importlib.util
import os
import platform
import re
import sys
import zipfile
from pathlib import Path

from . import cache, debian, process
from .console import is_interactive, say, size

REQUIREMENTS = cache.SETUP / "requirements"
NO_NETWORK = "check the network and pip's settings, then start again: what is done stays done"
WHEEL_TEXT = "Wheel-Version: 1.0\nGenerator: setup\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
ENTRY_POINTS = "[console_scripts]\nodoo = odoo.cli:main\n"


class PythonEnv:
    """A virtual environment."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        self.python = self.bin / "python"

    def pip(self, *arguments):
        """Run pip in it."""
        quiet = [] if is_interactive() else ["--quiet"]
        options = ["--disable-pip-version-check", "--no-input", *quiet]
        process.run([self.python, "-m", "pip", *options, *arguments], NO_NETWORK, env=_clean())


def _clean():
    """The environment without what would mix another Python into ours."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME")
    }


def create(folder, requirements):
    """Make a virtual environment and install a list of requirements into it."""
    env = PythonEnv(folder / "venv")
    if importlib.util.find_spec("ensurepip"):
        process.run([sys.executable, "-m", "venv", env.folder], env=_clean())
    else:
        _create_without_ensurepip(env)
    say(f"   Python packages of {requirements.name} …")
    env.pip("install", "--prefer-binary", "--requirement", requirements)
    say(f"   {size(env.folder)}")
    return env


def _create_without_ensurepip(env):
    process.run([sys.executable, "-m", "venv", "--without-pip", env.folder], env=_clean())
    wheel = debian.pip_wheel()
    process.run(
        [env.python, "-m", "pip", "install", "--quiet", "--no-index", wheel],
        env={**_clean(), "PYTHONPATH": str(wheel)},
    )


def _interpreter_key():
    return (
        platform.python_version(),
        platform.machine(),
        os.path.realpath(sys.executable),
    )


def for_odoo(tree):
    """The environment of Odoo and its tests, with ``tree`` as the distribution ``odoo``."""
    requirements = REQUIREMENTS / "odoo.txt"

    def make(folder):
        env = create(folder, requirements)
        wheel = _odoo_wheel(tree, folder)
        env.pip("install", "--no-deps", "--no-index", wheel)
        (env.bin / "wkhtmltopdf").unlink(missing_ok=True)
        (env.bin / "wkhtmltopdf").symlink_to("wkhtmltopdf-pack")

    key = cache.key(requirements, _interpreter_key(), str(tree.folder), Path(__file__))
    return PythonEnv(cache.build(f"python-{key}", "Python packages of Odoo", make) / "venv")


def _odoo_wheel(tree, folder):
    """A tiny wheel that shows the tree to Python and pip (pytest-odoo and other add-ons ask)."""
    info = f"odoo-{tree.version}.dist-info"
    metadata = [
        "Metadata-Version: 2.1",
        "Name: odoo",
        f"Version: {tree.version}",
        *_requires(tree),
    ]
    files = {
        "odoo_tree.pth": f"{tree.folder}\n",
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": WHEEL_TEXT,
        f"{info}/entry_points.txt": ENTRY_POINTS,
    }
    record = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    path = folder / f"odoo-{tree.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return path


def _requires(tree):
    metadata = tree.folder / "PKG-INFO"
    if not metadata.exists():
        return []
    lines = metadata.read_text(encoding="utf-8").splitlines()
    wanted = [
        line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    return [re.sub(r"\bpsycopg2\b", "psycopg2-binary", line) for line in wanted]


def _digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
