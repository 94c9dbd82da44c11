"""The pay page against Odoo's two pages for the same order: time, queries, weight.

    PAY_LINK_BENCH_REQUESTS=60 ./setup/test e2e tests/bench/test_page_cost.py -s

prints the figures. Queries and weight are asserted. Times are not: a person reads them
as ratios within one run, on a machine that does nothing else.
"""

import hmac
import urllib.parse

import measure
import pytest
from playwright.sync_api import sync_playwright

from pay_link_setup import testing

SQL_MAX = 12
KILOBYTES_MAX = 40
REQUESTS_MAX = 5


@pytest.fixture(scope="module")
def paths(odoo):
    """The addresses of the three pages, for one order of the demo data."""
    domain = [("state", "in", ["draft", "sent"]), ("company_id", "=", 1)]
    order_id = odoo.rpc("sale.order", "search", domain, limit=1, order="id")[0]
    link_id = odoo.rpc(
        "pay.link", "create", {"res_model": "sale.order", "res_id": order_id}
    )
    url = odoo.rpc("pay.link", "read", [link_id], ["url"])[0]["url"]
    return {
        "pay page": urllib.parse.urlsplit(url).path,
        "/my/orders": odoo.rpc("sale.order", "get_portal_url", [order_id]),
        "/payment/pay": _get_payment_path(odoo, order_id),
    }


def _get_payment_path(odoo, order_id):
    """Odoo's payment page for all of an order, signed as Odoo signs it."""
    fields = ["partner_invoice_id", "amount_total", "currency_id"]
    order = odoo.rpc("sale.order", "read", [order_id], fields)[0]
    partner_id, currency_id = order["partner_invoice_id"][0], order["currency_id"][0]
    amount = order["amount_total"]
    secret = odoo.rpc("ir.config_parameter", "get_param", "database.secret")
    message = repr(("generate_access_token", f"{partner_id}|{amount}|{currency_id}"))
    query = {
        "amount": amount,
        "partner_id": partner_id,
        "currency_id": currency_id,
        "sale_order_id": order_id,
        "access_token": hmac.new(
            secret.encode(), message.encode(), "sha256"
        ).hexdigest(),
    }
    return f"/payment/pay?{urllib.parse.urlencode(query)}"


@pytest.fixture(scope="module")
def costs(odoo, paths):
    costs = measure.measure_server(odoo, paths)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**vars(testing.browser()))
        for cost in costs:
            measure.measure_browser(chromium, odoo.url + paths[cost.name], cost)
        chromium.close()
    measure.print_table(costs)
    return {cost.name: cost for cost in costs}


def test_page_asks_the_database_little(costs):
    assert costs["pay page"].queries <= SQL_MAX


def test_page_is_light(costs):
    page = costs["pay page"]
    assert page.kilobytes <= KILOBYTES_MAX
    assert page.requests <= REQUESTS_MAX
