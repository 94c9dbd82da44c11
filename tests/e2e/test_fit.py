"""The seller's list fits the window, however long the names in it are."""

from customer import DESKTOP
from playwright.sync_api import expect
from test_people import log_in

LONG = "Wolfeschlegelsteinhausenbergerdorff and Sons, Trading Company of " * 2
WIDTHS = """() => {
    const list = document.querySelector(".o_list_renderer");
    return [list.scrollWidth, document.documentElement.clientWidth];
}"""


def test_a_long_name_does_not_push_columns_out(shop, odoo, new_page):
    partner_id = odoo.rpc("res.partner", "create", {"name": LONG})
    shop.link(shop.order(partner_id=partner_id))
    page = new_page()
    page.set_viewport_size(DESKTOP)
    log_in(page, odoo.url, "admin")
    page.goto(f"{odoo.url}/odoo/action-pay_link_invoicing.action_pay_link")
    expect(page.locator(".o_data_cell", has_text=LONG[:30]).first).to_be_visible()
    width, window = page.evaluate(WIDTHS)
    assert width <= window
