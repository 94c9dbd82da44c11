"""The server says the amount: part payments add up, wrong amounts are refused."""

import json
import re

import pytest
from playwright.sync_api import expect
from web import RpcRefusal

PRICE = 100.01  # does not split evenly


def parts_link(shop, **values):
    return shop.order_with_link(PRICE, allow_partial=True, amount_min=10, **values)


QUARTER_CONFIRMS = {"require_payment": True, "prepayment_percent": 0.25}


@pytest.mark.parametrize(
    ("terms", "state_after_first"),
    [({}, "draft"), (QUARTER_CONFIRMS, "sale")],
    ids=["the whole confirms", "a quarter confirms"],
)
def test_part_payments_add_up(shop, terms, state_after_first):
    order_id = shop.order(PRICE, **terms)
    link = shop.link(order_id, allow_partial=True, amount_min=10)
    assert shop.pay(link, 33.33)["payment_state"] == "partial"
    assert shop.read("sale.order", order_id, "state") == state_after_first
    assert shop.read("pay.link", link.id, "amount_due") == 66.68
    shop.pay(link, 22.22)
    assert shop.pay(link)["state"] == "paid"
    assert shop.read("sale.order", order_id, "state") == "sale"

    invoices = shop.invoices(order_id)
    assert {invoice["state"] for invoice in invoices} == {"posted"}
    assert {invoice["payment_state"] for invoice in invoices} <= {"in_payment", "paid"}
    assert round(sum(invoice["amount_total"] for invoice in invoices), 2) == PRICE
    assert sum(invoice["amount_residual"] for invoice in invoices) == 0
    assert shop.open_receivables([invoice["id"] for invoice in invoices]) == 0
    amounts = [payment["amount"] for payment in shop.payments(link)]
    assert amounts == [33.33, 22.22, 44.46]
    assert shop.read("pay.link", link.id, "payment_exception") == "none"


def test_the_customer_types_a_part(shop, customer, shot):
    order_id, link = parts_link(shop)
    page = customer.open(link.url).page
    page.locator("#pay_amount").fill("40")
    expect(page.locator("#pay_button")).to_contain_text("40.00")
    shot(page, "amount")
    customer.choose(shop.demo_choice)
    customer.go_on()
    customer.confirm_demo()
    customer.expect_kind("pay")
    expect(page.locator("#pay_sum_paid")).to_contain_text("40.00")
    expect(page.locator("#pay_sum_due")).to_contain_text("60.01")
    shot(page, "rest")
    customer.pay_by_demo(shop.demo_choice)
    customer.expect_kind("paid")
    totals = [invoice["amount_total"] for invoice in shop.invoices(order_id)]
    assert round(sum(totals), 2) == PRICE


def test_a_deposit_asks_its_amount_only(shop):
    order_id = shop.order(PRICE, require_payment=True, prepayment_percent=0.2)
    link = shop.link(order_id, amount=25)
    with pytest.raises(RpcRefusal):
        shop.start(link, PRICE)
    assert shop.pay(link)["state"] == "paid"
    [payment] = shop.payments(link)
    assert payment["amount"] == 25
    assert shop.read("sale.order", order_id, "state") == "sale"
    rest = shop.link(order_id)
    assert shop.read("pay.link", rest.id, "amount_due") == 75.01


BAD_AMOUNTS = {
    "zero": "0",
    "negative": "-5",
    "less than a cent": "0.001",
    "not a number": "NaN",
    "infinite": "Infinity",
    "minus infinite": "-Infinity",
    "text": '"abc"',
    "a number as text": '"20"',
    "true": "true",
    "a list": "[20]",
    "an object": '{"amount": 20}',
    "above due": "100.02",
    "far above due": "1e300",
    "below the minimum": "9.99",
}


@pytest.mark.parametrize("amount", BAD_AMOUNTS.values(), ids=list(BAD_AMOUNTS))
def test_a_bad_amount_is_refused(shop, web, amount):
    _order_id, link = parts_link(shop)
    values = json.dumps({**shop.form_values(), "amount": "AMOUNT"})
    body = '{"jsonrpc": "2.0", "method": "call", "params": %s}' % values
    path = f"{link.path}/transaction"
    _status, answer = web.call_raw(path, body.replace('"AMOUNT"', amount))
    message = answer["error"]["data"]["message"]
    assert re.search("amount", message, re.I)
    assert "Traceback" not in message
    assert shop.attempts(link) == []


@pytest.mark.parametrize(
    "amount",
    [
        "0",
        "-5",
        "nan",
        "inf",
        "-inf",
        "abc",
        "",
        "100.02",
        "1e400",
        "9.99",
        "٣",
        "0x20",
    ],
)
def test_a_bad_amount_of_the_plain_form_is_refused(shop, web, amount):
    _order_id, link = parts_link(shop)
    fields = {"method": shop.demo_choice, "amount": amount}
    answer = web.post(f"{link.path}/checkout", **fields)
    if answer.status == 303:  # the inline form of the provider says it then
        answer = web.get(answer.headers["Location"])
    assert answer.status == 422
    assert 'id="pay_error"' in answer.text
    assert shop.attempts(link) == []


@pytest.mark.parametrize(
    "extra",
    [{"currency_id": 1}, {"partner_id": 1}, {"amount_due": 1}, {"pay_link_id": 1}],
)
def test_the_client_has_no_say_in_anything_else(shop, web, extra):
    _order_id, link = shop.order_with_link()
    with pytest.raises(RpcRefusal):
        web.call(f"{link.path}/transaction", **shop.form_values(), **extra)
    assert shop.attempts(link) == []


@pytest.mark.parametrize(
    "change",
    [
        {"provider_id": 999999},
        {"provider_id": None},
        {"payment_method_id": 999999},
        {"payment_method_id": "x"},
        {"token_id": 1},
        {"token_id": 1, "flow": "token"},
        {"flow": "validation"},
        {"flow": None},
    ],
    ids=str,
)
def test_an_unknown_way_to_pay_is_refused(shop, web, change):
    _order_id, link = shop.order_with_link()
    with pytest.raises(RpcRefusal, match="way to pay"):
        web.call(f"{link.path}/transaction", **{**shop.form_values(), **change})
    assert shop.attempts(link) == []


@pytest.mark.parametrize(
    "method",
    ["", "x", "1", "1-", "-1", "999999-999999", "token-999999", "1-2-3", "٣-٣"],
)
def test_an_unknown_choice_of_the_plain_form_is_refused(shop, web, method):
    _order_id, link = shop.order_with_link()
    answer = web.post(f"{link.path}/checkout", method=method)
    if answer.status == 303:
        answer = web.get(answer.headers["Location"])
    assert answer.status == 422
    assert 'id="pay_error"' in answer.text
    assert shop.attempts(link) == []


def test_what_is_paid_already_is_refused(shop):
    _order_id, link = shop.order_with_link()
    shop.pay(link)
    with pytest.raises(RpcRefusal, match="can no longer be used"):
        shop.start(link)
    assert len(shop.attempts(link)) == 1


def test_money_that_came_in_another_way_counts(shop, customer):
    """An invoice that was paid at the counter meanwhile cannot be paid again."""
    invoice_id = shop.invoice()
    link = shop.link(invoice_id, model="account.move")
    context = {"active_model": "account.move", "active_ids": [invoice_id]}
    wizard_id = shop.rpc("account.payment.register", "create", {}, context=context)
    shop.rpc(
        "account.payment.register",
        "action_create_payments",
        [wizard_id],
        context=context,
    )
    with pytest.raises(RpcRefusal, match="nothing left to pay"):
        shop.start(link)
    customer.open(link.url).expect_kind("settled")
    assert shop.attempts(link) == []
