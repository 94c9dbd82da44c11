"""Two at once, twice, late: one payment, and no money is lost."""

from functools import partial

import pytest
from shop import PRICE
from together import at_once
from web import RpcRefusal, Web

ROUNDS = 12


def start(shop, link, amount=None):
    """What starts an attempt in a browser of its own, and returns its reference."""
    return partial(shop.start, link, amount, Web(shop.server.url))


def test_two_tabs_start_one_attempt(shop):
    for _ in range(ROUNDS):
        _order_id, link = shop.order_with_link()
        references = at_once(start(shop, link), start(shop, link))
        started = {ref for ref in references if isinstance(ref, str)}
        refused = [ref for ref in references if not isinstance(ref, str)]
        assert started
        assert all(isinstance(error, RpcRefusal) for error in refused), refused
        assert len(shop.attempts(link, "draft", "pending")) == 1


def test_two_tabs_pay_once(shop):
    for _ in range(ROUNDS // 4):
        order_id, link = shop.order_with_link()
        at_once(start(shop, link), start(shop, link))
        pay_all(shop, link)
        paid_once(shop, order_id, link)


def pay_all(shop, link):
    """Let the provider confirm every attempt, at the same moment, and book it twice."""
    references = [tx["reference"] for tx in shop.attempts(link, "draft", "pending")]
    answers = [partial(shop.simulate, reference) for reference in references * 2]
    at_once(*answers, *[partial(shop.refresh, link)] * 2)
    shop.refresh(link)


def paid_once(shop, order_id, link):
    assert len(shop.attempts(link, "done")) == 1
    [payment] = shop.payments(link)
    assert payment["amount"] == PRICE
    [invoice] = shop.invoices(order_id)
    assert (invoice["amount_total"], invoice["amount_residual"]) == (PRICE, 0)
    fields = ("state", "amount_paid", "payment_exception")
    link_values = shop.read("pay.link", link.id, *fields)
    assert (link_values["state"], link_values["amount_paid"]) == ("paid", PRICE)
    assert link_values["payment_exception"] == "none"


def test_two_tabs_with_different_amounts_leave_one_attempt(shop):
    for _ in range(ROUNDS // 2):
        _order_id, link = shop.order_with_link(allow_partial=True, amount_min=1)
        at_once(start(shop, link, 20), start(shop, link, 30), start(shop, link))
        assert len(shop.attempts(link, "draft", "pending")) == 1


def test_booking_at_once_books_once(shop):
    for _ in range(ROUNDS // 4):
        order_id, link = shop.order_with_link()
        shop.simulate(shop.start(link))
        refresh = partial(shop.refresh, link)
        at_once(refresh, refresh, refresh, partial(run_post_processing, shop))
        shop.refresh(link)
        paid_once(shop, order_id, link)


def run_post_processing(shop):
    shop.server.run_cron("payment.cron_post_process_payment_tx")


def test_the_same_answer_twice_has_one_effect(shop):
    order_id, link = shop.order_with_link()
    reference = shop.start(link)
    for _ in range(3):
        shop.simulate(reference)
        shop.refresh(link)
    paid_once(shop, order_id, link)
    messages = len(shop.read("pay.link", link.id, "message_ids"))
    shop.simulate(reference)
    shop.refresh(link)
    assert len(shop.read("pay.link", link.id, "message_ids")) == messages


def test_two_links_made_at_once_leave_one_active(shop):
    for _ in range(ROUNDS):
        order_id = shop.order()
        results = at_once(*[partial(shop.link, order_id)] * 2)
        assert any(not isinstance(result, Exception) for result in results)
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", order_id)]
        active = [*domain, ("state", "=", "active")]
        assert shop.rpc("pay.link", "search_count", active) == 1


# === LATE, TWICE, TOO MUCH === #


def activities(shop, link):
    ids = shop.read("pay.link", link.id, "activity_ids")
    return shop.rpc("mail.activity", "read", ids, ["summary", "user_id"])


def booked_on_account(shop, link, exception):
    """The money is in the books, the link says what is odd, somebody is asked."""
    payments = shop.payments(link)
    assert all(payment["state"] in ("in_process", "paid") for payment in payments)
    assert all(payment["move_id"] for payment in payments)
    assert shop.read("pay.link", link.id, "payment_exception") == exception
    [activity] = activities(shop, link)
    assert activity["user_id"]


def test_a_cancelled_order_paid_late(shop):
    order_id, link = shop.order_with_link()
    reference = shop.start(link)
    shop.rpc("sale.order", "action_cancel", [order_id])
    shop.simulate(reference)
    shop.refresh(link)
    assert [tx["state"] for tx in shop.attempts(link)] == ["done"]
    assert shop.read("sale.order", order_id, "state") == "cancel"
    assert len(shop.payments(link)) == 1
    booked_on_account(shop, link, "late")


@pytest.mark.parametrize("end", ["action_deactivate", "expire"])
def test_an_ended_link_paid_late(shop, end):
    order_id, link = shop.order_with_link()
    reference = shop.start(link)
    if end == "expire":
        past = {"expires_at": "2020-01-01 00:00:00"}
        shop.rpc("pay.link", "write", [link.id], past)
    else:
        shop.rpc("pay.link", end, [link.id])
    shop.simulate(reference)
    shop.refresh(link)
    assert [tx["state"] for tx in shop.attempts(link)] == ["done"]
    assert len(shop.payments(link)) == 1
    booked_on_account(shop, link, "late")
    assert shop.read("sale.order", order_id, "state") == "sale"


def test_a_replaced_attempt_paid_all_the_same_is_kept_and_told(shop):
    """The provider confirms an attempt that another one has replaced and paid."""
    _order_id, link = shop.order_with_link(allow_partial=True, amount_min=1)
    replaced = shop.start(link, 20)
    shop.simulate(shop.start(link))
    shop.refresh(link)
    shop.simulate(replaced)
    shop.refresh(link)
    assert [tx["state"] for tx in shop.attempts(link)] == ["done", "done"]
    amounts = [payment["amount"] for payment in shop.payments(link)]
    assert amounts == [20, PRICE]
    booked_on_account(shop, link, "duplicate")


def test_the_server_dies_between_answer_and_booking(shop):
    """What the provider said is kept; the next start books it, once."""
    order_id, link = shop.order_with_link()
    shop.simulate(shop.start(link))
    shop.server.kill()
    shop.server.start()
    run_post_processing(shop)
    paid_once(shop, order_id, link)
