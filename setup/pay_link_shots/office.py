"""The back office, as the seller sees it."""

from seller import Seller

ADDON = "pay_link_invoicing"
SELLER = "seller"


def _list(studio, name):
    page = studio.page(SELLER)
    page.goto(f"{studio.server.url}/odoo/pay-links")
    page.locator(".o_pay_link_tabs button[data-tab=all]").click()
    page.locator(".o_list_view .o_data_row").first.wait_for()
    page.locator(".o_optional_columns_dropdown button").click()
    menu = page.locator(".o-dropdown--menu")
    menu.get_by_text("Seller", exact=True).click()  # there is one only: room for names
    page.keyboard.press("Escape")
    studio.keep(page, ADDON, name)


def _dialog(studio, name):
    page = studio.page(SELLER)
    order_id = studio.find("sale.order", ("state", "=", "draft"), ("pay_link_ids", "=", False))
    seller = Seller(page, studio.server.url)
    seller.open_order(order_id)
    seller.open_dialog()
    page.locator(".modal .o_field_widget[name=effects]").click()
    studio.keep(page, ADDON, name)


def _order(studio, name):
    page = studio.page(SELLER)
    link = ("pay_link_ids.payment_state", "=", "authorized")
    order_id = studio.find("sale.order", link)
    Seller(page, studio.server.url).open_order(order_id)
    studio.keep(page, ADDON, name)


def _graph(studio, name):
    page = studio.page(SELLER)
    page.goto(f"{studio.server.url}/odoo/pay-links-analysis")
    page.locator(".o_graph_view canvas").wait_for()
    studio.keep(page, ADDON, name)


OFFICE = {"list": _list, "dialog": _dialog, "order": _order, "graph": _graph}
