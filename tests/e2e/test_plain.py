"""A page that changes by itself, and one that needs no JavaScript at all."""

import pytest
from customer import Customer
from playwright.sync_api import expect


def test_the_page_changes_by_itself(shop, customer, shot):
    _order_id, link = shop.order_with_link()
    customer.open(link.url).pay_by_demo(shop.demo_choice, state="pending")
    customer.expect_kind("pending")
    shot(customer.page, "pending")
    customer.page.evaluate("window.isSameDocument = true")
    [attempt] = shop.attempts(link)
    shop.simulate(attempt["reference"])
    customer.expect_kind("paid")
    assert customer.page.evaluate("window.isSameDocument") is True
    assert shop.read("pay.link", link.id, "state") == "paid"


@pytest.fixture(scope="session")
def wire(shop):
    """The provider of wire transfers, for the links that name it."""
    shop.install("payment_custom")
    domain = [("custom_mode", "=", "wire_transfer"), ("company_id", "=", 1)]
    [provider_id] = shop.rpc("payment.provider", "search", domain, limit=1)
    message = "<p>Please use account 4711 and quote the reference.</p>"
    values = {"state": "enabled", "is_published": True, "pending_msg": message}
    shop.rpc("payment.provider", "write", [provider_id], values)
    yield shop.read("payment.provider", provider_id, "name", "payment_method_ids")
    shop.rpc("payment.provider", "write", [provider_id], {"state": "disabled"})


def test_without_javascript_a_wire_transfer_is_started(shop, new_page, wire, shot):
    _order_id, link = shop.order_with_link(provider_ids=[(6, 0, [wire["id"]])])
    page = new_page(java_script_enabled=False)
    customer = Customer(page).open(link.url)
    expect(page.locator("#pay_sum_total")).to_contain_text("120.50")
    shot(page, "page")
    customer.choose(f"{wire['id']}-{wire['payment_method_ids'][0]}")
    customer.go_on()
    customer.expect_kind("redirect")
    shot(page, "redirect")
    page.locator("#pay_continue").click()
    customer.expect_kind("pending")
    expect(page.locator(".message")).to_contain_text("account 4711")
    [attempt] = shop.attempts(link)
    assert attempt["state"] == "pending"
    expect(page.locator("#pay_reference")).to_contain_text(attempt["reference"])
    shot(page, "pending")


def test_with_javascript_a_wire_transfer_goes_on_by_itself(shop, customer, wire):
    _order_id, link = shop.order_with_link(provider_ids=[(6, 0, [wire["id"]])])
    customer.open(link.url)
    customer.choose(f"{wire['id']}-{wire['payment_method_ids'][0]}")
    customer.go_on()
    customer.expect_kind("pending")
    assert [tx["state"] for tx in shop.attempts(link)] == ["pending"]


def test_a_wire_transfer_that_was_promised_can_be_replaced(shop, customer, wire):
    """Who said "by transfer" and then takes a card pays once."""
    _order_id, link = shop.order_with_link()
    customer.open(link.url)
    customer.choose(f"{wire['id']}-{wire['payment_method_ids'][0]}")
    customer.go_on()
    customer.expect_kind("pending")
    customer.page.get_by_role("link", name="Pay in another way").click()
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    assert [tx["state"] for tx in shop.attempts(link)] == ["cancel", "done"]


def test_without_javascript_the_demo_page_is_readable(shop, new_page):
    order_id, link = shop.order_with_link()
    page = new_page(java_script_enabled=False)
    Customer(page).open(link.url).expect_kind("pay")
    expect(page.locator("#pay_document_name")).to_contain_text(
        shop.read("sale.order", order_id, "name")
    )
    expect(page.locator(".line-name")).to_be_visible()
    expect(page.locator("#pay_button")).to_be_enabled()
