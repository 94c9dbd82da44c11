"""Files and functions that one can read, and nothing left for later."""

import ast
import re
import warnings

import pytest
from house import REPO, parse

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
SIZED = (".py", ".js", ".scss", ".xml")
LATER = re.compile(r"\b([T]ODO|[F]IXME|[X]XX|[H]ACK)\b")
READ_BY_PEOPLE = {".py", ".xml", ".js", ".scss", ".csv", ".sql", ".rst", ".md", ".toml"}


def find_long_files(addon, of_tests=False):
    """Files over the limit: those of tests, or all others."""
    return [
        f"{addon.where(path)} has {count} lines"
        for path in addon.files(*SIZED)
        if (count := len(path.read_text(encoding="utf-8").splitlines()))
        > MAX_FILE_LINES
        and of_tests == addon.is_test(path)
    ]


def find_long_functions(addon):
    """Python functions over the limit, signature and docstring included."""
    return [
        f"{addon.where(path, node.lineno)} {node.name} has {count} lines"
        for path in addon.files(".py")
        for node in ast.walk(parse(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (count := node.end_lineno - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def find_markers(folder):
    """Words that put work off."""
    return [
        f"{path.relative_to(folder)}:{number} says {match[0]}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in READ_BY_PEOPLE and path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := LATER.search(line))
    ]


def test_files_are_short(addons):
    for addon in addons.values():
        for long in find_long_files(addon, of_tests=True):
            warnings.warn(long, stacklevel=1)
    assert [
        fault for addon in addons.values() for fault in find_long_files(addon)
    ] == []


def test_functions_are_short(addons):
    assert [f for addon in addons.values() for f in find_long_functions(addon)] == []


def test_nothing_is_left_for_later(addons):
    folders = [
        *(addon.path for addon in addons.values()),
        REPO / "tests",
        REPO / "setup",
    ]
    assert [fault for folder in folders for fault in find_markers(folder)] == []


# === EACH CHECK CAN FAIL === #


@pytest.mark.parametrize("name", ["models/a.py", "static/src/a.js", "views/a.xml"])
def test_a_long_file_is_found(plant, name):
    addon = plant({name: "\n" * (MAX_FILE_LINES + 1)})["pay_link_invoicing"]
    assert find_long_files(addon)
    addon = plant({name: "\n" * MAX_FILE_LINES})["pay_link_invoicing"]
    assert find_long_files(addon) == []


def test_long_tests_are_told_apart(plant):
    planted = plant({"tests/test_a.py": "\n" * (MAX_FILE_LINES + 1)})
    addon = planted["pay_link_invoicing"]
    assert find_long_files(addon) == []
    assert find_long_files(addon, of_tests=True)


def test_a_long_function_is_found(plant):
    body = "    x = 1\n" * MAX_FUNCTION_LINES
    addon = plant({"models/a.py": f"class A:\n  def f(self):\n{body}"})
    assert find_long_functions(addon["pay_link_invoicing"])
    body = "    x = 1\n" * (MAX_FUNCTION_LINES - 1)
    addon = plant({"models/a.py": f"class A:\n  def f(self):\n{body}"})
    assert find_long_functions(addon["pay_link_invoicing"]) == []


@pytest.mark.parametrize("word", ["ODOT", "IXMEF", "X" * 3, "ACKH"])
def test_a_marker_is_found(tmp_path, word):
    word = word[-1] + word[:-1]  # written so that this file does not say it
    (tmp_path / "a.py").write_text(f"x = 1  # {word}: later\n")
    assert find_markers(tmp_path)
    (tmp_path / "a.py").write_text("x = mastodon  # hackney, XXL\n")
    assert find_markers(tmp_path) == []
