"""Installed, updated, taken away and installed again, in a shop that works with it."""

import http.client
import re

import pytest
import traces
from counter import Counter
from shop import PRICE, Shop
from states import KINDS, States
from web import Web

from pay_link_setup import databases, testing

pytestmark = [pytest.mark.slow, pytest.mark.long]

POS, INVOICING = "pay_link_pos", "pay_link_invoicing"
# Screens that the add-ons extend
SCREENS = {
    "sale.order": ("form", "list", "kanban", "search"),
    "account.move": ("form", "list", "kanban", "search"),
    "payment.transaction": ("form", "list", "search"),
    "payment.provider": ("form",),
    "res.partner": ("form", "list", "search"),
    "res.config.settings": ("form",),
    "pos.order": ("form", "list", "search"),
    "pos.session": ("form", "list"),
    "loyalty.card": ("form", "list"),
}
CHATTER = re.compile(
    r"(mail|portal|sms|snailmail)\.(selection|model_inherit)__(pay_link|pos_order)__"
)
FIELDS = {name: {} for name in ("amount_due", "payment_state", "document_name", "url")}
UNKNOWN_EVENT = '{"type": "ping", "data": {"object": {}}}'
NO_JOURNAL = [("journal_id", "=", False), ("company_id", "=", 1)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with testing.odoo_server(tmp_path_factory.mktemp("life")) as server:
        shop = Shop(server)
        shop.set_parameter("sale.automatic_invoice", "True")
        yield shop


def test_a_life_with_data(shop):
    """Nothing fails, nothing stays, and what was sold and paid stays as it was."""
    till = Counter.make(shop, "Kiosk").open()
    orders = work(shop, till)
    books = read_books(shop)
    change(shop, "upgrade", INVOICING)
    assert read_books(shop) == books

    change(shop, "uninstall", POS)
    assert read_books(shop) == books
    finish_sales(shop, till, orders)
    use_the_office(shop)
    open_links(shop)
    shop.pay(shop.order_with_link()[1])

    books = read_books(shop)
    change(shop, "uninstall", INVOICING)
    assert read_books(shop) == books
    assert_no_trace(shop)
    use_the_office(shop)
    use_the_till(shop, till)

    books = read_books(shop)
    change(shop, "install", POS)
    assert read_books(shop) == books
    use_the_office(shop)
    work(shop, till.open())
    log = shop.server.log.read_text(encoding="utf-8")
    assert not re.search(r" (WARNING|ERROR|CRITICAL) ", log)


def change(shop, what, name):
    """Install, upgrade or uninstall an add-on as an administrator does."""
    [module] = shop.rpc("ir.module.module", "search", [("name", "=", name)])
    shop.rpc("ir.module.module", f"button_immediate_{what}", [module])
    state = shop.read("ir.module.module", module, "state")
    assert state == ("uninstalled" if what == "uninstall" else "installed")


# === WORK === #


def work(shop, till):
    """Links in all states, for all documents; deposits on orders in progress."""
    states = States(shop)
    for kind in KINDS:
        states.make(kind)
    sale_id, _reference = till.sell()
    till.invoice(sale_id)
    shop.pay(shop.link(sale_id, "pos.order"))
    waiting_id, _reference = till.sell()
    till.invoice(waiting_id)
    shop.link(waiting_id, "pos.order")
    shop.invoice(partner_id=(partner_id := shop.customer()))
    shop.pay(shop.link(partner_id, "res.partner"))
    fill_wallet(shop)
    open_id, sold_id = (take_deposit(shop, till) for _number in range(2))
    till.finish(sold_id)
    assert shop.read("pos.order", sold_id, "state") in ("paid", "done")
    return open_id, sold_id


def take_deposit(shop, till):
    order_id, _reference = till.take()
    shop.pay(shop.link(order_id, "pos.order", amount=40.0))
    assert shop.read("pos.order", order_id, "pay_link_deposit") == 40.0
    return order_id


def fill_wallet(shop):
    action = shop.rpc("loyalty.program", "create_from_template", "ewallet")
    values = {
        "program_id": action["res_id"],
        "partner_id": shop.customer(),
        "points": 1,
    }
    wallet_id = shop.rpc("loyalty.card", "create", values)
    shop.pay(shop.link(wallet_id, "loyalty.card", amount=25.0))
    assert shop.read("loyalty.card", wallet_id, "points") == 26.0


def read_books(shop):
    """The money: what was sold, invoiced, paid and booked, in sums a model."""
    cluster, database = shop.server.environment.cluster, shop.server.database
    sums = (
        "count(*), sum(amount_total), string_agg(state, '' order by id)"
        " from sale_order",
        "count(*), sum(amount_total), sum(amount_residual),"
        " string_agg(payment_state, '' order by id) from account_move",
        "count(*), sum(amount_residual), count(full_reconcile_id)"
        " from account_move_line",
        "count(*), sum(amount), string_agg(state, '' order by id)"
        " from payment_transaction",
        "count(*), sum(amount), string_agg(state, '' order by id) from account_payment",
        "count(*), sum(amount_paid), string_agg(state, '' order by id) from pos_order",
        "count(*), sum(amount) from pos_payment",
        "count(*), sum(points) from loyalty_card where points = 26",
        "count(*), string_agg(state, '' order by id) from pos_session",
    )
    return [cluster.sql(f"select {text}", database) for text in sums]


# === WITHOUT === #


def assert_no_trace(shop):
    """The database is like one that never knew of us."""
    everything = databases.Databases(testing.the_environment())
    base = everything.base(databases.Variant(demo=True))
    cluster, database = everything.cluster, shop.server.database
    for read in (traces.read_schema, traces.read_records):
        before, after = read(cluster, base), read(cluster, database)
        assert sorted(before - after) == []
        left = {line for line in after - before if not made_by_work(line)}
        assert sorted(left) == []
    assert traces.find_mentions(cluster, database) == []


def made_by_work(line):
    """Whether people's work made it, or Odoo leaves it of any model with a chatter."""
    if line.startswith(("table ir_sequence", "parameter sale.")):
        return True
    return bool(CHATTER.match(line))


def finish_sales(shop, till, orders):
    """The till goes on without deposits: what is open is paid, the register closes."""
    open_id, sold_id = orders
    till.finish(open_id)
    assert shop.read("pos.order", sold_id, "state") in ("paid", "done")
    close(shop, till)
    methods = [*NO_JOURNAL, ("name", "ilike", "deposit")]
    assert shop.rpc("pos.payment.method", "search", methods) == []


def open_links(shop):
    """Links for documents of the till are dead without it, and break nothing."""
    domain = [("res_model", "in", ("pos.order", "loyalty.card"))]
    links = shop.rpc("pay.link", "search_read", domain)
    assert links
    web = Web(shop.server.url)
    for link in links:
        assert web.get(shop.get_link(link["id"]).path).status in (200, 404, 410)
        shop.rpc("pay.link", "web_read", [link["id"]], FIELDS)


def close(shop, till):
    session_id = till.session["id"]
    till.close()
    [move_id, _name] = shop.read("pos.session", session_id, "move_id")
    lines = shop.read("account.move", move_id, "line_ids")
    balances = shop.rpc("account.move.line", "read", lines, ["balance"])
    assert round(sum(line["balance"] for line in balances), 2) == 0
    assert shop.read("account.move", move_id, "state") == "posted"


def use_the_till(shop, till):
    till.open()
    till.sell()
    models = ["pos.order", "pos.payment.method", "pos.config", "res.partner"]
    shop.rpc("pos.session", "load_data", [till.session["id"]], models)
    close(shop, till)


def use_the_office(shop):
    """An order is sold, invoiced and paid as Odoo does it; screens and pages open."""
    order_id = shop.order()
    shop.rpc("sale.order", "action_confirm", [order_id])
    pay_by_core(shop, order_id)
    [invoice] = shop.invoices(order_id)
    assert (invoice["state"], invoice["amount_residual"]) == ("posted", 0)
    for model, views in SCREENS.items():
        asked = [(False, view) for view in views]
        shop.rpc(model, "get_views", asked, options={"toolbar": True})
    for model in SCREENS.keys() - {"res.config.settings"}:
        shop.rpc(model, "search_read", [], limit=80, order="id desc")
    shop.rpc("res.config.settings", "create", {})
    run_crons(shop)
    open_pages(shop, order_id)


def pay_by_core(shop, order_id):
    """Pay by the link of Odoo's own wizard, which knows nothing of ours."""
    web = Web(shop.server.url)
    token = shop.rpc("sale.order", "read", [order_id], ["access_token"])[0]
    if not token["access_token"]:
        shop.rpc("sale.order", "action_preview_sale_order", [order_id])
        token = shop.rpc("sale.order", "read", [order_id], ["access_token"])[0]
    route = f"/my/orders/{order_id}/transaction"
    values = shop.form_values(PRICE) | {"access_token": token["access_token"]}
    reference = web.call(route, **values)["reference"]
    shop.simulate(reference, web=web)
    shop.server.run_cron("payment.cron_post_process_payment_tx")
    [done] = shop.rpc(
        "payment.transaction", "search_read", [("reference", "=", reference)], ["state"]
    )
    assert done["state"] == "done"


def run_crons(shop):
    """All crons that nothing outside is needed for."""
    for cron_id in shop.rpc("ir.cron", "search", []):
        name = shop.read("ir.cron", cron_id, "cron_name")
        if "Link" in name or name.startswith(("payment", "Sales")):
            shop.rpc("ir.cron", "method_direct_trigger", [cron_id])


def open_pages(shop, order_id):
    web = Web(shop.server.url)
    status, _answer = web.call_raw("/payment/stripe/webhook", UNKNOWN_EVENT)
    assert status < http.client.INTERNAL_SERVER_ERROR
    unknown = web.get(f"/pay/{'A' * 32}")
    assert unknown.status == http.client.NOT_FOUND
    login = {"db": shop.server.database, "login": "admin", "password": "admin"}
    web.call("/web/session/authenticate", **login)
    for path in ("/my/home", "/my/orders", f"/my/orders/{order_id}", "/my/invoices"):
        assert web.get(path).status == http.client.OK, path
    assert web.get("/odoo").status == http.client.OK
    assert web.get("/web/webclient/load_menus").status == http.client.OK
