"""A whole payment in French and in Greek, and the language chosen on the page."""

from dataclasses import dataclass

import pytest
from customer import DESKTOP, PHONE, Customer
from languages import activate, find_english, to_plain
from playwright.sync_api import expect
from test_accessibility import find_faults, is_scrolled_sideways

PRICE = 1234.5
EXPIRES_AT = "2035-03-05 12:00:00"


@dataclass(frozen=True)
class Language:
    """What a customer of this language reads."""

    name: str
    code: str
    tag: str
    amount: str
    ask: str
    day: str
    pay: str
    paid: str
    processed: str
    receipt: str


FRENCH = Language(
    name="fr",
    code="fr_FR",
    tag="fr-FR",
    amount="1 234,50",
    ask="vous invite à payer",
    day="5 mars 2035",
    pay="Payer",
    paid="C'est payé, merci",
    processed="Votre paiement a été traité.",
    receipt="reçu",
)
GREEK = Language(
    name="el",
    code="el_GR",
    tag="el-GR",
    amount="1.234,50",
    ask="σας παρακαλεί να πληρώσετε",
    day="5 Μαρτίου 2035",
    pay="Πληρωμή",
    paid="Πληρώθηκε, σας ευχαριστούμε",
    processed="Η πληρωμή σας ολοκληρώθηκε.",
    receipt="απόδειξη",
)
UNKNOWN = "A" * 32


@pytest.fixture(scope="module")
def speaking_shop(shop):
    activate(shop, FRENCH.code, GREEK.code)
    return shop


def send(shop, seller, order_id):
    """Send the link of an order as a seller does."""
    seller.open_order(order_id)
    seller.open_dialog()
    seller.page.locator(".modal button[name=action_send]:enabled").click()
    expect(seller.page.locator(".modal")).to_have_count(0)
    [link_id] = shop.read("sale.order", order_id, "pay_link_ids")
    shop.rpc("pay.link", "write", [link_id], {"expires_at": EXPIRES_AT})
    return shop.get_link(link_id)


def read(new_page, mail):
    """Show a mail in a browser; return the page."""
    page = new_page()
    page.set_content(mail.get_body(("html",)).get_content())
    return page


def says(page, *texts):
    body = to_plain(page.locator("body").inner_text())
    assert [text for text in texts if text not in body] == []


@pytest.mark.parametrize("language", [FRENCH, GREEK], ids=lambda found: found.name)
def test_a_whole_payment(speaking_shop, seller, mailbox, new_page, shot, language):
    shop = speaking_shop
    partner_id = shop.customer(lang=language.code)
    order_id = shop.order(PRICE, partner_id)
    order_name = shop.read("sale.order", order_id, "name")
    address = shop.read("res.partner", partner_id, "email")
    link = send(shop, seller, order_id)

    mail = mailbox.wait_for(address)
    assert order_name in mail["Subject"]
    letter = read(new_page, mail)
    shot(letter, "1_mail")
    says(letter, language.amount, language.ask, order_name)
    assert find_english(letter, language.name) == []

    page = new_page()
    customer = Customer(page).open(link.url)
    expect(page.locator("html")).to_have_attribute("lang", language.tag)
    shot(page, "2_page")
    says(page, language.amount, language.day)
    expect(page.locator("#pay_button")).to_contain_text(language.pay)
    assert find_english(page, language.name) == []
    customer.choose(shop.demo_choice)
    customer.go_on()
    page.locator("#simulated_payment_state").wait_for()
    shot(page, "3_form")
    says(page, language.amount)
    assert find_english(page, language.name) == []
    customer.confirm_demo()
    customer.expect_kind("paid")
    shot(page, "4_paid")
    says(page, language.amount, language.paid, language.processed)
    assert find_english(page, language.name) == []

    shop.server.finish_cron("pay_link_invoicing.cron_pay_link_receipt")
    shop.server.run_cron("mail.ir_cron_mail_scheduler_action")
    mailbox.wait_for(address, shop.attempts(link)[0]["reference"])
    receipt = mailbox.mails_to(address)[-1]
    assert language.receipt in receipt["Subject"].lower()
    letter = read(new_page, receipt)
    shot(letter, "5_receipt")
    says(letter, language.amount)
    assert find_english(letter, language.name) == []


def test_the_language_is_chosen_by_keyboard(speaking_shop, customer, shot):
    shop = speaking_shop
    _order_id, link = shop.order_with_link(PRICE)
    page = customer.open(link.url).page
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "en-US")
    customer.tab_to("#pay_languages summary")
    page.keyboard.press("Enter")
    shot(page, "1_languages")
    customer.tab_to(f"#pay_languages a[hreflang='{GREEK.tag}']")
    page.keyboard.press("Enter")
    expect(html).to_have_attribute("lang", GREEK.tag)
    says(page, GREEK.amount)
    assert find_english(page, GREEK.name) == []

    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    expect(html).to_have_attribute("lang", GREEK.tag)
    assert find_english(page, GREEK.name) == []
    shot(page, "2_paid")
    page.goto(f"{shop.server.url}/pay/{UNKNOWN}")
    expect(html).to_have_attribute("lang", GREEK.tag)
    assert find_english(page, GREEK.name) == []
    partner_id = shop.read("pay.link", link.id, "partner_id")[0]
    assert shop.read("res.partner", partner_id, "lang") == "en_US"


def test_without_scripts_the_language_is_chosen_too(speaking_shop, new_page):
    _order_id, link = speaking_shop.order_with_link()
    page = new_page(java_script_enabled=False)
    page.goto(link.url)
    page.locator("#pay_languages summary").click()
    page.locator(f"#pay_languages a[hreflang='{FRENCH.tag}']").click()
    expect(page.locator("html")).to_have_attribute("lang", FRENCH.tag)
    page.goto(link.url)
    expect(page.locator("html")).to_have_attribute("lang", FRENCH.tag)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_right_to_left(speaking_shop, new_page, shot, viewport):
    shop = speaking_shop
    activate(shop, "ar_001")
    order_id = shop.order(PRICE, shop.customer(lang="ar_001"))
    page = new_page(viewport=viewport)
    customer = Customer(page).open(shop.link(order_id, allow_partial=True).url)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("#pay_languages summary").click()
    shot(page, "1_page")
    assert not is_scrolled_sideways(page)
    assert find_faults(page) == []
    name = page.locator(".line-name").first.bounding_box()
    amount = page.locator(".lines td.amount").first.bounding_box()
    assert amount["x"] < name["x"]
    languages = page.locator("#pay_languages summary").bounding_box()
    assert languages["x"] < viewport["width"] / 2
    page.keyboard.press("Enter")
    page.locator("#pay_amount").fill("1000")
    expect(page.locator("#pay_button")).to_contain_text("1,000.00")
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("pay")
    shot(page, "2_partly_paid")
    assert not is_scrolled_sideways(page)
