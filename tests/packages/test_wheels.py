"""Each add-on is a complete wheel that says what it needs and installs by itself."""

import ast
import re
import zipfile
from email.parser import HeaderParser

import pytest

from pay_link_setup import addons, cache, databases, testing, wheels

NAMES = addons.all_of_ours()
# What only builds the wheel
LEFT_OUT = ("pyproject.toml",)
LICENSE = "GNU Lesser General Public License v3 (LGPLv3)"
SCRIPT = """
product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
line = {"product_id": product.id, "price_unit": 12.5}
values = {"partner_id": env.user.partner_id.id, "order_line": [(0, 0, line)]}
order = env["sale.order"].create(values)
link = env["pay.link"].create({"res_model": "sale.order", "res_id": order.id})
print("MADE", link.state, env["pos.config"].new({}).pay_link_enabled)
from odoo.addons import pay_link_invoicing, pay_link_pos
print("FROM", pay_link_invoicing.__file__, pay_link_pos.__file__)
"""


def manifest_of(name):
    text = (cache.REPO / name / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text)


def metadata_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        return HeaderParser().parsestr(archive.read(name).decode())


def names_of(requirements):
    return {re.split(r"[\s<>=~!;\[]", line)[0] for line in requirements}


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_has_each_file_as_it_is(built, name):
    folder = f"odoo/addons/{name}/"
    with zipfile.ZipFile(built[name]) as archive:
        packed = {
            path.removeprefix(folder): archive.read(path)
            for path in archive.namelist()
            if path.startswith(folder) and not path.endswith("/")
        }
    wanted = {
        file: (cache.REPO / name / file).read_bytes()
        for file in wheels.files_of(name)
        if file not in LEFT_OUT
    }
    assert sorted(packed) == sorted(wanted)
    assert [file for file in wanted if packed[file] != wanted[file]] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_wheel_says_is_what_the_manifest_says(built, name):
    manifest, metadata = manifest_of(name), metadata_of(built[name])
    assert metadata["Name"] == f"odoo-addon-{name}"
    assert metadata["Version"] == manifest["version"]
    assert metadata["Summary"] == manifest["summary"]
    assert metadata["License"] == manifest["license"] == "LGPL-3"
    assert f"License :: OSI Approved :: {LICENSE}" in metadata.get_all("Classifier")
    assert metadata.get_payload().strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_asks_for_what_the_manifest_needs(built, name):
    manifest = manifest_of(name)
    ours = {f"odoo-addon-{other}" for other in set(manifest["depends"]) & set(NAMES)}
    python = set(manifest.get("external_dependencies", {}).get("python", ()))
    requirements = metadata_of(built[name]).get_all("Requires-Dist")
    assert names_of(requirements) == {"odoo", *ours, *python}
    assert "odoo==19.0.*" in requirements


def test_the_wheels_need_what_the_requirements_list(built):
    text = (cache.REPO / "requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    needed = set()
    for wheel in built.values():
        needed |= names_of(metadata_of(wheel).get_all("Requires-Dist"))
    own = {"odoo", *(f"odoo-addon-{name}" for name in NAMES)}
    assert needed - own == names_of(lines)


@pytest.fixture
def database(clean_odoo):
    """A database of Odoo with demo data, where none of the add-ons was installed."""
    store = databases.Databases(testing.the_environment())
    with store.temporary(databases.Variant(demo=True), with_ours=False) as name:
        yield name


def test_the_wheels_install_into_a_database_and_work(clean_odoo, database, tmp_path):
    quiet = ["--no-http", "--log-level=warn"]
    log = clean_odoo.run(
        "server", "-d", database, "-i", "pay_link_pos", "--stop-after-init", *quiet
    )
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with script.open(encoding="utf-8") as lines:
        printed = clean_odoo.run("shell", "-d", database, *quiet, stdin=lines)
    assert "WARNING" not in log
    assert "MADE active True" in printed
    [files] = re.findall(r"^FROM (.*)$", printed, re.MULTILINE)
    assert all(str(clean_odoo.python.parent.parent) in path for path in files.split())
