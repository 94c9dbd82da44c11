"""At the till, the same thing at the same moment: it happens once."""

from functools import partial
from uuid import uuid4

import pytest
from counter import Counter, find_customer_account
from shop import PRICE
from together import at_once

ROUNDS = 8
TOP_UP = 40.0


@pytest.fixture(scope="module")
def counter(shop):
    """A point of sale with an open register."""
    return Counter.make(shop, "Twin Tills").open()


@pytest.fixture
def wallet(shop, counter):
    """The empty wallet of a customer, made by the till."""
    return prepare_wallet(shop, counter, shop.customer())()["card_id"]


def prepare_wallet(shop, counter, partner_id):
    """What asks for the customer's wallet, as the till does."""
    method = "pay_link_prepare_wallet"
    return partial(shop.rpc, "pos.config", method, [counter.config_id], partner_id)


def test_a_first_wallet_is_made_once(shop, counter):
    for _ in range(ROUNDS):
        partner_id = shop.customer()
        answers = at_once(*[prepare_wallet(shop, counter, partner_id)] * 3)
        domain = [("partner_id", "=", partner_id)]
        [card_id] = shop.rpc("loyalty.card", "search", domain)
        assert [answer["card_id"] for answer in answers] == [card_id] * 3


def test_a_top_up_booked_at_once_is_credited_once(shop, wallet):
    for number in range(1, ROUNDS // 2 + 1):
        link = shop.link(wallet, model="loyalty.card", amount=TOP_UP)
        shop.simulate(shop.start(link))
        refresh = partial(shop.refresh, link)
        cron = partial(shop.server.run_cron, "payment.cron_post_process_payment_tx")
        at_once(refresh, refresh, refresh, cron)
        shop.refresh(link)
        assert shop.read("loyalty.card", wallet, "points") == TOP_UP * number
        history = shop.rpc(
            "loyalty.history", "search_count", [("card_id", "=", wallet)]
        )
        assert history == number
        [payment] = shop.payments(link)
        assert (payment["amount"], payment["is_reconciled"]) == (TOP_UP, True)


def test_a_top_up_answered_at_once_is_credited_once(shop, wallet):
    """The provider says so three times while the page asks."""
    link = shop.link(wallet, model="loyalty.card", amount=TOP_UP)
    reference = shop.start(link)
    answer = partial(shop.simulate, reference)
    at_once(answer, answer, answer, partial(shop.refresh, link))
    shop.refresh(link)
    assert shop.read("loyalty.card", wallet, "points") == TOP_UP
    assert len(shop.payments(link)) == 1


# === SALES ON ACCOUNT === #


def prepare_sale(shop, counter):
    """What a till sends of a sale on account with a pay link."""
    line = {
        "product_id": shop.product_id,
        "qty": 1,
        "price_unit": PRICE,
        "price_subtotal": PRICE,
        "price_subtotal_incl": PRICE,
        "tax_ids": [],
    }
    payment = {"payment_method_id": find_customer_account(shop), "amount": PRICE}
    return {
        "uuid": str(uuid4()),
        "access_token": str(uuid4()),
        "state": "paid",
        "session_id": counter.session["id"],
        "partner_id": shop.customer(),
        "date_order": "2026-01-01 12:00:00",
        "amount_total": PRICE,
        "amount_tax": 0,
        "amount_paid": PRICE,
        "amount_return": 0,
        "to_invoice": True,
        "lines": [(0, 0, line)],
        "payment_ids": [(0, 0, payment)],
        "pay_link_wanted": True,
    }


def test_a_sale_sent_at_once_has_one_order_and_one_link(shop, counter):
    for _ in range(ROUNDS // 2):
        sale = prepare_sale(shop, counter)
        send = partial(shop.rpc, "pos.order", "sync_from_ui", [sale])
        at_once(send, send, send)
        send()  # who was refused tries again
        domain = [("uuid", "=", sale["uuid"])]
        [order] = shop.rpc("pos.order", "search_read", domain, ["id", "account_move"])
        assert order["account_move"]
        domain = [("res_model", "=", "pos.order"), ("res_id", "=", order["id"])]
        assert shop.rpc("pay.link", "search_count", domain) == 1
        invoices = [("pos_order_ids", "in", [order["id"]])]
        assert shop.rpc("account.move", "search_count", invoices) == 1


# === THE REGISTER === #


def test_payments_at_once_open_a_register_once(shop):
    """Two workers follow two payments that came in at night."""
    kiosk = Counter.make(shop, "Twin Kiosk", pay_link_open_register=True).open()
    links = []
    for _ in range(2):
        order_id, _reference = kiosk.sell(60.0)
        kiosk.invoice(order_id)
        links.append(shop.link(order_id, model="pos.order"))
    kiosk.close()
    shop.forget_follow_ups()
    for link in links:
        shop.pay(link)
    at_once(shop.follow_up, shop.follow_up)
    shop.follow_up()
    domain = [("config_id", "=", kiosk.config_id), ("state", "!=", "closed")]
    [session] = shop.rpc("pos.session", "search", domain)
    for link in links:
        [attempt] = shop.attempts(link)
        shown_in = shop.read(
            "payment.transaction", attempt["id"], "pay_link_session_id"
        )
        assert shown_in[0] == session
