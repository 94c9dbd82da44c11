"""With the website add-on installed, the page is the same light one."""

import pytest
from customer import Customer
from playwright.sync_api import expect
from shop import Shop
from web import raw_get

from pay_link_setup import testing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def website_shop(tmp_path_factory):
    with testing.odoo_server(tmp_path_factory.mktemp("website")) as server:
        shop = Shop(server)
        shop.install("website")
        shop.set_parameter("sale.automatic_invoice", "True")
        yield shop


def test_with_website_the_page_works(website_shop, customer, shot):
    shop = website_shop
    order_id, link = shop.order_with_link()
    page = customer.open(link.url).page
    expect(page.locator("#pay_sum_total")).to_contain_text("120.50")
    assert page.locator("#wrapwrap, header#top").count() == 0
    shot(page, "page")
    customer.choose(shop.demo_choice)
    customer.go_on()
    page.locator("#simulated_payment_state").wait_for()
    shot(page, "form")
    customer.confirm_demo()
    customer.expect_kind("paid")
    assert shop.read("sale.order", order_id, "state") == "sale"
    assert shop.read("pay.link", link.id, "state") == "paid"


def test_with_website_wrong_addresses_get_the_same_404(website_shop):
    shop = website_shop
    _order_id, link = shop.order_with_link()
    unknown = raw_get(shop.server, f"/pay/{'A' * 32}")
    assert unknown.status == 404
    assert b'data-kind="not_found"' in unknown.body
    for address in (link.token[:-1], "short", f"{link.token}/unknown", "A" * 10_000):
        answer = raw_get(shop.server, f"/pay/{address}")
        assert answer.fingerprint == unknown.fingerprint


def test_with_website_a_dead_page_is_a_410(website_shop, new_page):
    shop = website_shop
    _order_id, link = shop.order_with_link()
    shop.rpc("pay.link", "action_deactivate", [link.id])
    assert raw_get(shop.server, link.path).status == 410
    Customer(new_page()).open(link.url).expect_kind("deactivated")
