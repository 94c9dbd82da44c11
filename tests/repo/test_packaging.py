"""Each add-on is an installable wheel and an ordinary folder of the addons path."""

import ast
import re

import pytest
from house import REPO, parse
from lxml import etree

PYPROJECT = """[build-system]
requires = ["whool"]
build-backend = "whool.buildapi"
"""
MANIFEST_KEYS = {
    *("name", "summary", "version", "category", "license", "author"),
    *("depends", "data"),
}
LOADED_FOLDERS = ("data", "demo", "security", "views", "wizards", "report")
PACKAGES = ("models", "controllers", "wizards", "report", "tests")


def find_packaging_faults(addon):
    """What is wrong with the manifest and the three lines of packaging."""
    faults = []
    pyproject = addon.path / "pyproject.toml"
    if not pyproject.exists() or pyproject.read_text(encoding="utf-8") != PYPROJECT:
        faults.append(f"{addon.name}/pyproject.toml is not the three lines")
    manifest = addon.manifest
    faults += [
        f"{addon.name}: no {key}" for key in sorted(MANIFEST_KEYS - manifest.keys())
    ]
    if manifest.get("license") != "LGPL-3":
        faults.append(f"{addon.name}: the license is {manifest.get('license')}")
    if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest.get("version", "")):
        faults.append(f"{addon.name}: the version is {manifest.get('version')}")
    return faults


def find_requirement_faults(addons, requirements):
    """Differences between the external dependencies and `requirements.txt`."""
    wanted = set()
    for addon in addons.values():
        wanted.update(addon.manifest.get("external_dependencies", {}).get("python", ()))
    lines = [line.split("#")[0].strip() for line in requirements.splitlines()]
    listed = {re.split(r"[\s<>=~!;\[]", line)[0] for line in lines if line}
    return [f"{name} is in one place only" for name in sorted(wanted ^ listed)]


def find_missing_files(addon):
    """Files that the manifest names and that are not there."""
    manifest = addon.manifest
    names = [*manifest["data"], *manifest.get("demo", ())]
    faults = [
        f"{addon.name}/{name} is missing"
        for name in names
        if not (addon.path / name).is_file()
    ]
    for bundle, entries in manifest.get("assets", {}).items():
        for entry in entries:
            pattern = entry if isinstance(entry, str) else entry[-1]
            own, _, inside = pattern.partition("/")
            if own == addon.name and not any(addon.path.glob(inside)):
                faults.append(f"{addon.name}: {pattern} of {bundle} finds nothing")
    return faults


def find_dead_files(addon):
    """Data files that no manifest names, Python files that nobody imports."""
    manifest = addon.manifest
    loaded = {*manifest["data"], *manifest.get("demo", ())}
    faults = [
        f"{addon.where(path)} is not in the manifest"
        for path in addon.files(".xml", ".csv")
        if addon.relative(path).startswith(tuple(f"{name}/" for name in LOADED_FOLDERS))
        and addon.relative(path) not in loaded
    ]
    for package in PACKAGES:
        files = sorted((addon.path / package).glob("*.py"))
        imported = {name for path in files for name in _imported_siblings(path)}
        faults += [
            f"{addon.where(path)} is not imported"
            for path in files
            if path.stem not in {"__init__", *imported}
        ]
    return faults


def _imported_siblings(path):
    return {
        name
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for name in [*(alias.name for alias in node.names), node.module]
    }


def find_broken_xml(addon):
    """XML files that no parser reads."""
    faults = []
    for path in addon.files(".xml"):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            faults.append(f"{addon.where(path)}: {error}")
    return faults


@pytest.mark.parametrize(
    "find",
    [find_packaging_faults, find_missing_files, find_dead_files, find_broken_xml],
)
def test_each_addon_is_whole(addons, find):
    assert addons
    assert [fault for addon in addons.values() for fault in find(addon)] == []


def test_requirements_are_those_of_the_manifests(addons):
    text = (REPO / "requirements.txt").read_text(encoding="utf-8")
    assert find_requirement_faults(addons, text) == []


# === EACH CHECK CAN FAIL === #


def planted(plant, files=(), **kwargs):
    files = {"pyproject.toml": PYPROJECT, **dict(files)}
    return plant(files, **kwargs)["pay_link_invoicing"]


def test_a_good_addon_has_no_fault(plant):
    addon = planted(plant)
    assert find_packaging_faults(addon) == []
    assert find_missing_files(addon) == find_dead_files(addon) == []


def test_longer_packaging_is_found(plant):
    files = {"pyproject.toml": f"{PYPROJECT}[project]\n"}
    assert find_packaging_faults(planted(plant, files))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LGPL-3", "AGPL-3"),
        ("19.0.1.0.0", "18.0.1.0.0"),
        ("19.0.1.0.0", "1.0"),
        ('"author"', '"writer"'),
        ('"summary"', '"description"'),
    ],
)
def test_a_wrong_manifest_is_found(plant, old, new):
    addon = planted(plant)
    manifest = addon.path / "__manifest__.py"
    manifest.write_text(manifest.read_text().replace(old, new))
    assert find_packaging_faults(addon)


def test_unlike_requirements_are_found(plant):
    addons = plant({})
    assert find_requirement_faults(addons, "stripe>=7  # the reader\n") == []
    assert find_requirement_faults(addons, "")
    assert find_requirement_faults(addons, "stripe\nphonenumbers\n")


def test_a_missing_file_is_found(plant):
    assert find_missing_files(planted(plant, data=["views/a.xml"]))


def test_assets_that_find_nothing_are_found(plant):
    addon = planted(plant)
    manifest = addon.path / "__manifest__.py"
    assets = (
        '"assets": {"web.assets_tests": ["pay_link_invoicing/static/**/*.js"]}, "data"'
    )
    manifest.write_text(manifest.read_text().replace('"data"', assets))
    assert find_missing_files(addon)
    (addon.path / "static/src").mkdir(parents=True)
    (addon.path / "static/src/a.js").write_text("")
    assert find_missing_files(addon) == []


def test_dead_files_are_found(plant):
    files = {
        "views/a.xml": "<odoo/>",
        "models/__init__.py": "from . import b\n",
        "models/b.py": "",
        "models/c.py": "",
    }
    assert find_dead_files(planted(plant, files)) == [
        "pay_link_invoicing/views/a.xml is not in the manifest",
        "pay_link_invoicing/models/c.py is not imported",
    ]


def test_broken_xml_is_found(plant):
    assert find_broken_xml(planted(plant, {"views/a.xml": "<odoo><a></odoo>"}))
