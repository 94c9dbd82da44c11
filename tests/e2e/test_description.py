"""The page of each add-on in Odoo's list of apps: readable, with its pictures."""

import re

import pytest

PICTURE = re.compile(r'src="([^"]+)"')


@pytest.mark.parametrize("name", ["pay_link_invoicing", "pay_link_pos"])
def test_an_addon_shows_what_it_does(shop, web, name):
    [module] = shop.rpc(
        "ir.module.module",
        "search_read",
        [("name", "=", name)],
        ["description_html", "icon"],
    )
    html = module["description_html"]
    for title in ("Configuration", "Usage", "Operation", "Development"):
        assert f">{title}</h2>" in html
    pictures = PICTURE.findall(html)
    assert pictures
    for address in (*pictures, module["icon"]):
        assert web.get(address).status == 200, address
