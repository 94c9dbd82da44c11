import pytest

from pay_link_setup import testing


@pytest.fixture(scope="session")
def odoo(tmp_path_factory):
    """One server for what only asks it, in turn."""
    with testing.odoo_server(tmp_path_factory.mktemp("odoo")) as server:
        yield server
