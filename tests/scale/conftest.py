import fleet as fleets
import pytest
from fake_stripe.client import running
from shop import Shop
from stripe_town import StripeTown

from pay_link_setup import testing


@pytest.fixture(scope="session")
def fleet():
    """Two servers, nginx before them, two databases behind them."""
    with fleets.running(testing.the_environment()) as fleet:
        yield fleet


@pytest.fixture(scope="session")
def shop(fleet):
    return Shop.busy(fleet)


@pytest.fixture(scope="session")
def town(shop):
    with running(retry_seconds=(1, 2, 4)) as control:
        yield StripeTown(shop, control)
