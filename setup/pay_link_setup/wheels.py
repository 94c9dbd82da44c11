"""Wheels of the add-ons, and a Python that has Odoo and these wheels but not the checkout."""

import dataclasses
import os
import shutil
import sys
from pathlib import Path

from . import addons, cache, checkout, process, python_env

REQUIREMENTS = cache.SETUP / "requirements/wheels.txt"


def build(folder):
    """Build a wheel of each add-on of this checkout, as it is in git.

    :param pathlib.Path folder: where the wheels go
    :return: the path of each wheel, by the name of its add-on
    :rtype: dict
    """
    builder = _builder()
    source = folder / "source"
    wheels = {}
    for name in addons.all_of_ours():
        _copy(name, source)
        options = ["--no-deps", "--no-build-isolation", "--wheel-dir", folder]
        builder.pip("wheel", *options, source / name)
        [wheels[name]] = folder.glob(f"odoo_addon_{name}-*.whl")
    shutil.rmtree(source)
    return wheels


def files_of(name):
    """The files of an add-on that git knows or would take, relative to it."""
    return checkout.files(cache.REPO / name)


def _copy(name, target):
    for file in files_of(name):
        copied = target / name / file
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cache.REPO / name / file, copied)


def _builder():
    """The environment that builds wheels: nothing is asked of the network after the first time."""
    key = cache.key(REQUIREMENTS, sys.version, os.path.realpath(sys.executable))
    folder = cache.build(
        f"wheels-{key}",
        "What builds wheels",
        lambda folder: python_env.create(folder, REQUIREMENTS),
    )
    return python_env.PythonEnv(folder / "venv")


@dataclasses.dataclass(frozen=True)
class CleanOdoo:
    """Odoo with the wheels: a Python of its own and a configuration without the checkout."""

    python: Path
    config: Path
    variables: dict

    def run(self, *arguments, **options):
        """Run Odoo's command line to its end; return what it printed.

        :raise SetupError: if it fails
        """
        command = [self.python, "-m", "odoo", *arguments]
        return process.output(command, env=self.variables, cwd="/", **options)


def install(env, folder, wheels):
    """Install the wheels into a Python that has Odoo and nothing else of ours.

    :param Environment env: the project's Odoo
    :param pathlib.Path folder: where the new environment goes
    :param wheels: the paths of the wheels
    :rtype: CleanOdoo
    """
    clean = python_env.PythonEnv(folder / "venv")
    process.run([env.python.python, "-m", "venv", "--without-pip", clean.folder])
    [packages] = clean.folder.glob("lib/python*/site-packages")
    [shared] = env.python.folder.glob("lib/python*/site-packages")
    line = f"import site; site.addsitedir({str(shared)!r})\n"
    (packages / "odoo_of_the_project.pth").write_text(line, encoding="utf-8")
    env.python.pip(
        "install", "--no-deps", "--no-index", "--target", packages, "--no-compile", *wheels
    )
    config = folder / "odoo.conf"
    config.write_text(env.configuration(), encoding="utf-8")
    path = os.pathsep.join([str(clean.bin), env.path])
    variables = {**env.variables, "PATH": path, "ODOO_RC": str(config), "PYTHONPATH": ""}
    variables["PYTHONDONTWRITEBYTECODE"] = "1"  # this Python is gone soon
    return CleanOdoo(clean.python, config, variables)
