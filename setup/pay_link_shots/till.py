"""The till, as the cashier sees it: one sale on account, and what is there already."""

from till import Till
from till_orders import OrderList

ADDON = "pay_link_pos"
SHOP = "Furniture Shop"
CUSTOMER = "Fernhill Clinic"
CALLER = "Prairie Yoga Studio"


def _open(studio):
    """The till, with its products on the screen."""
    if "till" not in studio.pages:
        config_id = studio.find("pos.config", ("name", "=", SHOP))
        studio.pages["till"] = Till(studio.server, studio.browser, config_id, "cashier")
    return studio.pages["till"].open()


def _sell(studio, customer):
    till = _open(studio)
    till.start_order()
    for product in ("Office Chair Black", "Office Lamp", "Storage Box"):
        till.add(product)
    till.choose_customer(customer)
    return till


def _sell_on_account(studio):
    """A sale on account, up to its payment."""
    till = _sell(studio, CUSTOMER)
    till.pay("Customer Account")
    return till


def _payment_switch(studio, name):
    studio.keep(_sell_on_account(studio).page, ADDON, name)


def _receipt(studio, name):
    till = _sell_on_account(studio)
    till.validate()
    till.page.locator(".pay-link-scan").first.wait_for()
    till.page.locator(".pay-link-scan").first.scroll_into_view_if_needed()
    studio.keep(till.page, ADDON, name)
    till.next_order()


def _show_orders(studio, which):
    """The list of orders, of all customers: not of the one whose order is open."""
    till = _open(studio)
    till.start_order()
    till.show_orders(which)
    OrderList(till).rows.first.wait_for()
    return till


def _order_dialog(studio, name):
    till = _show_orders(studio, "Not fully paid")
    OrderList(till).ask("Maple Street School")
    studio.keep(till.page, ADDON, name)


def _orders(studio, name):
    till = _show_orders(studio, "On account")
    studio.keep(till.page, ADDON, name)


def _deposit(studio, name):
    till = _sell(studio, CALLER)
    till.ask_deposit("100")
    studio.keep(till.page, ADDON, name)


def _bell(studio, name):
    till = _open(studio)
    till.page.locator(".pay-link-bell").click()
    till.page.locator(".pay-link-news-item").first.wait_for()
    studio.keep(till.page, ADDON, name)


TILL = {
    "bell": _bell,
    "orders": _orders,
    "order_dialog": _order_dialog,
    "payment_switch": _payment_switch,
    "receipt": _receipt,
    "deposit": _deposit,
}
