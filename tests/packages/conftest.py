import pytest

from pay_link_setup import testing, wheels


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The wheel of each add-on, by the add-on's name."""
    return wheels.build(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="session")
def clean_odoo(tmp_path_factory, built):
    """Odoo with these wheels, and without the checkout."""
    env = testing.the_environment()
    return wheels.install(env, tmp_path_factory.mktemp("clean"), built.values())
