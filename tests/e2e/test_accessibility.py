"""WCAG 2.2 AA on every page of a link and on ours in the portal, light and dark."""

import pytest
from customer import DESKTOP, PHONE, Customer
from playwright.sync_api import expect
from states import KINDS, States
from test_people import log_in, portal_user  # noqa: F401  (a fixture)

from pay_link_setup import testing

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async ([standard, parts]) => {
    const options = {runOnly: {type: "tag", values: standard}};
    const context = parts.length ? {include: parts} : document;
    const {violations} = await axe.run(context, options);
    return violations.flatMap(({id, nodes}) =>
        nodes.map(({html, failureSummary}) => `${id}: ${html} ${failureSummary}`)
    );
}"""
# what a page calls itself where that is not the name of how it came about
NAMES = {"partial": "pay", "failed": "pay", "renewal asked": "expired"}
# of Odoo's own form, which is shown as it is
OF_ODOO = ("form",)
ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}  # 200 %
NARROW = {"width": 320, "height": 640}  # 400 % of a desktop, the smallest WCAG asks for


@pytest.fixture(scope="session")
def states(shop):
    return States(shop)


def find_faults(page, *parts):
    """What axe finds, in the whole page or in these parts of it."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(testing.axe())
    return page.evaluate(RUN, [STANDARD, [[part] for part in parts]])


def is_scrolled_sideways(page):
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def find_faults_everywhere(page, *parts):
    """What axe finds on a phone and a desktop, light and dark, and pages too wide."""
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            faults += [
                f"{scheme} {size['width']}: {fault}"
                for fault in find_faults(page, *parts)
            ]
    return faults


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_a_link(states, new_page, kind, shot):
    page = new_page()
    page.goto(states.make(kind))
    Customer(page).expect_kind(NAMES.get(kind, kind))
    expect(page.locator("#pay_title")).to_be_visible()
    shot(page, kind)
    parts = ["header.brand", "main .summary", "#pay_title"] if kind in OF_ODOO else []
    assert find_faults_everywhere(page, *parts) == []
    for size in (PHONE, ZOOMED, NARROW):
        page.set_viewport_size(size)
        assert not is_scrolled_sideways(page), size


def test_pages_in_the_portal(shop, odoo, new_page, portal_user, shot):  # noqa: F811
    partner_id, login = portal_user
    order_id = shop.order(partner_id=partner_id)
    paid = shop.link(order_id, allow_partial=True)
    shop.pay(paid, 40.0)
    page = new_page()
    log_in(page, odoo.url, login)
    card = ".o_portal_index_card:has([data-placeholder_count=pay_link_to_pay_sum])"
    expect(page.locator(card)).to_be_visible()
    pages = {
        "/my": [card],
        "/my/pay-links": ["#pay_link_sum", ".o_portal_my_doc_table"],
        "/my/pay-links?search=nothing": ["[role=status]"],
        f"/my/orders/{order_id}": ["#pay_link_button", "#pay_link_history"],
    }
    for path, parts in pages.items():
        page.goto(f"{odoo.url}{path}")
        for part in parts:
            expect(page.locator(part).first).to_be_visible()
        shot(page, path.replace("/", "_").split("?")[0])
        assert find_faults_everywhere(page, *parts) == [], path


def test_the_focus_is_seen(shop, customer):
    _order_id, link = shop.order_with_link(allow_partial=True)
    page = customer.open(link.url).page
    unseen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        unseen.add(
            page.evaluate(
                """() => {
                    const focused = document.activeElement;
                    const marks = [focused, focused.closest("label, .amount-field")];
                    const isSeen = marks.filter(Boolean).some((element) => {
                        const style = getComputedStyle(element);
                        const outline = style.outlineStyle !== "none";
                        return outline || style.boxShadow !== "none";
                    });
                    return focused === document.body || isSeen ? "" : focused.outerHTML;
                }"""
            )
        )
    assert unseen == {""}


def test_nothing_turns_for_who_wants_no_motion(states, new_page):
    page = new_page(reduced_motion="reduce")
    page.goto(states.make("processing"))
    spinner = page.locator(".spinner")
    expect(spinner).to_be_visible()
    assert spinner.evaluate("e => getComputedStyle(e).animationName") == "none"


def test_money_that_comes_elsewhere_is_said_aloud(shop, customer):
    """The page of somebody who has only opened it says that a colleague has paid."""
    _order_id, link = shop.order_with_link()
    page = customer.open(link.url).page
    Customer(page).expect_kind("pay")
    page.evaluate("window.isSameDocument = true")
    shop.pay(link)
    customer.expect_kind("paid")
    expect(page.locator("#pay_live")).to_contain_text("Paid, thank you")
    expect(page).to_have_title("Paid – My Company (San Francisco)")
    expect(page.locator("#pay_title")).to_be_focused()
    assert page.evaluate("window.isSameDocument") is True
