"""The tree as the checks read it: files and syntax trees, nothing is imported."""

import ast
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
TEXT_SUFFIXES = {".py", ".xml", ".js", ".scss", ".css", ".csv", ".sql", ".rst", ".md"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
UNREAD = ("__pycache__", "node_modules", "static/lib/", "i18n/")


@dataclass(frozen=True)
class Addon:
    """One add-on of a tree."""

    path: Path

    @property
    def name(self):
        return self.path.name

    @property
    def manifest(self):
        text = (self.path / "__manifest__.py").read_text(encoding="utf-8")
        return ast.literal_eval(text)

    def files(self, *suffixes, tests=True):
        """The add-on's files with one of these suffixes, in a fixed order."""
        return [
            path
            for path in sorted(self.path.rglob("*"))
            if path.suffix in (suffixes or TEXT_SUFFIXES)
            and path.is_file()
            and not any(part in f"{self.relative(path)}/" for part in UNREAD)
            and (tests or not self.is_test(path))
        ]

    def relative(self, path):
        """The path inside the add-on, with slashes."""
        return path.relative_to(self.path).as_posix()

    def is_test(self, path):
        return self.relative(path).startswith(("tests/", "static/tests/"))

    def where(self, path, line=None):
        """A place for a person: add-on, file and line."""
        place = f"{self.name}/{self.relative(path)}"
        return f"{place}:{line}" if line else place


def find_addons(root=REPO):
    """The add-ons of a tree, by name."""
    manifests = sorted(root.glob("*/__manifest__.py"))
    return {path.parent.name: Addon(path.parent) for path in manifests}


def parse(path):
    """The syntax tree of a Python file; each node knows its `parent`."""
    return link_parents(ast.parse(path.read_text(encoding="utf-8"), str(path)))


def link_parents(tree):
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node
    return tree


def ancestors(node):
    while node := getattr(node, "parent", None):
        yield node


def enclosing(node, kind):
    """The innermost node of a kind around this one, or None."""
    return next((outer for outer in ancestors(node) if isinstance(outer, kind)), None)


def strings_of(node):
    """The constant strings inside of an expression."""
    return [
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]


def class_value(class_node, name):
    """What a class body assigns to a name: a node, or None."""
    for node in class_node.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    return node.value
    return None


def class_strings(class_node, name):
    """The strings of `_name = "a"` or `_inherit = ["a", "b"]`."""
    value = class_value(class_node, name)
    return strings_of(value) if value is not None else []
