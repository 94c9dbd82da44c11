import os
import re
from pathlib import Path

import pytest
from customer import DESKTOP, PHONE, Customer
from fake_stripe.client import running
from mail_server import Mailbox
from playwright.sync_api import expect, sync_playwright
from seller import Seller
from shop import Shop
from stripe_town import StripeTown
from till import Till
from web import Web

from pay_link_setup import testing

SHOTS = os.environ.get("PAY_LINK_SHOTS")
PATIENCE_MS = 60_000  # a busy machine is no failure

expect.set_options(timeout=PATIENCE_MS)


# === THE SERVER === #


@pytest.fixture(scope="session")
def mailbox():
    with Mailbox(testing.free_port()) as box:
        yield box


@pytest.fixture(scope="session")
def odoo(tmp_path_factory, mailbox):
    folder = tmp_path_factory.mktemp("odoo")
    sender = ["--email-from=shop@example.com"]
    smtp_port = mailbox.port
    with testing.odoo_server(folder, smtp_port=smtp_port, options=sender) as server:
        yield server


@pytest.fixture(scope="session")
def shop(odoo):
    """The documents of the server; on that of `test_website`, mails go out at once."""
    return Shop.busy(odoo)


@pytest.fixture(scope="session")
def stripe_server(tmp_path_factory):
    """A server of its own: the pages of the others have no Stripe."""
    folder = tmp_path_factory.mktemp("stripe")
    with testing.odoo_server(folder, crons=1) as server:
        yield server


@pytest.fixture(scope="session")
def whole_stripe_town(stripe_server):
    with running(retry_seconds=(1, 2, 4)) as control:
        yield StripeTown(Shop.busy(stripe_server), control)


@pytest.fixture
def stripe_town(whole_stripe_town):
    """A shop with Stripe, without the faults of the test before."""
    control = whole_stripe_town.control
    control.order("clear_faults")
    control.order("hold", is_holding=False)
    control.order("clock", ahead_seconds=0)
    return whole_stripe_town


@pytest.fixture
def web(odoo):
    """A client without a browser and without a past."""
    return Web(odoo.url)


# === BROWSERS === #


@pytest.fixture(scope="session")
def chromium():
    launch = vars(testing.browser())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, request, tmp_path):
    """Opens pages, each in a fresh browser context; leaves shots of them on failure."""
    contexts = []

    def _new_page(viewport=PHONE, **options):
        context = chromium.new_context(viewport=viewport, locale="en-US", **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield _new_page
    if getattr(request.node, "failed", False):
        for number, page in enumerate(p for c in contexts for p in c.pages):
            path = tmp_path / f"failed_{number}.png"
            page.screenshot(path=path, full_page=True)
            print(f"{page.url}: {path}")
    for context in contexts:
        context.close()


@pytest.fixture
def customer(new_page):
    """Somebody with a phone and no login."""
    return Customer(new_page())


@pytest.fixture
def seller(new_page, odoo):
    """The administrator in the back office."""
    page = new_page(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    return Seller(page, odoo.url).log_in()


@pytest.fixture(scope="session")
def whole_till(odoo, chromium, shop):
    """The administrator at the till of the demo data's shop."""
    domain = [("name", "=", "Furniture Shop")]
    till = Till(odoo, chromium, shop.rpc("pos.config", "search", domain)[0])
    yield till
    till.close()


@pytest.fixture
def till(whole_till, request, tmp_path):
    """That till, loaded again for this story; leaves a shot of it on failure."""
    yield whole_till.open()
    if getattr(request.node, "failed", False):
        path = tmp_path / "failed_till.png"
        whole_till.page.screenshot(path=path, full_page=True)
        print(f"{whole_till.page.url}: {path}")


@pytest.fixture
def shot(request):
    """Keeps a picture of a page, where PAY_LINK_SHOTS names a folder."""

    def _shot(page, name):
        if SHOTS:
            story = re.sub(r"\W+", "_", request.node.name).strip("_")
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{story}_{name}.png", full_page=True)

    return _shot


# === ORDER AND OUTCOME === #


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


def pytest_collection_modifyitems(items):
    """What reads the server's log comes after all that writes to it."""
    items.sort(key=lambda item: "server_log" in item.fixturenames)


@pytest.fixture
def server_log(odoo):
    """What the server has written so far."""
    return odoo.log.read_text(encoding="utf-8", errors="replace")
