"""A cashier, who has no other right, at a register that a payment has opened."""

import pytest
from counter import Counter
from playwright.sync_api import expect
from till import Till
from till_orders import OrderList

LOGIN = "cashier@example.com"


@pytest.fixture
def cashier(shop):
    """Somebody with *Point of Sale: User*, and nothing else."""
    names = ["base.group_user", "point_of_sale.group_pos_user"]
    groups = [shop.rpc("res.groups", "search", by_xml_id(shop, name)) for name in names]
    values = {"name": "Carla Cashier", "login": LOGIN, "password": LOGIN}
    values["group_ids"] = [(6, 0, sum(groups, []))]
    return shop.rpc("res.users", "create", values)


def by_xml_id(shop, xml_id):
    module, name = xml_id.split(".")
    domain = [("module", "=", module), ("name", "=", name)]
    [data] = shop.rpc("ir.model.data", "search_read", domain, ["res_id"])
    return [("id", "=", data["res_id"])]


@pytest.fixture
def kiosk(shop):
    """A point of sale of its own: its register can be closed."""
    return Counter.make(shop, "Night Kiosk", pay_link_open_register=True)


def pay_at_night(shop, kiosk):
    """A sale is paid after closing; give the payment and the name of the order."""
    order_id, _reference = kiosk.open().sell(60.0)
    kiosk.invoice(order_id)
    link = shop.link(order_id, model="pos.order")
    kiosk.close()
    shop.forget_follow_ups()
    shop.pay(link)
    [payment] = shop.payments(link)
    assert (payment["amount"], payment["is_reconciled"]) == (60, True)
    assert not kiosk.session, "the register was opened before the books were written"
    shop.follow_up()
    return shop.attempts(link)[0], shop.read("pos.order", order_id, "name")


def test_the_morning_after(shop, kiosk, cashier, odoo, chromium, shot):
    paid, name = pay_at_night(shop, kiosk)
    session = kiosk.session
    assert session["state"] == "opening_control"
    assert session["pay_link_opened_by_id"][0] == paid["id"]
    assert session["pay_link_amount"] == 60

    till = Till(odoo, chromium, kiosk.config_id, login=LOGIN)
    till.go()
    expect(till.page.locator(".modal .alert")).to_contain_text("opened this session")
    shot(till.page, "1_opening")
    till.open_register()
    assert kiosk.session["id"] == session["id"]

    partner_id = shop.customer(name="Mary Morning")
    sell_on_account(till, "Mary Morning", shot)
    [order_id] = shop.rpc("pos.order", "search", [("partner_id", "=", partner_id)])
    shop.server.run_cron("pay_link_pos.cron_pay_link_send_wished")
    [link_id] = shop.read("pos.order", order_id, "pay_link_ids")
    assert shop.read("pay.link", link_id, "user_id")[0] == cashier

    orders = OrderList(till).open()
    orders.filter("On Account")
    number = shop.read("pos.order", order_id, "pos_reference")
    dialog = orders.ask(number)
    expect(dialog.locator(".pay-link-customer")).to_have_text("Mary Morning")
    expect(dialog.locator(".pay-link-active")).to_be_visible()
    shot(till.page, "4_dialog")
    dialog.locator(".pay-link-close").click()

    till.show_closing()
    listed = till.page.locator(".close-pos-popup .pay-link-payments")
    expect(listed).to_contain_text(name)
    expect(listed).to_contain_text("60.00")
    shot(till.page, "5_closing")
    till.close()


def sell_on_account(till, customer, shot):
    till.add("Office Lamp")
    till.choose_customer(customer)
    till.pay("Customer Account")
    expect(till.page.locator(".pay-link-switch:visible")).to_contain_text("@")
    shot(till.page, "2_payment")
    till.validate()
    expect(till.page.locator(".pos-receipt")).to_contain_text("Scan to pay")
    shot(till.page, "3_receipt")
