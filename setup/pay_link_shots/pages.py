"""What customers see: the pay page and the portal."""

from urllib.parse import urlsplit

from .studio import PHONE, SCREEN

ADDON = "pay_link_invoicing"


def _open_page(studio, viewport):
    """The page of the newest order of the customer who has a login."""
    link_id = studio.find(
        "pay.link",
        ("state", "=", "active"),
        ("res_model", "=", "sale.order"),
        ("partner_id.user_ids.login", "=", "customer"),
    )
    url = studio.rpc("pay.link", "read", [link_id], ["url"])[0]["url"]
    page = studio.page(viewport=viewport)
    page.goto(f"{studio.server.url}{urlsplit(url).path}")
    return page


def _pay_page(studio, name):
    studio.keep(_open_page(studio, SCREEN), ADDON, name)


def _pay_page_phone(studio, name):
    studio.keep(_open_page(studio, PHONE), ADDON, name)


def _portal(studio, name):
    page = studio.page("customer")
    page.goto(f"{studio.server.url}/my/pay-links")
    studio.keep(page, ADDON, name)


PAGES = {"pay_page": _pay_page, "pay_page_phone": _pay_page_phone, "portal": _portal}
