"""From the customer list of the till: an e-wallet is topped up, an account settled."""

import re

import pytest
from counter import Counter
from customer import Customer
from playwright.sync_api import expect
from till_customers import CustomerList


@pytest.fixture
def customers(till):
    return CustomerList(till).open()


def find_links(shop, model, record_id):
    domain = [("res_model", "=", model), ("res_id", "=", record_id)]
    return shop.rpc("pay.link", "search", domain, order="id")


def find_demo_wallet(shop):
    """The wallet of the demo data: what it holds, and whose it is."""
    domain = [("program_id.name", "=", "eWallet"), ("points", ">", 0)]
    fields = ["points", "partner_id"]
    [wallet] = shop.rpc(
        "loyalty.card", "search_read", domain, fields, order="id", limit=1
    )
    email = shop.read("res.partner", wallet["partner_id"][0], "email")
    return wallet["id"], wallet["points"], wallet["partner_id"][1], email.lower()


def test_a_wallet_is_topped_up(shop, till, customers, new_page, mailbox, shot):
    """Asked for by mail; credited once; the customer and the till know the balance."""
    wallet_id, points, name, email = find_demo_wallet(shop)
    name = name.rpartition(", ")[2]
    customers.choose(name, "pay-link-top-up")
    document = customers.dialog.locator(".pay-link-document")
    expect(document).to_contain_text(f"{points:.2f} now")
    expect(customers.dialog.locator("input[name=email]")).to_have_value(email)
    customers.dialog.locator("#pay_link_amount").fill("30")
    shot(till.page, "1_dialog")
    customers.dialog.locator(".pay-link-send").click()
    expect(customers.dialog).to_have_count(0)

    shop.server.run_cron("mail.ir_cron_mail_scheduler_action")
    html = mailbox.wait_for(email, "/pay/").get_body(("html",)).get_content()
    url = re.search(r'href="(https?://[^"]+/pay/[\w-]+)"', html)[1]
    payer = Customer(new_page()).open(url)
    expect(payer.page.locator("#pay_button")).to_contain_text("30.00")
    shot(payer.page, "2_page")
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")
    shot(payer.page, "3_paid")

    assert shop.read("loyalty.card", wallet_id, "points") == points + 30
    [link_id] = find_links(shop, "loyalty.card", wallet_id)
    link = shop.read("pay.link", link_id, "state", "amount_paid", "pos_config_id")
    assert (link["state"], link["amount_paid"]) == ("paid", 30)
    assert link["pos_config_id"][0] == till.config_id

    customers.choose(name, "pay-link-top-up")
    expect(document).to_contain_text(f"{points + 30:.2f} now")
    shot(till.page, "4_balance")
    shop.server.finish_cron("pay_link_invoicing.cron_pay_link_receipt")
    shop.server.run_cron("mail.ir_cron_mail_scheduler_action")
    mail = mailbox.wait_for(email, "Your e-wallet now holds")
    html = mail.get_body(("html",)).get_content()
    assert f"{points + 30:.2f}" in html
    letter = new_page()
    letter.set_content(html)
    shot(letter, "5_receipt")


def test_a_top_up_is_refunded(shop, till, customers, new_page, seller, shot):
    """The seller gives the money back: the wallet loses it once, the till knows."""
    partner_id = shop.customer(name="Wanda Wallet")
    customers.choose("Wanda Wallet", "pay-link-top-up")
    customers.dialog.locator("#pay_link_amount").fill("30")
    customers.show_code()
    [wallet_id] = shop.rpc("loyalty.card", "search", [("partner_id", "=", partner_id)])
    [link_id] = find_links(shop, "loyalty.card", wallet_id)
    payer = Customer(new_page()).open(shop.get_link(link_id).url)
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")
    expect(customers.code).to_have_count(0)  # it leaves by itself
    assert shop.read("loyalty.card", wallet_id, "points") == 30

    seller.open_link(link_id)
    seller.refund("12.50")
    shot(seller.page, "1_refunded")
    assert shop.read("loyalty.card", wallet_id, "points") == 17.5
    attempts = shop.attempts(shop.get_link(link_id), "done")
    assert sorted(tx["amount"] for tx in attempts) == [-12.5, 30]
    domain = [("card_id", "=", wallet_id)]
    history = shop.rpc("loyalty.history", "search_read", domain, ["issued", "used"])
    assert sorted((row["issued"], row["used"]) for row in history) == [
        (0, 12.5),
        (30, 0),
    ]
    domain = [("partner_id", "=", partner_id), ("state", "=", "posted")]
    moves = shop.rpc("account.move", "search", [*domain, ("move_type", "!=", "entry")])
    assert len(moves) == 2  # the invoice and its credit note
    assert not shop.open_receivables(moves)

    customers.choose("Wanda Wallet", "pay-link-top-up")
    document = customers.dialog.locator(".pay-link-document")
    expect(document).to_contain_text("17.50 now")
    shot(till.page, "2_balance")


def test_an_account_is_settled(shop, till, customers, new_page, shot):
    """What is open at the till and in the back office is paid by one link."""
    partner_id = shop.customer(name="Charles Account")
    invoice_id = shop.invoice(partner_id=partner_id)
    counter = Counter(shop, till.config_id)
    order_id, reference = counter.sell(80.0, partner_id=partner_id)
    sale_id = counter.invoice(order_id)
    assert shop.open_receivables([invoice_id, sale_id]) == 2

    customers.choose("Charles Account", "pay-link-settle")
    expect(customers.items.locator(".pay-link-item")).to_have_count(2)
    expect(customers.items).to_contain_text(reference)
    expect(customers.items.locator(".pay-link-total")).to_contain_text("200.50")
    shot(till.page, "1_items")
    customers.items.locator(".pay-link-next").click()
    expect(customers.dialog.locator(".pay-link-due")).to_contain_text("200.50")
    customers.show_code()
    shot(till.page, "2_code")

    [link_id] = find_links(shop, "res.partner", partner_id)
    link = shop.get_link(link_id)
    payer = Customer(new_page()).open(link.url)
    shot(payer.page, "3_page")
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")
    expect(customers.code).to_have_count(0)  # it leaves by itself
    assert shop.open_receivables([invoice_id, sale_id]) == 0
    [payment] = shop.payments(link)
    assert (payment["amount"], payment["is_reconciled"]) == (200.5, True)

    customers.choose("Charles Account", "pay-link-settle")
    expect(customers.items.locator(".pay-link-no-items")).to_be_visible()
    expect(customers.items.locator(".pay-link-balance")).to_contain_text("0.00")
    shot(till.page, "4_settled")
