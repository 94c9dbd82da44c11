"""The linters: one list, behind ``./setup/test lint`` and the pre-commit file."""

import dataclasses
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from . import addons, cache, checkout, process, python_env
from .console import SetupError, explain, say

NODE_LISTS = ("package.json", "package-lock.json", ".npmrc")
LISTS = cache.SETUP / "lint"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
TEXTS = Path(__file__).with_name("texts.py")
TRANSLATIONS = cache.SETUP / "translations"
READMES = Path(__file__).with_name("readmes.py")
PRETTY = (".cjs", ".css", ".html", ".js", ".json", ".scss", ".xml", ".yaml", ".yml")
NOT_OURS = (
    "/static/lib/",
    "/static/src/lib/",
    "/fixtures/",
    "LICENSE",
    "package-lock.json",
)


@dataclasses.dataclass(frozen=True)
class Linter:
    """A tool: how it checks, how it mends, and which files it gets (none: it finds its own)."""

    name: str
    command: tuple
    fix: tuple = ()
    files: object = None


def _is_command(file):
    folder, _slash, name = file.rpartition("/")
    return folder == "setup" and "." not in name


def _python_files(file):
    return file.endswith(".py") or _is_command(file)


def _addon_python_files(file):
    return file.endswith(".py") and file.split("/")[0] in addons.all_of_ours()


def _manifests(file):
    return file.endswith("/__manifest__.py")


def _translations(file):
    return file.endswith((".po", ".pot"))


def _pretty_files(file):
    return file.endswith(PRETTY)


def _scripts(file):
    return file.endswith((".js", ".cjs"))


def _texts(file):
    return not file.endswith((".png", ".svg", ".ico", ".pdf", ".gz", ".po", ".pot"))


def _xml_files(file):
    return file.endswith(".xml")


def _fragments(file):
    return "/readme/" in file or file.startswith("doc/adr/")


LINTERS = (
    Linter("ruff", ("ruff", "check"), ("ruff", "check", "--fix"), _python_files),
    Linter("ruff-format", ("ruff", "format", "--check"), ("ruff", "format"), _python_files),
    Linter("pylint-odoo", ("pylint", "--rcfile=.pylintrc"), (), _addon_python_files),
    Linter(
        "oca-module",
        ("oca-checks-odoo-module",),
        ("oca-checks-odoo-module", "--fix"),
        _manifests,
    ),
    Linter("oca-po", ("oca-checks-po",), (), _translations),
    Linter(
        "prettier",
        ("prettier", "--check", "--ignore-unknown", "--log-level=warn"),
        ("prettier", "--write", "--ignore-unknown", "--log-level=warn"),
        _pretty_files,
    ),
    Linter("eslint", ("eslint",), ("eslint", "--fix"), _scripts),
    Linter("readmes", ("python", READMES), ("python", READMES, "--fix"), _fragments),
    Linter("texts", (sys.executable, TEXTS), (sys.executable, TEXTS, "--fix"), _texts),
    Linter("line-ending", ("mixed-line-ending", "--fix=no"), (), _texts),
    Linter("merge-conflict", ("check-merge-conflict",), (), _texts),
    Linter("case-conflict", ("check-case-conflict",), (), _texts),
    Linter("debug-statements", ("debug-statement-hook",), (), _python_files),
    Linter("xml", ("check-xml",), (), _xml_files),
    Linter(
        "translations",
        (sys.executable, TRANSLATIONS, "--check"),
        (sys.executable, TRANSLATIONS),
    ),
)


def main(arguments):
    """Run the linters; the exit code is 1 when one of them complains."""
    fix = "--fix" in arguments
    names = [argument for argument in arguments if argument not in ("--fix", "--only")]
    known = {linter.name for linter in LINTERS}
    if unknown := set(names) - known:
        raise SetupError(f"no linter {', '.join(unknown)}", f"known: {', '.join(sorted(known))}")
    variables = environment()
    files = _files()
    chosen = [linter for linter in LINTERS if not names or linter.name in names]
    failed = [linter.name for linter in chosen if not _run(linter, files, variables, fix)]
    say(
        f"lint: {len(chosen) - len(failed)} linters passed, {len(failed)} failed {' '.join(failed)}"
    )
    return 1 if failed else 0


def _run(linter, files, variables, fix):
    """Run one linter; show what it says only when it complains."""
    command = linter.fix if fix and linter.fix else linter.command
    own = [file for file in files if linter.files(file)] if linter.files else []
    started = time.monotonic()
    if own or not linter.files:
        try:
            process.run(
                [*command, *own], env=variables, cwd=cache.REPO,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, shown_lines=200,
            )  # fmt: skip
        except SetupError as error:
            error.step = linter.name
            explain(error)
            return False
    say(f"   {linter.name:20} {len(own):4} files {time.monotonic() - started:5.1f} s")
    return True


def _files():
    """The files of the checkout that git knows or would take."""
    files = checkout.files(cache.REPO)
    return [file for file in files if not any(part in f"/{file}" for part in NOT_OURS)]


def script(package, path):
    """A file of one of the packages that npm installs with the linters."""
    return _install() / "node_modules" / package / path


def environment():
    """The environment variables with which the linters are found."""
    folder = _install()
    bins = (folder / "venv/bin", folder / "node_modules/.bin")
    path = os.pathsep.join([*map(str, bins), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "NODE_PATH": str(folder / "node_modules")}


def npm_variables(bin_folder):
    """The environment variables of npm, which trusts whom this machine trusts: a proxy, say."""
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path}
    if CERTIFICATES.exists():
        variables.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    return variables


def _install():
    requirements = python_env.REQUIREMENTS / "lint.txt"

    def make(folder):
        env = python_env.create(folder, requirements)
        for name in NODE_LISTS:
            (folder / name).write_bytes((LISTS / name).read_bytes())
        say("   eslint and prettier …")
        todo = "check the network and npm's settings, then start again"
        process.run(["npm", "ci"], todo, cwd=folder, env=npm_variables(env.bin))

    lists = [LISTS / name for name in NODE_LISTS]
    interpreter = (platform.python_version(), os.path.realpath(sys.executable))
    key = cache.key(requirements, *lists, interpreter, Path(__file__).name)
    return cache.build(f"lint-{key}", "Linters", make)
