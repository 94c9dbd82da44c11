"""Beside the add-ons of Odoo that shops have, or have not, the main job works."""

import http.client
from dataclasses import dataclass

import pytest
from counter import Counter
from shop import PRICE, Shop
from web import Web, raw_get

from pay_link_setup import addons, databases, server, testing

pytestmark = [pytest.mark.slow, pytest.mark.long]

UNKNOWN = f"/pay/{'A' * 32}"
# By the names of the combinations. Nothing comes along with these.
CHOSEN = {
    "nothing": (),
    "website": ("website",),
    "sale_stock": ("sale_stock",),
    "website_sale": ("website_sale",),
    "sms_twilio": ("sms_twilio",),
}
# With all that Odoo itself adds to these, such as `website_sale_stock`.
GROWN = {
    "website_sale and sale_stock": ("website_sale", "sale_stock"),
    "all four": ("website", "sale_stock", "website_sale", "sms_twilio"),
}


@dataclass(frozen=True)
class Combined:
    """A shop, and what is installed there."""

    shop: Shop
    modules: set
    log: str


@pytest.fixture(scope="module", params=[*CHOSEN, *GROWN])
def combined(request, tmp_path_factory):
    """A server where this combination and our add-ons were installed."""
    env = testing.the_environment()
    everything, bare = databases.Databases(env), databases.Variant(demo=True, bare=True)
    modules = [*({**CHOSEN, **GROWN}[request.param]), *addons.all_of_ours()]
    log_path = tmp_path_factory.mktemp("combination") / "odoo.log"
    with everything.temporary(bare, with_ours=False) as name:
        everything.forget_demo(name)
        log = everything.install(name, modules, bare=request.param in CHOSEN)
        options = ["--max-cron-threads=0"]
        with server.serving(env, name, log_path, options=options) as odoo:
            yield _start_shop(odoo, log)


def _start_shop(odoo, log):
    shop = Shop(odoo)
    shop.set_parameter("sale.automatic_invoice", "True")
    installed = [("state", "=", "installed")]
    rows = shop.rpc("ir.module.module", "search_read", installed, ["name"])
    return Combined(shop, {row["name"] for row in rows}, log)


def test_exactly_this_is_installed(combined, request):
    name = request.node.callspec.params["combined"]
    wanted = {**CHOSEN, **GROWN}[name]
    assert {*wanted, *addons.all_of_ours()} <= combined.modules
    if name in CHOSEN:
        implied = {"website_sale": {"website"}}.get(name, set())
        others = set().union(*CHOSEN.values()) - {*wanted, *implied}
        assert not others & combined.modules
    assert "WARNING" not in combined.log
    assert "ERROR" not in combined.log


def test_a_quotation_is_paid_by_link(combined):
    shop = combined.shop
    order_id, link = shop.order_with_link()
    page = Web(shop.server.url).get(link.path)
    assert page.status == http.client.OK
    assert "120.50" in page.text
    assert 'id="wrapwrap"' not in page.text
    shop.pay(link)
    assert shop.read("sale.order", order_id, "state") == "sale"
    [invoice] = shop.invoices(order_id)
    assert (invoice["amount_total"], invoice["amount_residual"]) == (PRICE, 0)
    assert shop.read("pay.link", link.id, "state", "payment_state") == {
        "id": link.id,
        "state": "paid",
        "payment_state": "paid",
    }
    over = Web(shop.server.url).get(link.path)
    assert 'data-kind="paid"' in over.text


def test_an_invoice_is_paid_by_link(combined):
    shop = combined.shop
    invoice_id = shop.invoice()
    shop.pay(shop.link(invoice_id, "account.move"))
    assert shop.read("account.move", invoice_id, "amount_residual") == 0


def test_an_unknown_address_is_a_404(combined):
    answer = raw_get(combined.shop.server, UNKNOWN)
    assert answer.status == http.client.NOT_FOUND
    assert b'data-kind="not_found"' in answer.body


def test_the_portal_lists_the_customers_links(combined):
    shop = combined.shop
    [portal] = shop.rpc(
        "res.users", "search_read", [("login", "=", "portal")], ["partner_id"]
    )
    order_id = shop.order(partner_id=portal["partner_id"][0])
    link = shop.link(order_id)
    web = Web(shop.server.url)
    login = {"db": shop.server.database, "login": "portal", "password": "portal"}
    web.call("/web/session/authenticate", **login)
    page = web.get("/my/pay-links")
    assert page.status == http.client.OK
    assert shop.read("pay.link", link.id, "name") in page.text
    assert ('data-website-id="' in page.text) == ("website" in combined.modules)


def test_a_sale_on_account_is_paid_by_link(combined):
    counter = Counter.make(combined.shop, "Kiosk").open()
    order_id, _reference = counter.sell()
    invoice_id = counter.invoice(order_id)
    combined.shop.pay(combined.shop.link(order_id, "pos.order"))
    assert combined.shop.read("account.move", invoice_id, "amount_residual") == 0
    counter.close()


def test_with_a_website_the_page_has_its_languages(combined):
    if "website" not in combined.modules:
        pytest.skip("no website")
    shop = combined.shop
    _install_french(shop)
    _order_id, link = shop.order_with_link()
    page = Web(shop.server.url).get(f"/fr{link.path}")
    assert page.status == http.client.OK
    assert 'lang="fr' in page.text
    unknown = Web(shop.server.url).get(f"/fr{UNKNOWN}")
    assert unknown.status == http.client.NOT_FOUND


def _install_french(shop):
    domain = [("code", "=", "fr_FR"), ("active", "in", (True, False))]
    [french] = shop.rpc("res.lang", "search", domain)
    [website] = shop.rpc("website", "search", [], limit=1)
    values = {"lang_ids": [(6, 0, [french])], "website_ids": [(6, 0, [website])]}
    wizard = shop.rpc("base.language.install", "create", values)
    shop.rpc("base.language.install", "lang_install", [wizard])


def test_with_a_shop_its_orders_are_paid_by_link(combined):
    if "website_sale" not in combined.modules:
        pytest.skip("no web shop")
    shop = combined.shop
    [website] = shop.rpc("website", "search", [], limit=1)
    order_id = shop.order(website_id=website)
    link = shop.link(order_id)
    shop.pay(link)
    assert shop.read("sale.order", order_id, "state") == "sale"
    assert Web(shop.server.url).get("/shop").status == http.client.OK


def test_with_stock_a_paid_order_is_to_be_delivered(combined):
    shop = combined.shop
    if "sale_stock" not in combined.modules:
        assert "picking_ids" not in shop.rpc("sale.order", "fields_get")
        return
    values = {"type": "consu", "is_storable": True, "name": "Oak chair"}
    product_id = shop.rpc(
        "product.product", "copy", shop.product_id, {**values, "taxes_id": [(5,)]}
    )
    product_id = product_id[0] if isinstance(product_id, list) else product_id
    line = {"product_id": product_id, "product_uom_qty": 1, "price_unit": PRICE}
    order_id = shop.order(order_line=[(0, 0, line)])
    shop.pay(shop.link(order_id))
    pickings = shop.read("sale.order", order_id, "picking_ids")
    assert len(pickings) == 1


def test_a_link_goes_out_by_sms(combined):
    shop = combined.shop
    sending = _send_by_sms(shop)
    assert shop.read("pay.link.sending", sending, "state") == "queued"
    if "sms_twilio" in combined.modules:
        shop.rpc("res.company", "write", [1], {"sms_provider": "twilio"})
        sending = _send_by_sms(shop)
        shop.server.run_cron("sms.ir_cron_sms_scheduler_action")
        fields = ["state", "failure_reason"]
        [failed] = shop.rpc("pay.link.sending", "read", [sending], fields)
        assert failed["state"] == "failed"
        assert failed["failure_reason"]


def _send_by_sms(shop):
    values = {"by_sms": True, "by_email": False, "phone": "+32470123456"}
    document = {"res_model": "sale.order", "res_id": shop.order()}
    wizard = shop.rpc("pay.link.send", "create", {**document, **values})
    shop.rpc("pay.link.send", "action_send", [wizard])
    domain = [("link_id.res_id", "=", document["res_id"]), ("channel", "=", "sms")]
    [sending] = shop.rpc("pay.link.sending", "search", domain)
    return sending
