"""What the documents say of files, commands, crons, hooks and limits is so."""

import ast
import re

import pytest
from house import REPO, Addon, parse
from lxml import etree

PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)|^\s*\.\. (?:image|figure):: (\S+)", re.M)
COMMAND = re.compile(r"\./setup/([a-z_]+)")
DECISIONS = REPO / "doc" / "adr"
# OCA's names and order, with two more: setup/pay_link_setup/readmes.py renders them.
FRAGMENTS = {
    *("DESCRIPTION", "CONTEXT", "INSTALL", "CONFIGURE", "USAGE", "OPERATE"),
    *("INTEGRATE", "DEVELOP", "ROADMAP", "HISTORY", "CONTRIBUTORS", "CREDITS"),
}
NEEDED = FRAGMENTS - {"CONTEXT", "INTEGRATE", "CREDITS"}
# What the document for operators says of a limit in the code.
LIMITS = {
    ("const.py", "EVENT_KEPT_DAYS"): "| {} days, once they were dealt with",
    ("const.py", "HOLD_WARN_HOURS"): "{} and 12 hours before",
    ("const.py", "HOLD_URGENT_HOURS"): "48 and {} hours before",
    ("models/pay_link_visit.py", "VISITS_MAX"): "at most {} a link",
    ("models/payment_transaction_unbooked.py", "PATIENCE_MINUTES"): "for {} minutes",
}


def read(path):
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def fragment(addon, name):
    return read(addon.path / "readme" / f"{name}.md")


def find_missing_pictures(document):
    """Pictures that a document shows and that are not there."""
    return [
        f"{document.name} shows {name}"
        for names in PICTURE.findall(read(document))
        for name in names
        if name and not (document.parent / name).is_file()
    ]


def find_missing_commands(document, folder=REPO / "setup"):
    """Commands that a document names and that are not there."""
    return [
        f"{document.name} names ./setup/{name}"
        for name in COMMAND.findall(read(document))
        if not (folder / name).is_file()
    ]


def find_fragment_faults(addon):
    """Fragments that are missing, or that nobody renders."""
    names = {path.stem for path in (addon.path / "readme").glob("*.md")}
    return [f"{addon.name}/readme: {name}" for name in NEEDED - names] + [
        f"{addon.name}/readme: {name} is rendered nowhere" for name in names - FRAGMENTS
    ]


def find_untold_crons(addon):
    """Scheduled actions that the table for operators lacks, or tells otherwise."""
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in fragment(addon, "OPERATE").splitlines()
        if line.startswith("| Pay Link")
    ]
    told = {row[0]: row[1] for row in rows}
    crons = {}
    for path in addon.files(".xml"):
        for record in etree.parse(str(path)).iterfind(".//record[@model='ir.cron']"):
            number = record.find("field[@name='interval_number']").get("eval")
            kind = record.find("field[@name='interval_type']").text
            every = kind.removesuffix("s") if number == "1" else f"{number} {kind}"
            crons[record.find("field[@name='name']").text] = every
    return [
        f"{addon.name}: {name} every {crons.get(name)}, told as {told.get(name)}"
        for name in sorted(crons.keys() | told.keys())
        if crons.get(name) != told.get(name)
    ]


def find_untold_hooks(addon):
    """Hooks of documents and providers that the notes for developers lack."""
    notes = fragment(addon, "DEVELOP")
    return [
        f"{addon.name}: {name}"
        for file in ("models/pay_link_mixin.py", "models/payment_provider.py")
        for name in hooks_of(addon.path / file)
        if f"`{name}" not in notes
    ]


def hooks_of(path):
    """The methods below the heading HOOKS; all methods where there is none."""
    lines = read(path).splitlines()
    marks = [n for n, line in enumerate(lines, 1) if line.strip().startswith("# ===")]
    start = next((n for n in marks if "HOOKS" in lines[n - 1]), 0)
    end = next((n for n in marks if n > start), len(lines) + 1)
    return [
        node.name
        for node in ast.walk(parse(path) if lines else ast.Module([], []))
        if isinstance(node, ast.FunctionDef)
        and start < node.lineno < end
        and node.name.startswith("_pay_link_")
        and not any("api" in ast.unparse(part) for part in node.decorator_list)
    ]


def find_gone_names(addon):
    """Methods and files that the notes for developers name and that are gone."""
    notes = fragment(addon, "DEVELOP")
    code = "\n".join(read(path) for path in addon.files(".py"))
    methods = set(re.findall(r"`(\w+)\(", notes)) - {"env"}
    files = {name.rpartition("/")[2] for name in re.findall(r"`([\w/]+\.py)`", notes)}
    there = {path.name for path in addon.files(".py")}
    return [f"{addon.name}: {name}" for name in sorted(files - there)] + [
        f"{addon.name}: {name}"
        for name in sorted(methods)
        if f"def {name}(" not in code
    ]


def find_wrong_limits(addon, limits):
    """Limits of the code that the document for operators tells otherwise."""
    text = " ".join(fragment(addon, "OPERATE").split())
    return [
        f"{addon.name}: {name} is {value}"
        for (file, name), phrase in limits.items()
        if phrase.format(value := constant(addon.path / file, name)) not in text
    ]


def constant(path, name):
    for node in parse(path).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    return None


def find_walk_faults(document, root=REPO):
    """Files that the way of a change names and that are gone, lines that are not there.

    The way is the section "Change something": what it changes is shown as a diff.
    """
    _start, _title, walk = read(document).partition("\nChange something\n")
    names = re.findall(r"``(\w+/[\w/]+\.py)``", walk)
    faults = [f"{name} is gone" for name in names if not (root / name).is_file()]
    code = "\n".join(read(root / name) for name in names)
    quoted = re.findall(r"^ +-( .+)$", walk, re.M) + re.findall(r"``(test_\w+)``", walk)
    if not names or not quoted:
        faults.append(f"{document.name} shows no change")
    return faults + [f"{line.strip()} is gone" for line in quoted if line not in code]


def documents():
    """What people read: the fragments and what is not made of them."""
    found = [REPO / "README.rst", REPO / "setup/README.rst", REPO / "tests/README.rst"]
    found += sorted(REPO.glob("*/readme/*.md")) + sorted(DECISIONS.glob("*"))
    return found


def test_pictures_and_commands_are_there():
    assert [f for path in documents() for f in find_missing_pictures(path)] == []
    assert [f for path in documents() for f in find_missing_commands(path)] == []


@pytest.mark.parametrize(
    "find",
    [find_fragment_faults, find_untold_crons, find_untold_hooks, find_gone_names],
)
def test_what_the_fragments_say(addons, find):
    assert [fault for addon in addons.values() for fault in find(addon)] == []


def test_limits_are_those_of_the_code(addons):
    assert find_wrong_limits(addons["pay_link_invoicing"], LIMITS) == []


def test_the_way_of_a_change_can_be_gone():
    assert find_walk_faults(REPO / "README.rst") == []


def test_each_addon_has_the_licence(addons):
    for addon in addons.values():
        assert read(addon.path / "LICENSE") == read(REPO / "LICENSE"), addon.name


# === EACH CHECK CAN FAIL === #

CRON = """<odoo><record id="a" model="ir.cron">
<field name="name">Pay Link: a</field>
<field name="interval_number" eval="%s" />
<field name="interval_type">%s</field>
</record></odoo>"""


def planted(plant, **fragments) -> Addon:
    files = {f"readme/{name}.md": text for name, text in fragments.items()}
    return plant(files)["pay_link_invoicing"]


def test_a_missing_picture_or_command_is_found(tmp_path):
    page = tmp_path / "a.md"
    page.write_text("![A](b.png)\n\n.. image:: c.png\n\nrun ./setup/paint\n")
    assert find_missing_pictures(page) == ["a.md shows b.png", "a.md shows c.png"]
    assert find_missing_commands(page, tmp_path) == ["a.md names ./setup/paint"]
    for name in ("b.png", "c.png", "paint"):
        (tmp_path / name).touch()
    assert find_missing_pictures(page) == find_missing_commands(page, tmp_path) == []


def test_a_missing_or_unrendered_fragment_is_found(plant):
    whole = dict.fromkeys(NEEDED, "text")
    assert find_fragment_faults(planted(plant, **whole)) == []
    assert find_fragment_faults(planted(plant, **whole, NOTES="text"))
    (planted(plant, **whole).path / "readme/USAGE.md").unlink()
    assert len(find_fragment_faults(planted(plant))) == 2


@pytest.mark.parametrize(
    ("number", "kind", "row", "count"),
    [
        (1, "hours", "| Pay Link: a | hour | yes | x |", 0),
        (10, "minutes", "| Pay Link: a | 10 minutes | | x |", 0),
        (5, "minutes", "| Pay Link: a | 10 minutes | | x |", 1),
        (1, "hours", "", 1),
        (1, "hours", "| Pay Link: a | hour | | x |\n| Pay Link: b | hour | | x |", 1),
    ],
)
def test_an_untold_cron_is_found(plant, number, kind, row, count):
    files = {"data/c.xml": CRON % (number, kind), "readme/OPERATE.md": row}
    addon = plant(files)["pay_link_invoicing"]
    assert len(find_untold_crons(addon)) == count


def test_an_untold_hook_is_found(plant):
    code = (
        "class A:\n    # === HOOKS === #\n\n    def _pay_link_a(self):\n        pass\n"
    )
    files = {"models/pay_link_mixin.py": code, "readme/DEVELOP.md": "`_pay_link_b()`"}
    addon = plant(files)["pay_link_invoicing"]
    assert find_untold_hooks(addon) == ["pay_link_invoicing: _pay_link_a"]
    (addon.path / "readme/DEVELOP.md").write_text("`_pay_link_a()`")
    assert find_untold_hooks(addon) == []


def test_a_gone_name_is_found(plant):
    notes = "`_pay_link_a(tx)` of `models/a.py`, `b.py` and `action_b()`"
    files = {"models/a.py": "def _pay_link_a(tx): pass\n", "readme/DEVELOP.md": notes}
    addon = plant(files)["pay_link_invoicing"]
    gone = ["pay_link_invoicing: b.py", "pay_link_invoicing: action_b"]
    assert find_gone_names(addon) == gone


def test_a_wrong_limit_is_found(plant):
    limits = {("const.py", "DAYS"): "kept {} days"}
    files = {"const.py": "DAYS = 90\n", "readme/OPERATE.md": "kept 60\ndays"}
    addon = plant(files)["pay_link_invoicing"]
    assert find_wrong_limits(addon, limits) == ["pay_link_invoicing: DAYS is 90"]
    (addon.path / "readme/OPERATE.md").write_text("kept 90\ndays")
    assert find_wrong_limits(addon, limits) == []


def test_a_way_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "README.rst"
    page.write_text("Title\n\nChange something\n===\n``a/b.py``\n\n   -    x = 1\n")
    assert find_walk_faults(page, tmp_path) == ["a/b.py is gone", "x = 1 is gone"]
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.py").write_text("def f():\n    x = 1\n")
    assert find_walk_faults(page, tmp_path) == []
    page.write_text("Title\n")
    assert find_walk_faults(page, tmp_path) == ["README.rst shows no change"]
