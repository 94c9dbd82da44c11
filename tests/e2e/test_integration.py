"""The examples for integrators in the readme run as they stand."""

import json
import subprocess

import pytest
from integrator import listening, make_key, post, read_examples, run_examples
from shop import PRICE, Shop

from pay_link_setup import testing

pytestmark = pytest.mark.slow

PASSWORD = "a-long-password"
LIFE = (
    "Making a link",
    "Sending it",
    "Reading",
    "Ending it, and opening it again",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A shop of its own: its automation rules would see the links of other stories."""
    with testing.odoo_server(tmp_path_factory.mktemp("integration")) as server:
        shop = Shop(server)
        shop.install("base_automation")
        shop.set_parameter("sale.async_emails", "True")
        yield shop


@pytest.fixture(scope="module")
def admin_key(town):
    return make_key(town.server, "admin", "admin")


@pytest.fixture(scope="module")
def new_key(town):
    """Makes the key of a new user with these rights."""

    def _new_key(login, *groups):
        ids = [get_id(town, xml_id) for xml_id in ("base.group_user", *groups)]
        values = {
            "name": login,
            "login": login,
            "email": f"{login}@example.com",
            "password": PASSWORD,
            "group_ids": [(6, 0, ids)],
        }
        town.rpc("res.users", "create", values)
        return make_key(town.server, login, PASSWORD)

    return _new_key


@pytest.fixture(scope="module")
def program_key(new_key):
    """The key that the readme recommends."""
    return new_key("program", "sales_team.group_sale_salesman_all_leads")


@pytest.fixture(scope="module")
def stranger_key(new_key):
    """A colleague with a key and nothing to do with sales."""
    return new_key("stranger")


def get_id(shop, xml_id):
    module, _dot, name = xml_id.partition(".")
    domain = [("module", "=", module), ("name", "=", name)]
    [found] = shop.rpc("ir.model.data", "search_read", domain, ["res_id"])
    return found["res_id"]


def links_of(shop, order_id):
    domain = [("res_model", "=", "sale.order"), ("res_id", "=", order_id)]
    fields = ["name", "state", "email"]
    return shop.rpc("pay.link", "search_read", domain, fields)


def test_a_link_lives_by_the_api(town, program_key):
    order_id = town.order()
    printed = run_examples(town.server, program_key, *LIFE, ORDER_ID=order_id)
    [link] = links_of(town, order_id)
    assert printed.startswith(f"{link['name']} {town.server.url}/pay/")
    assert printed.endswith(f" unpaid {PRICE}\n")
    assert link["state"] == "deactivated"
    [sending] = town.rpc(
        "pay.link.sending",
        "search_read",
        [("link_id", "=", link["id"])],
        ["channel", "address"],
    )
    assert (sending["channel"], sending["address"]) == ("email", link["email"])


def test_invoices_and_accounts_are_asked_for_too(town, new_key):
    key = new_key("bookkeeper", "account.group_account_invoice")
    partner_id = town.customer()
    invoice_id, _other_id = (town.invoice(partner_id=partner_id) for _ in range(2))
    for model, record_id, amount in (
        ("account.move", invoice_id, PRICE),
        ("res.partner", partner_id, 2 * PRICE),
    ):
        vals = {"res_model": model, "res_id": record_id}
        [link_id] = post(town.server, key, "pay.link/create", vals_list=[vals]).json()
        assert town.read("pay.link", link_id, "amount", "state") == {
            "id": link_id,
            "amount": amount,
            "state": "active",
        }


def test_without_rights_nothing_is_made(town, stranger_key):
    order_id = town.order()
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run_examples(town.server, stranger_key, *LIFE, ORDER_ID=order_id)
    assert "403 Client Error" in refused.value.stderr
    assert links_of(town, order_id) == []


def test_without_rights_nothing_is_read_or_ended(town, stranger_key):
    _order_id, link = town.order_with_link()
    for method, more in (("read", {"fields": ["url"]}), ("action_deactivate", {})):
        answer = post(
            town.server, stranger_key, f"pay.link/{method}", ids=[link.id], **more
        )
        assert answer.status_code == 403, method
        assert link.token not in answer.text
    assert town.read("pay.link", link.id, "state") == "active"


def test_errors_have_the_status_that_the_readme_says(town, program_key):
    order_id, link = town.order_with_link()
    _paid_order_id, paid = town.order_with_link()
    town.pay(paid)
    ids = [link.id]
    for status, key, path, arguments in (
        (401, "wrong", "pay.link/read", {"ids": ids}),
        (403, program_key, "pay.link/_move_to", {"ids": ids, "state": "paid"}),
        (403, program_key, "pay.link/write", {"ids": ids, "vals": {"state": "paid"}}),
        (403, program_key, "pay.link/read", {"ids": ids, "fields": ["token"]}),
        (404, program_key, "pay.link/action_pay", {"ids": ids}),
        (404, program_key, "pay.lnk/read", {"ids": ids}),
        (422, program_key, "pay.link/action_renew", {"ids": ids}),
        (422, program_key, "pay.link/action_renew", {"ids": [paid.id]}),
        (
            422,
            program_key,
            "pay.link/create",
            {"vals_list": [{"res_model": "res.users", "res_id": 2}]},
        ),
        (
            422,
            program_key,
            "pay.link/create",
            {
                "vals_list": [
                    {"res_model": "sale.order", "res_id": order_id, "amount": 1e6}
                ]
            },
        ),
    ):
        answer = post(town.server, key, path, **arguments)
        assert answer.status_code == status, (path, answer.text)
        assert answer.json()["message"], path
    assert town.read("pay.link", link.id, "state") == "active"


def test_a_rule_tells_of_each_paid_link_once(town, admin_key):
    with listening() as (address, told):
        run_examples(town.server, admin_key, "Reacting to a payment", HOOK_URL=address)
        order_id, link = town.order_with_link(allow_partial=True)
        town.pay(link, amount=20.5)
        assert told == []
        town.pay(link)
        town.refresh(link)
        [hint] = told
    example = json.loads(read_examples("Reacting to a payment", language="json"))
    assert hint.keys() == example.keys()
    expected = {
        "_id": link.id,
        "_model": "pay.link",
        "payment_state": "paid",
        "amount_paid": PRICE,
        "res_id": order_id,
        "res_model": "sale.order",
    }
    assert {name: hint[name] for name in expected} == expected


def test_a_colleague_can_make_no_rules(town, program_key):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run_examples(
            town.server,
            program_key,
            "Reacting to a payment",
            HOOK_URL="http://127.0.0.1:9",
        )
    assert "403 Client Error" in refused.value.stderr
