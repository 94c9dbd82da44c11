"""``./setup/translations [--check]``: all texts to translate, and each language brought up to them.

Odoo exports the templates (``i18n/*.pot``) from a database that has our add-ons. The languages
(``i18n/*.po``) keep what is translated, get what is new and lose what is gone. With ``--check``
nothing is written: the exit code is 1 when a file is not what it would become. What was found
current and has not changed since is not exported again.
"""

import argparse
import tempfile
from pathlib import Path

from . import addons, cache, databases, environment, process
from .console import say, step
from .databases import Variant

CATALOGUES = Path(__file__).with_name("catalogues.py")
NO_TEXTS = ("/tests/", "/readme/", "/static/description/", "/static/tests/", "/__pycache__/")


def main(arguments):
    """Write the catalogues, or check them."""
    parser = argparse.ArgumentParser(prog="./setup/translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what is old")
    options = parser.parse_args(arguments)
    stamp = cache.root() / f"texts-{cache.key(str(cache.REPO))}"
    if options.check and stamp.exists() and stamp.read_text(encoding="ascii") == _state():
        say("The texts are as they were when they were found current.")
        return 0
    code = _merge(arguments)
    if not code:
        stamp.write_text(_state(), encoding="ascii")
    return code


def _state():
    """A name for all that the catalogues are made from, and for themselves."""
    files = [Path(__file__), CATALOGUES]
    for name in addons.all_of_ours():
        paths = sorted((cache.REPO / name).rglob("*"))
        files += [path for path in paths if path.is_file() and not _has_no_texts(path)]
    return cache.key(*(part for path in files for part in (str(path), path)))


def _has_no_texts(path):
    relative = path.relative_to(cache.REPO).as_posix()
    return any(part in relative for part in NO_TEXTS)


def _merge(arguments):
    with environment.ready() as env, tempfile.TemporaryDirectory(prefix="pay-link-") as folder:
        with step("Texts of our add-ons"):
            templates = _export(env, Path(folder))
        command = [env.python.python, CATALOGUES, *templates, *arguments]
        with process.stopping(process.start(command, cwd=cache.REPO)) as merging:
            return process.wait(merging)


def _export(env, folder):
    """Let Odoo export the texts of our add-ons, from a copy that nobody else waits for.

    One add-on at a time: a model that two of them extend has its texts in both.
    """
    names = addons.all_of_ours()
    with databases.Databases(env).temporary(Variant()) as database:
        for name in names:
            path = folder / f"{name}.pot"
            env.run_odoo("i18n", "export", "-d", database, "-o", path, name)
    return [folder / f"{name}.pot" for name in names]
