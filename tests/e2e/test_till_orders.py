"""The cashier asks for an order on account; the customer pays; the till shows it."""

import itertools

import pytest
from customer import Customer
from playwright.sync_api import expect
from till import Till
from till_orders import OrderList

CONFIG_ID = 1
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def counter(shop):
    """An open session, and the customer account among its ways to pay."""
    rpc = shop.rpc
    methods = rpc("pos.payment.method", "search", [("journal_id", "=", False)], limit=1)
    session = [("config_id", "=", CONFIG_ID), ("state", "!=", "closed")]
    if not rpc("pos.session", "search", session):
        rpc(
            "pos.config",
            "write",
            [CONFIG_ID],
            {"payment_method_ids": [(4, methods[0])]},
        )
        rpc("pos.config", "open_ui", [CONFIG_ID])
    [session_id] = rpc("pos.session", "search", session)
    rpc("pos.session", "set_opening_control", [session_id], 0, "")
    return {"session_id": session_id, "method_id": methods[0]}


def sell_on_account(shop, counter, amount=100.0):
    """A finished order of which nothing is paid; its number as the till shows it."""
    reference = f"77777-777-{next(_numbers):04}"
    line = {
        "product_id": shop.product_id,
        "name": "Oak table",
        "full_product_name": "Oak table",
        "qty": 1,
        "price_unit": amount,
        "price_subtotal": amount,
        "price_subtotal_incl": amount,
        "tax_ids": [(5,)],
    }
    payment = {"payment_method_id": counter["method_id"], "amount": amount}
    values = {
        "session_id": counter["session_id"],
        "partner_id": shop.customer(),
        "pos_reference": reference,
        "amount_total": amount,
        "amount_paid": amount,
        "amount_tax": 0,
        "amount_return": 0,
        "to_invoice": True,
        "lines": [(0, 0, line)],
        "payment_ids": [(0, 0, payment)],
    }
    order_id = shop.rpc("pos.order", "create", values)
    shop.rpc("pos.order", "action_pos_order_paid", [order_id])
    return order_id, reference


def find_link(shop, order_id):
    domain = [("res_model", "=", "pos.order"), ("res_id", "=", order_id)]
    [link_id] = shop.rpc(
        "pay.link", "search", [*domain, ("state", "=", "active")], limit=1
    )
    return shop.get_link(link_id)


@pytest.fixture
def till(shop, counter, odoo, chromium):
    till = Till(odoo, chromium, CONFIG_ID)
    till.open()
    yield till
    till.close()


def test_paid_before_the_eyes_of_the_cashier(shop, counter, till, new_page):
    """The order is invoiced, asked for, paid and shown as paid; nobody reloads."""
    order_id, reference = sell_on_account(shop, counter)
    _other_id, other = sell_on_account(shop, counter, 40.0)
    orders = OrderList(till).open()
    orders.filter("Not Fully Paid")
    orders.expect_state(reference, "Unpaid", "100.00")
    orders.expect_state(other, "Unpaid", "40.00")

    dialog = orders.ask(reference)
    expect(dialog.locator(".pay-link-due")).to_contain_text("100.00")
    dialog.locator(".pay-link-qr").click()
    code = till.page.locator(".pay-link-qr-dialog")
    expect(code.locator(".pay-link-qr-code")).to_be_visible()
    assert shop.read("pos.order", order_id, "account_move")
    link = find_link(shop, order_id)
    location = shop.read("pay.link", link.id, "pos_config_id")
    assert location[0] == CONFIG_ID

    customer = Customer(new_page()).open(link.url)
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")

    expect(code.locator(".pay-link-qr-code")).to_have_count(0)
    expect(orders.row(reference)).to_have_count(0)  # no longer among what is due
    orders.expect_state(other, "Unpaid", "40.00")
    expect(till.page.locator(".modal")).to_have_count(0)  # it leaves by itself
    orders.filter("On Account")
    orders.expect_state(reference, "Paid")
