"""Who pays, who is told, who sees: strangers, the portal, mail."""

import re

import pytest
from customer import DESKTOP, Customer
from playwright.sync_api import expect
from shop import PRICE
from web import Web


@pytest.fixture
def portal_user(shop):
    """A contact with a login to the portal."""
    partner_id = shop.customer()
    login = f"portal{partner_id}@example.com"
    portal_group = shop.rpc(
        "ir.model.data", "search_read",
        [("module", "=", "base"), ("name", "=", "group_portal")], ["res_id"],
    )[0]["res_id"]  # fmt: skip
    values = {"partner_id": partner_id, "login": login, "password": login}
    shop.rpc("res.users", "create", {**values, "group_ids": [(6, 0, [portal_group])]})
    return partner_id, login


def log_in(page, url, login):
    page.goto(f"{url}/web/login?redirect=/my")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(login)
    page.locator(".oe_login_form button[type=submit]").click()
    page.wait_for_url("**/my**")


def test_a_stranger_who_is_logged_in_pays_for_the_customer(
    shop, odoo, new_page, portal_user
):
    stranger_id, login = portal_user
    customer_id = shop.customer()
    order_id = shop.order(partner_id=customer_id)
    link = shop.link(order_id)
    page = new_page()
    log_in(page, odoo.url, login)
    stranger = Customer(page).open(link.url)
    stranger.pay_by_demo(shop.demo_choice)
    stranger.expect_kind("paid")

    [attempt] = shop.attempts(link)
    [payment] = shop.payments(link)
    [invoice] = shop.invoices(order_id)
    payers = [record["partner_id"][0] for record in (attempt, payment, invoice)]
    assert payers == [customer_id] * 3
    assert shop.read("sale.order", order_id, "partner_id")[0] == customer_id
    assert stranger_id not in shop.read("sale.order", order_id, "message_partner_ids")


def test_the_portal_lists_the_link_and_leads_to_payment(
    shop, odoo, new_page, portal_user, shot
):
    partner_id, login = portal_user
    order_id = shop.order(partner_id=partner_id)
    link = shop.link(order_id)
    page = new_page(viewport=DESKTOP)
    log_in(page, odoo.url, login)
    page.goto(f"{odoo.url}/my/pay-links")
    row = page.locator("tr", has_text=shop.read("pay.link", link.id, "name"))
    expect(row).to_contain_text(f"{PRICE:.2f}")
    shot(page, "list")
    row.locator(f"a[href*='/pay/{link.token}']").first.click()
    customer = Customer(page)
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    assert shop.read("pay.link", link.id, "state") == "paid"


def test_the_portal_shows_nobody_elses_link(shop, odoo, new_page, portal_user):
    _partner_id, login = portal_user
    _order_id, link = shop.order_with_link()
    page = new_page(viewport=DESKTOP)
    log_in(page, odoo.url, login)
    page.goto(f"{odoo.url}/my/pay-links")
    expect(page.locator("#wrap, main").first).to_be_visible()
    content = page.content()
    assert link.token not in content
    assert shop.read("pay.link", link.id, "name") not in content
    rpc = shop.rpc.as_user(login, login)
    assert rpc("pay.link", "search_count", [("id", "=", link.id)]) == 0


def test_without_a_login_the_list_is_closed(web):
    answer = web.get("/my/pay-links")
    assert answer.status == 303
    assert "/web/login" in answer.headers["Location"]


def test_the_mail_leads_to_payment(shop, seller, mailbox, new_page, shot):
    order_id = shop.order()
    partner_id = shop.read("sale.order", order_id, "partner_id")[0]
    address = shop.read("res.partner", partner_id, "email")
    seller.open_order(order_id)
    seller.open_dialog()
    seller.page.locator(".modal button[name=action_send]:enabled").click()
    expect(seller.page.locator(".modal")).to_have_count(0)

    mail = mailbox.wait_for(address)
    html = mail.get_body(("html",)).get_content()
    [link_id] = shop.read("sale.order", order_id, "pay_link_ids")
    link = shop.get_link(link_id)
    assert link.url in html
    assert shop.read("sale.order", order_id, "name") in f"{mail['Subject']} {html}"
    page = new_page()
    page.set_content(html)
    shot(page, "mail")
    customer = Customer(page).open(link.url)
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")


def test_a_wrong_company_is_told(shop):
    """A link is in its document's company, whoever makes it."""
    order_id, link = shop.order_with_link()
    order_company = shop.read("sale.order", order_id, "company_id")
    assert shop.read("pay.link", link.id, "company_id") == order_company
    other = shop.rpc("res.company", "create", {"name": f"Other {order_id}"})
    with pytest.raises(Exception, match=re.compile("company", re.I)):
        shop.link(order_id, company_id=other)
    assert Web(shop.server.url).get(link.path).status == 200
