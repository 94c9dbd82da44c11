import pytest
from fake_stripe.client import running
from session import Session
from shop import Shop
from stripe_town import StripeTown
from workers import WORKERS, Workers

from pay_link_setup import testing


@pytest.fixture(scope="session")
def fault_server(tmp_path_factory):
    """A server with several worker processes; crons run when a story says so."""
    folder = tmp_path_factory.mktemp("faults")
    options = [f"--workers={WORKERS}", f"--gevent-port={testing.free_port()}"]
    with testing.odoo_server(folder, options=options) as server:
        server.rpc = Session(server)
        yield server


@pytest.fixture(scope="session")
def town(fault_server):
    with running(retry_seconds=()) as control:
        town = StripeTown(Shop.busy(fault_server), control)
        control.order("hold", is_holding=True)  # a story says which webhooks come
        yield town


@pytest.fixture(scope="session")
def workers(fault_server):
    return Workers(fault_server)
