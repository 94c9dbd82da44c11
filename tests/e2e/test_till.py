"""A sale on account at the till: the mail, the payment, and what the cashier sees."""

import re

from customer import Customer
from playwright.sync_api import expect
from till import TABLET, Till

PRODUCT = "Office Lamp"


def find_link(html):
    return re.search(r'href="(https?://[^"]+/pay/[\w-]+)"', html)[1]


def expect_in_closing(till, customer, shot):
    """The closing of the register lists what the customer has paid."""
    till.page.keyboard.press("Escape")
    till.show_closing()
    listed = till.page.locator(".close-pos-popup .pay-link-payments")
    expect(listed).to_contain_text(customer)
    expect(listed).to_contain_text("40.00")
    shot(till.page, "7_closing")


def test_sale_on_account(till, shop, new_page, mailbox, shot):
    partner_id = shop.customer(name="Grace Till")
    address = shop.read("res.partner", partner_id, "email")
    till.add(PRODUCT)
    till.choose_customer("Grace Till")
    till.pay("Customer Account")
    switch = till.page.locator(".pay-link-switch").locator("visible=true")
    expect(switch).to_contain_text(address)
    shot(till.page, "1_payment")
    till.validate()
    expect(till.page.locator(".pos-receipt")).to_contain_text("Scan to pay")
    shot(till.page, "2_receipt")

    shop.server.run_cron("pay_link_pos.cron_pay_link_send_wished")
    shop.server.run_cron("mail.ir_cron_mail_scheduler_action")
    mail = mailbox.wait_for(address)
    html = mail.get_body(("html",)).get_content()
    attachments = [part.get_content_type() for part in mail.iter_attachments()]
    assert attachments == ["application/pdf"]
    letter = new_page()
    letter.set_content(html)
    shot(letter, "3_mail")

    till.next_order()
    till.show_orders("Not fully paid")
    row = till.get_row("Grace Till")
    expect(row).to_contain_text("Unpaid")
    shot(till.page, "4_unpaid")
    till.show_orders("On account")
    till.page.evaluate("window.untouched = true")

    payer = Customer(new_page()).open(find_link(html))
    shot(payer.page, "5_pay_page")
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")

    expect(till.get_row("Grace Till")).to_contain_text("Paid")
    expect(till.get_row("Grace Till")).not_to_contain_text("Unpaid")
    expect(till.page.locator(".pay-link-unread")).to_be_visible()
    till.page.locator(".pay-link-bell").click()
    news = till.page.locator(".pay-link-news-item").first
    expect(news).to_contain_text("Grace Till")
    shot(till.page, "6_paid")
    assert till.page.evaluate("window.untouched"), "the till was loaded again"
    expect_in_closing(till, "Grace Till", shot)

    domain = [("partner_id", "=", partner_id), ("move_type", "=", "out_invoice")]
    invoices = shop.rpc("account.move", "search", domain)
    assert not shop.open_receivables(invoices)


def test_on_a_tablet(odoo, chromium, shop, shot):
    domain = [("name", "=", "Furniture Shop")]
    config_id = shop.rpc("pos.config", "search", domain)[0]
    shop.customer(name="Tablet Ada", email="two@example.com; ada@example.com")
    till = Till(odoo, chromium, config_id, viewport=TABLET)
    till.open()
    till.add(PRODUCT)
    till.choose_customer("Tablet Ada")
    till.pay("Customer Account")
    switch = till.page.locator(".pay-link-switch").locator("visible=true")
    expect(switch.locator(".pay-link-problem")).to_be_visible()
    shot(till.page, "1_banner")
    field = switch.locator(".pay-link-address")
    field.fill("ada@example.com")
    expect(switch.locator(".pay-link-problem")).to_have_count(0)
    till.validate()
    shot(till.page, "2_receipt")
    till.close()
