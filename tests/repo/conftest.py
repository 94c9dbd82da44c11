import textwrap

import pytest
from house import find_addons

MANIFEST = """{
    "name": "Planted",
    "summary": "What a check must find",
    "version": "19.0.1.0.0",
    "category": "Accounting/Payment",
    "license": "LGPL-3",
    "author": "Pay Link for Odoo",
    "website": "https://example.com",
    "depends": %s,
    "external_dependencies": {"python": ["stripe"]},
    "data": %s,
}"""


@pytest.fixture
def plant(tmp_path):
    """Plants the files of an add-on called `pay_link_invoicing`, or of another one.

    plant({"models/a.py": "…"}) returns the add-ons of the planted tree by name.
    """

    def _plant(files, name="pay_link_invoicing", depends=("sale",), data=()):
        manifest = MANIFEST % (list(depends), list(data))
        files = {"__manifest__.py": manifest, "__init__.py": "", **files}
        for relative, text in files.items():
            path = tmp_path / name / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return find_addons(tmp_path)

    return _plant


@pytest.fixture(scope="session")
def addons():
    """The add-ons of this repository by name."""
    return find_addons()
