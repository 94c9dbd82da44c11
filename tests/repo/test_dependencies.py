"""Dependencies run one way: the till knows the pay link, never the reverse."""

import ast
import re

import pytest
from house import REPO, parse

BASE, TILL = "pay_link_invoicing", "pay_link_pos"
TILL_MODULES = re.compile(r"^(point_of_sale|pay_link_pos|pos_\w+|\w+_pos)$")
TILL_WORDS = re.compile(
    r"point_of_sale|pay_link_pos\b|(?:\b|model_)pos[._][a-z]\w*", re.I
)
MENTION_FREE = (".py", ".xml", ".js", ".scss", ".csv", ".sql")


def imported_modules(tree):
    """(line, dotted name) of each import, of `import_module("…")` too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in ("import_module", "__import__") and isinstance(
                first, ast.Constant
            ):
                yield node.lineno, str(first.value)


def find_wrong_depends(addons):
    """Dependencies of the manifests that run the wrong way."""
    faults = [
        f"{BASE} depends on {module}"
        for module in addons[BASE].manifest["depends"]
        if TILL_MODULES.match(module)
    ]
    if TILL in addons and BASE not in addons[TILL].manifest["depends"]:
        faults.append(f"{TILL} does not depend on {BASE}")
    return faults


def find_wrong_imports(addon):
    """Imports of the till's modules."""
    return [
        f"{addon.where(path, line)} imports {name}"
        for path in addon.files(".py")
        for line, name in imported_modules(parse(path))
        if any(TILL_MODULES.match(part) for part in name.split("."))
    ]


def find_till_words(addon):
    """Places that name a model or a module of the till."""
    return [
        f"{addon.where(path, number)} says {match[0]}"
        for path in addon.files(*MENTION_FREE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in TILL_WORDS.finditer(line)
    ]


def find_missing_depends(addons):
    """Modules of Odoo that an add-on imports and does not depend on, even indirectly.

    Only our own are followed: what Odoo's modules depend on is not known here.
    """
    faults = []
    for addon in addons.values():
        ours = set(addon.manifest["depends"]) & set(addons)
        for path in addon.files(".py"):
            for line, name in imported_modules(parse(path)):
                module = re.match(r"odoo\.addons\.(\w+)", name)
                if (
                    module
                    and module[1] in addons
                    and module[1] not in {addon.name, *ours}
                ):
                    faults.append(f"{addon.where(path, line)} imports {module[1]}")
    return faults


def find_addon_imports(folder):
    """Imports of Odoo or of an add-on by the black-box tests."""
    return [
        f"{path.relative_to(folder)}:{line} imports {name}"
        for path in sorted(folder.rglob("*.py"))
        for line, name in imported_modules(parse(path))
        if name.split(".")[0] in ("odoo", BASE, TILL)
    ]


def test_manifests_depend_one_way(addons):
    assert BASE in addons
    assert find_wrong_depends(addons) == []


def test_imports_go_one_way(addons):
    assert find_wrong_imports(addons[BASE]) == []
    assert find_missing_depends(addons) == []


def test_the_base_never_mentions_the_till(addons):
    assert find_till_words(addons[BASE]) == []


def test_black_box_tests_import_no_addon():
    assert find_addon_imports(REPO / "tests") == []


# === EACH CHECK CAN FAIL === #


@pytest.mark.parametrize("module", ["point_of_sale", "pos_loyalty", "pay_link_pos"])
def test_a_wrong_dependency_is_found(plant, module):
    assert find_wrong_depends(plant({}, depends=["sale", module]))
    assert not find_wrong_depends(plant({}, depends=["sale", "portal"]))


def test_a_till_without_its_base_is_found(plant):
    plant({})
    assert find_wrong_depends(plant({}, name=TILL, depends=["point_of_sale"]))
    assert not find_wrong_depends(plant({}, name=TILL, depends=[BASE, "point_of_sale"]))


@pytest.mark.parametrize(
    "code",
    [
        "from odoo.addons.point_of_sale.models import pos_order\n",
        "import odoo.addons.pay_link_pos.models\n",
        "from odoo.addons import pos_online_payment\n",
        "def f():\n    from odoo.addons.pay_link_pos import const\n",
        "importlib.import_module('odoo.addons.point_of_sale')\n",
    ],
)
def test_a_wrong_import_is_found(plant, code):
    addon = plant({"models/planted.py": code})[BASE]
    assert find_wrong_imports(addon)


def test_an_import_without_dependency_is_found(plant):
    plant({})
    addons = plant(
        {"models/a.py": "from odoo.addons.pay_link_invoicing import const\n"}, name=TILL
    )
    assert find_missing_depends(addons)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/a.py", 'class A:\n    _inherit = "pos.order"\n'),
        ("models/a.py", 'x = self.env.get("pos.session")\n'),
        ("models/a.py", "x = tx.pos_order_id\n"),
        ("views/a.xml", '<field name="model">pos.order</field>'),
        ("views/a.xml", '<record id="a" model="ir.ui.view" ref="model_pos_order"/>'),
        ("static/src/a.js", 'import { x } from "@point_of_sale/app/x";'),
        ("security/ir.model.access.csv", "a,a,point_of_sale.model_x,base.group_user"),
    ],
)
def test_a_till_word_is_found(plant, path, text):
    assert find_till_words(plant({path: text})[BASE])


def test_other_words_are_no_till_words(plant):
    text = 'purpose = "compose.x"; b = a.composer; c = x._pay_link_post_process()\n'
    assert not find_till_words(plant({"models/a.py": text})[BASE])


def test_an_addon_import_in_a_black_box_test_is_found(tmp_path):
    (tmp_path / "test_a.py").write_text("from odoo.addons.sale import models\n")
    (tmp_path / "test_b.py").write_text("import pay_link_invoicing.const\n")
    (tmp_path / "test_c.py").write_text("import pytest\n")
    assert len(find_addon_imports(tmp_path)) == 2
