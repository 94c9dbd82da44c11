"""Whoever goes beyond the rights of the visitor says so, by a name or by a comment."""

import ast

import pytest
from house import ancestors, parse


def find_bare_sudo(addon):
    """Calls of `sudo()` in controllers that neither a name nor a comment explains."""
    faults = []
    for path in addon.files(".py", tests=False):
        if addon.relative(path).startswith("controllers/"):
            lines = path.read_text(encoding="utf-8").splitlines()
            for node in ast.walk(parse(path)):
                if is_sudo(node) and not (
                    in_sudo_name(node) or has_comment(node, lines)
                ):
                    faults.append(addon.where(path, node.end_lineno))
    return faults


def is_sudo(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sudo"
    )


def in_sudo_name(node):
    """Whether the value lands in a variable whose name says sudo."""
    for outer in ancestors(node):
        if isinstance(outer, ast.Assign):
            names = [n for target in outer.targets for n in ast.walk(target)]
            return any(getattr(n, "id", "").endswith("_sudo") for n in names)
        if isinstance(outer, (ast.NamedExpr, ast.For, ast.comprehension)):
            if getattr(outer.target, "id", "").endswith("_sudo"):
                return True
        if isinstance(outer, ast.keyword) and (outer.arg or "").endswith("_sudo"):
            return True
        if isinstance(outer, ast.stmt):
            return False
    return False


def has_comment(node, lines):
    """Whether a comment stands on a line of the call, or on the line above."""
    places = lines[max(0, node.lineno - 2) : node.end_lineno]
    return any("# " in line for line in places)


def test_sudo_in_controllers_says_so(addons):
    assert [fault for addon in addons.values() for fault in find_bare_sudo(addon)] == []


# === EACH CHECK CAN FAIL === #

BODY = "class A:\n    def f(self, token):\n        %s\n"


@pytest.mark.parametrize(
    "code",
    [
        "return env['pay.link'].sudo().search([])",
        "link = env['pay.link'].sudo().search([])",
        "x = 1  # why\n        y = 2\n        env['pay.link'].sudo().search([])",
    ],
)
def test_a_bare_sudo_is_found(plant, code):
    addon = plant({"controllers/a.py": BODY % code})["pay_link_invoicing"]
    assert find_bare_sudo(addon)


@pytest.mark.parametrize(
    "code",
    [
        "link_sudo = env['pay.link'].sudo().search([])",
        "if link_sudo := env['pay.link'].sudo().search([]): pass",
        "for link_sudo in env['pay.link'].sudo(): pass",
        "f(link_sudo=env['pay.link'].sudo())",
        "return x.sudo().name  # the token was checked",
        "# the token was checked\n        return x.sudo().name",
    ],
)
def test_an_explained_sudo_is_no_fault(plant, code):
    addon = plant({"controllers/a.py": BODY % code})["pay_link_invoicing"]
    assert find_bare_sudo(addon) == []
