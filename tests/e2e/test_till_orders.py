"""The cashier asks for an order on account; the customer pays; the till shows it."""

from counter import Counter
from customer import Customer
from playwright.sync_api import expect
from till_orders import OrderList


def find_link(shop, order_id):
    domain = [("res_model", "=", "pos.order"), ("res_id", "=", order_id)]
    [link_id] = shop.rpc(
        "pay.link", "search", [*domain, ("state", "=", "active")], limit=1
    )
    return shop.get_link(link_id)


def test_paid_before_the_eyes_of_the_cashier(shop, till, new_page, shot):
    """The order is invoiced, asked for, paid and shown as paid; nobody reloads."""
    counter = Counter(shop, till.config_id)
    order_id, reference = counter.sell(100.0)
    _other_id, other = counter.sell(40.0)
    orders = OrderList(till).open()
    orders.filter("Not Fully Paid")
    orders.expect_state(reference, "Unpaid", "100.00")
    orders.expect_state(other, "Unpaid", "40.00")

    dialog = orders.ask(reference)
    expect(dialog.locator(".pay-link-due")).to_contain_text("100.00")
    shot(till.page, "1_dialog")
    dialog.locator(".pay-link-qr").click()
    code = till.page.locator(".pay-link-qr-dialog")
    expect(code.locator(".pay-link-qr-code")).to_be_visible()
    shot(till.page, "2_code")
    assert shop.read("pos.order", order_id, "account_move")
    link = find_link(shop, order_id)
    location = shop.read("pay.link", link.id, "pos_config_id")
    assert location[0] == till.config_id

    customer = Customer(new_page()).open(link.url)
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")

    expect(code.locator(".pay-link-qr-code")).to_have_count(0)
    expect(orders.row(reference)).to_have_count(0)  # no longer among what is due
    orders.expect_state(other, "Unpaid", "40.00")
    expect(till.page.locator(".modal")).to_have_count(0)  # it leaves by itself
    orders.filter("On Account")
    orders.expect_state(reference, "Paid")
    shot(till.page, "3_paid")
