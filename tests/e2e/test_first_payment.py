"""The whole story: a seller makes a link, a customer pays it, the books are right."""

from customer import Customer
from playwright.sync_api import expect
from shop import PRICE


def test_from_send_pay_link_to_paid(shop, seller, new_page, shot):
    order_id = shop.order(lines=2)
    seller.open_order(order_id)
    seller.open_dialog()
    shot(seller.page, "1_dialog")
    seller.create_link()
    seller.expect_status("Active")
    shot(seller.page, "2_link")
    url = seller.copy_url()
    [link_id] = shop.read("sale.order", order_id, "pay_link_ids")
    link = shop.get_link(link_id)
    assert url == link.url

    page = new_page()
    customer = Customer(page).open(url)
    shows_what_is_paid(page, shop.read("sale.order", order_id, "name"))
    shot(page, "3_page")
    customer.choose(shop.demo_choice)
    customer.go_on()
    page.locator("#simulated_payment_state").wait_for()
    shot(page, "4_form")
    customer.confirm_demo()
    customer.expect_kind("paid")
    shot(page, "5_paid")

    seller.open_link(link_id)
    seller.expect_status("Paid")
    shot(seller.page, "6_link_paid")
    seller.open_order(order_id)
    seller.expect_status("Sales Order")
    shot(seller.page, "7_order")
    books_are_right(shop, order_id, link)


def shows_what_is_paid(page, order_name):
    company = page.locator("header.brand")
    expect(company).to_be_visible()
    expect(page.locator("#pay_document_name")).to_contain_text(order_name)
    expect(page.locator(".line-name")).to_have_count(2)
    expect(page.locator(".line-name").first).to_contain_text("Oak table")
    expect(page.locator("#pay_sum_total")).to_contain_text("241.00")
    expect(page.locator("#pay_button")).to_contain_text("241.00")


def books_are_right(shop, order_id, link):
    total = 2 * PRICE
    order = shop.read("sale.order", order_id, "state", "invoice_status")
    assert (order["state"], order["invoice_status"]) == ("sale", "invoiced")
    [invoice] = shop.invoices(order_id)
    assert invoice["state"] == "posted"
    assert invoice["payment_state"] in ("in_payment", "paid")
    assert (invoice["amount_total"], invoice["amount_residual"]) == (total, 0)
    assert shop.open_receivables([invoice["id"]]) == 0
    [payment] = shop.payments(link)
    assert payment["amount"] == total
    assert payment["is_reconciled"]
    fields = (
        "state",
        "payment_state",
        "payment_exception",
        "amount_paid",
        "amount_due",
    )
    assert shop.read("pay.link", link.id, *fields) == {
        "id": link.id,
        "state": "paid",
        "payment_state": "paid",
        "payment_exception": "none",
        "amount_paid": total,
        "amount_due": 0,
    }


def test_an_invoice_is_paid(shop, customer, shot):
    invoice_id = shop.invoice()
    link = shop.link(invoice_id, model="account.move")
    customer.open(link.url)
    shot(customer.page, "page")
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    fields = ("payment_state", "amount_residual")
    invoice = shop.read("account.move", invoice_id, *fields)
    assert invoice["payment_state"] in ("in_payment", "paid")
    assert invoice["amount_residual"] == 0
    assert shop.open_receivables([invoice_id]) == 0
    assert shop.read("pay.link", link.id, "state") == "paid"


def test_the_keyboard_is_enough(shop, customer):
    _order_id, link = shop.order_with_link()
    page = customer.open(link.url).page
    customer.tab_to("#pay_form input[name=method]")
    page.keyboard.press("Space")
    customer.tab_to("#pay_button")
    page.keyboard.press("Enter")
    customer.expect_kind("form")
    customer.tab_to("#customer_input")
    page.keyboard.type("4242")
    customer.tab_to("button[name=o_payment_submit_button]")
    page.keyboard.press("Enter")
    customer.expect_kind("paid")
    assert shop.read("pay.link", link.id, "state") == "paid"


def test_a_failed_payment_can_be_tried_again(shop, customer, shot):
    _order_id, link = shop.order_with_link()
    customer.open(link.url).pay_by_demo(shop.demo_choice, state="error")
    customer.expect_kind("pay")
    expect(customer.page.locator("#pay_notice")).to_contain_text("did not go through")
    shot(customer.page, "error")
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    assert [tx["state"] for tx in shop.attempts(link)] == ["error", "done"]
