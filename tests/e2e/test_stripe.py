"""The hosted checkout from end to end, with a Stripe that remembers."""

import re

import pytest
from customer import DESKTOP
from payer import CENTS, Payer, is_paid_once
from playwright.sync_api import expect
from seller import Seller
from shop import PRICE

pytestmark = pytest.mark.slow
DECLINED = "pm_card_chargeDeclined"


@pytest.fixture
def town(stripe_town):
    return stripe_town


@pytest.fixture
def shop(town):
    return town.shop


@pytest.fixture
def payer(new_page, town):
    return Payer(new_page(), town)


# === PAID === #


def test_sent_opened_paid_and_returned(town, shop, new_page, payer, shot):
    order_id = shop.order()
    seller_page = new_page(viewport=DESKTOP)
    seller = Seller(seller_page, shop.server.url).log_in()
    seller.open_order(order_id)
    seller.open_dialog()
    seller.create_link()
    [link_id] = shop.read("sale.order", order_id, "pay_link_ids")
    link = shop.get_link(link_id)

    payer.go_to_stripe(link)
    shot(payer.page, "1_stripe")
    expect(payer.page.locator("#total")).to_have_text("120.50 USD")
    expect(payer.page.locator("#lines")).to_contain_text("Oak table")
    payer.pay()
    payer.page.wait_for_url(re.compile(re.escape(link.url)))
    payer.expect_kind("paid")
    shot(payer.page, "2_paid")
    is_paid_once(town, order_id, link)

    seller.open_link(link_id)
    seller.expect_status("Paid")
    [session] = town.sessions(link)
    [tx] = shop.attempts(link)
    assert session["client_reference_id"] == tx["reference"]
    assert session["metadata"]["reference"] == tx["reference"]
    [intent] = town.intents(link)
    assert intent["metadata"]["reference"] == tx["reference"]


def test_paid_and_the_tab_is_closed(town, shop, payer):
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()
    town.wait_for(link, state="paid")
    is_paid_once(town, order_id, link)


def test_the_webhook_is_lost(town, shop, payer):
    town.lose_webhooks()
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link).pay()
    payer.expect_kind("paid")
    is_paid_once(town, order_id, link)


def test_return_and_webhook_are_lost(town, shop, payer):
    town.lose_webhooks()
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()
    assert town.received(link) == CENTS
    town.run_reconciler(link)
    town.wait_for(link, state="paid")
    is_paid_once(town, order_id, link)


def test_each_webhook_comes_twenty_times_and_backwards(town, shop, payer):
    town.control.order("hold", is_holding=True)
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link).pay_and_close()
    for event in reversed(town.events(link)):
        answers = town.control.order("deliver", event=event["id"], copies=20)
        assert {answer["status"] for answer in answers} == {200}
    town.wait_for(link, state="paid")
    is_paid_once(town, order_id, link)


def test_stripe_answers_late_and_wrongly(town, shop, payer):
    order_id, link = shop.order_with_link()
    town.control.fault("drop", method="POST", path="/v1/checkout/sessions")
    town.control.fault("error_before", method="GET", path="/v1/*", times=2)
    payer.go_to_stripe(link).pay()
    payer.expect_kind("paid")
    assert len(town.sessions(link)) == 1
    is_paid_once(town, order_id, link)


# === NOT AT ONCE === #


def test_declined_and_then_paid(town, shop, payer, shot):
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link).pay(DECLINED)
    expect(payer.page.locator("#error")).to_contain_text("declined")
    shot(payer.page, "declined")
    assert shop.read("pay.link", link.id, "state") == "active"
    payer.pay()
    payer.expect_kind("paid")
    is_paid_once(town, order_id, link)


def test_cancelled_and_paid_another_way(town, shop, payer):
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link)
    payer.page.locator("#cancel").click()
    payer.expect_kind("pay")
    payer.pay_by_demo(shop.demo_choice)
    payer.expect_kind("paid")
    [session] = town.sessions(link)
    assert session["status"] == "expired"
    assert (town.received(link), len(shop.payments(link))) == (0, 1)
    assert shop.read("sale.order", order_id, "state") == "sale"


def test_an_abandoned_page_is_resumed(town, shop, payer, new_page):
    order_id, link = shop.order_with_link()
    payer.go_to_stripe(link)
    other = Payer(new_page(), town).go_to_stripe(link)
    assert other.page.url == payer.page.url
    assert len(town.sessions(link)) == 1
    other.pay().expect_kind("paid")
    payer.page.locator("#pay").click()
    expect(payer.page.locator("#message")).to_contain_text("paid already")
    is_paid_once(town, order_id, link)


# === OVER === #


def test_deactivated_while_the_customer_is_at_stripe(town, shop, payer, shot):
    _order_id, link = shop.order_with_link()
    payer.go_to_stripe(link)
    shop.rpc("pay.link", "action_deactivate", [link.id])
    [session] = town.sessions(link)
    assert session["status"] == "expired"
    payer.page.locator("#pay").click()
    expect(payer.page.locator("#message")).to_contain_text("no longer open")
    shot(payer.page, "closed")
    assert town.received(link) == 0
    payer.page.locator("#back").click()
    payer.expect_kind("deactivated")


def test_closing_is_tried_again_when_stripe_was_down(town, shop, payer):
    _order_id, link = shop.order_with_link()
    payer.go_to_stripe(link)
    town.control.fault("error_before", times=None)
    shop.rpc("pay.link", "action_deactivate", [link.id])
    assert shop.read("pay.link", link.id, "state") == "deactivated"
    town.control.order("clear_faults")
    town.run_reconciler(link)
    [session] = town.sessions(link)
    assert session["status"] == "expired"


# === HELD === #


def _deliver(shop, order_id):
    [line_id] = shop.read("sale.order", order_id, "order_line")
    shop.rpc("sale.order.line", "write", [line_id], {"qty_delivered": 1})


def test_held_and_captured(town, shop, payer):
    order_id, link = shop.order_with_link(capture_mode="manual")
    payer.go_to_stripe(link).pay()
    payer.expect_kind("authorized")
    [intent] = town.intents(link)
    assert (intent["status"], intent["amount_capturable"]) == (
        "requires_capture",
        CENTS,
    )
    assert shop.read("pay.link", link.id, "payment_state") == "authorized"
    assert shop.read("sale.order", order_id, "state") == "sale"
    assert shop.payments(link) == []
    _deliver(shop, order_id)
    action = shop.rpc("sale.order", "payment_action_capture", [order_id])
    dialog_id = shop.rpc(
        action["res_model"], "create", {}, context=action.get("context", {})
    )
    shop.rpc(action["res_model"], "action_capture", [dialog_id])
    town.wait_for(link, state="paid", payment_state="paid")
    assert town.received(link) == CENTS
    assert [payment["amount"] for payment in shop.payments(link)] == [PRICE]


def test_captured_by_itself_after_delivery(town, shop, payer):
    order_id, link = shop.order_with_link(capture_mode="delivery")
    payer.go_to_stripe(link).pay()
    payer.expect_kind("authorized")
    assert (town.received(link), shop.payments(link)) == (0, [])
    _deliver(shop, order_id)
    town.wait_for(link, state="paid", payment_state="paid")
    assert town.received(link) == CENTS
    assert [payment["amount"] for payment in shop.payments(link)] == [PRICE]


def test_a_hold_that_lapses_is_told(town, shop, payer):
    _order_id, link = shop.order_with_link(capture_mode="manual")
    payer.go_to_stripe(link).pay()
    payer.expect_kind("authorized")
    town.control.order("advance", seconds=8 * 24 * 3600)
    town.wait_for(link, payment_state="unpaid")
    assert (town.received(link), shop.payments(link)) == (0, [])
