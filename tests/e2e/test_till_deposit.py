"""A deposit on an order taken by phone, until the order is paid, or is no more."""

import re

import pytest
from customer import Customer
from playwright.sync_api import expect

PRODUCT = "Office Lamp"  # 40.00
ORANGE = re.compile("pay-link-deposit-row")


@pytest.fixture
def ada(shop):
    """A customer on the phone: her name and her address."""
    partner_id = shop.customer()
    return shop.rpc("res.partner", "read", [partner_id], ["name", "email"])[0]


def ask(till, ada, mailbox, shot=None):
    """Take an order, and ask for a deposit by e-mail; return the link of the mail."""
    till.start_order()
    till.add(PRODUCT)
    till.choose_customer(ada["name"])
    dialog = till.ask_deposit("30")
    expect(dialog).to_contain_text(ada["name"])
    if shot:
        shot(till.page, "1_dialog")
    dialog.locator(".pay-link-send").click()
    expect(till.page.locator(".o_notification", has_text=ada["email"])).to_be_visible()
    till.server.run_cron("mail.ir_cron_mail_scheduler_action")
    html = mailbox.wait_for(ada["email"]).get_body(("html",)).get_content()
    return re.search(r'href="(https?://[^"]+/pay/[\w-]+)"', html)[1]


def pay(url, shop, page):
    payer = Customer(page).open(url)
    expect(payer.main).to_contain_text("30.00")
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")


def expect_deposit_line(till):
    """The deposit is on the payment screen, and no cashier takes it off."""
    line = till.page.locator(".paymentline", has_text="Deposit by pay link")
    expect(line).to_contain_text("30.00")
    expect(line.locator(".delete-button")).to_have_count(0)


def get_orders(shop, ada):
    """The orders of the customer as the server has them, oldest first."""
    fields = ["state", "session_id", "pay_link_deposit", "account_move", "payment_ids"]
    domain = [("partner_id", "=", ada["id"])]
    return shop.rpc("pos.order", "search_read", domain, fields, order="id")


def get_link(shop, ada):
    domain = [("partner_id", "=", ada["id"])]
    [link_id] = shop.rpc("pay.link", "search", domain)
    return shop.get_link(link_id)


def assert_paid(shop, ada):
    """The order is invoiced; the deposit and the rest have paid it."""
    [order] = get_orders(shop, ada)
    assert order["state"] in ("paid", "done")
    assert order["pay_link_deposit"] == 30
    invoice_id = order["account_move"][0]
    assert shop.read("account.move", invoice_id, "amount_residual") == 0
    assert not shop.open_receivables([invoice_id])
    lines = shop.rpc(
        "pos.payment",
        "read",
        order["payment_ids"],
        ["amount", "pay_link_transaction_id"],
    )
    deposits = [line["amount"] for line in lines if line["pay_link_transaction_id"]]
    assert deposits == [30]
    assert sum(line["amount"] for line in lines) == 40
    [payment] = shop.payments(get_link(shop, ada))
    assert payment["amount"] == 30
    assert payment["is_reconciled"]


def assert_given_back(shop, ada):
    """The provider has given the deposit back, once; the refund is settled."""
    cron = "pay_link_pos.cron_pay_link_after_sale"
    shop.server.run_cron(cron)
    shop.server.run_cron(cron)
    assert_refunded(shop, ada)
    _order, refund = get_orders(shop, ada)
    assert refund["state"] in ("paid", "done")
    assert not shop.open_receivables([refund["account_move"][0]])


def assert_refunded(shop, ada):
    link = get_link(shop, ada)
    refunds = [tx for tx in shop.attempts(link, "done") if tx["operation"] == "refund"]
    assert [tx["amount"] for tx in refunds] == [-30]
    assert shop.read("pay.link", link.id, "payment_state") == "refunded"


def test_rest_in_cash_and_all_back(ada, till, shop, mailbox, new_page, shot):
    """Paid by link and in cash; the goods come back, and so does the money."""
    url = ask(till, ada, mailbox, shot)
    till.show_open_orders()
    row = till.get_row(ada["name"])
    expect(row).not_to_have_class(ORANGE)
    till.page.evaluate("window.untouched = true")
    pay(url, shop, new_page())
    expect(row).to_have_class(ORANGE)
    expect(row).to_contain_text("30.00")
    shot(till.page, "2_orange")

    till.load_order(ada["name"])
    till.go_to_payment()
    expect_deposit_line(till)
    till.pay_more("Cash", "10.00")
    shot(till.page, "3_payment")
    till.validate()
    receipt = till.page.locator(".pos-receipt")
    expect(receipt).to_contain_text("Deposit by pay link")
    shot(till.page, "4_receipt")
    assert till.page.evaluate("window.untouched"), "the till was loaded again"
    assert_paid(shop, ada)

    till.next_order()
    till.refund(ada["name"])
    give_back = till.page.locator(".o_pay_link_return")
    expect(give_back).to_contain_text("30.00")
    shot(till.page, "5_refund")
    give_back.click()
    expect(give_back).to_have_count(0)
    till.pay_more("Cash", "10.00")
    shot(till.page, "6_refund_lines")
    till.validate()
    assert_given_back(shop, ada)


def test_next_session(ada, till, shop, mailbox, new_page, shot):
    """The register is closed meanwhile, and the deposit comes in that time."""
    url = ask(till, ada, mailbox)
    till.close_register()
    [order] = get_orders(shop, ada)
    assert (order["state"], order["session_id"]) == ("draft", False)
    pay(url, shop, new_page())

    till.open()
    till.show_open_orders()
    expect(till.get_row(ada["name"])).to_have_class(ORANGE)
    till.load_order(ada["name"])
    till.go_to_payment()
    expect_deposit_line(till)
    till.pay_more("Card", "10.00")
    shot(till.page, "1_payment")
    till.validate()
    assert_paid(shop, ada)
    [order] = get_orders(shop, ada)
    assert shop.read("pos.session", order["session_id"][0], "state") == "opened"


def test_cancelled(ada, till, shop, mailbox, new_page, shot):
    """The order is cancelled, and the deposit goes back through its provider."""
    pay(ask(till, ada, mailbox), shop, new_page())
    till.show_open_orders()
    expect(till.get_row(ada["name"])).to_have_class(ORANGE)
    till.get_row(ada["name"]).locator(".delete-column button").click()
    dialog = till.page.locator(".modal", has_text="Cancel this order?")
    expect(dialog).to_contain_text("30.00")
    shot(till.page, "1_dialog")
    dialog.locator(".o_pay_link_refund").click()
    expect(till.page.locator(".order-row", has_text=ada["name"])).to_have_count(0)
    shot(till.page, "2_cancelled")
    assert_refunded(shop, ada)
    [order] = get_orders(shop, ada)
    assert (order["state"], order["payment_ids"]) == ("cancel", [])
