"""From a payment as a guest to an account of one's own: by mail, by no other way."""

import re

from customer import DESKTOP, Customer
from playwright.sync_api import expect


def read_invitation(mailbox, address):
    """The sign-up address in the mail with the invitation."""
    mail = mailbox.wait_for(address)
    html = mail.get_body(("html",)).get_content()
    found = re.search(r'href="([^"]+/web/signup[^"]+)"', html)
    return found[1].replace("&amp;", "&"), html


def test_a_guest_gets_an_account(shop, new_page, mailbox, shot):
    shop.set_parameter("auth_signup.invitation_scope", "b2c")
    partner_id = shop.customer()
    address = shop.read("res.partner", partner_id, "email")
    order_id = shop.order(partner_id=partner_id)
    link = shop.link(order_id, email="somebody.else@example.com")
    page = new_page()
    customer = Customer(page).open(link.url)
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    page.locator("#pay_account button").click()
    expect(page.locator("#pay_account_sent")).to_be_visible()
    expect(page.locator("#pay_account")).to_have_count(0)
    shot(page, "1_invited")
    assert address not in page.content()

    url, html = read_invitation(mailbox, address)
    mail = new_page()
    mail.set_content(html)
    shot(mail, "2_mail")
    own = new_page(viewport=DESKTOP)
    own.goto(url)
    shot(own, "3_signup")
    own.locator("input[name=password]").fill("a long password")
    own.locator("input[name=confirm_password]").fill("a long password")
    own.locator(".oe_signup_form button[type=submit]").click()
    own.wait_for_url(f"**/my/orders/{order_id}**")
    expect(own.locator("#pay_link_history")).to_contain_text("Paid")
    shot(own, "4_order")
    with own.context.expect_page() as receipt:
        own.locator("#pay_link_history a", has_text="Receipt").click()
    assert "/my/pay-links/receipt/" in receipt.value.url

    own.goto(f"{shop.server.url}/my/account")
    shot(own, "5_account")
    own.locator("input[name=street]").fill("1 New Street")
    assert shop.read("res.partner", partner_id, "user_ids")


def test_who_has_an_account_is_offered_none(shop, new_page):
    """Whoever holds the address of a link can't become its customer."""
    shop.set_parameter("auth_signup.invitation_scope", "b2c")
    partner_id = shop.customer()
    login = shop.read("res.partner", partner_id, "email")
    values = {"partner_id": partner_id, "login": login, "password": "own password"}
    shop.rpc("res.users", "create", values)
    link = shop.link(shop.order(partner_id=partner_id))
    shop.pay(link)
    page = new_page()
    Customer(page).open(link.url).expect_kind("paid")
    expect(page.locator("#pay_account")).to_have_count(0)
