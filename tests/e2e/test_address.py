"""The address: what a stranger, a scanner and a late customer get from it."""

import re
import secrets

import pytest
from playwright.sync_api import expect
from web import RpcRefusal, Web, raw_get

UNKNOWN = "A" * 32


def wrong_addresses(token):
    return {
        "truncated": token[:-1],
        "longer": f"{token}A",
        "other case": token.swapcase(),
        "10 kB": "A" * 10_000,
        "short": "a",
        "a number": "1",
        "percent": "%25",
        "null": "%00",
        "not UTF-8": "%ff%fe",
        "quote": "'%20OR%201=1--",
        "path": "../../web",
        "encoded path": "..%2f..%2fweb",
        "deeper": f"{token}/unknown",
        "false": "False",
        "blank": "%20",
        "token and blank": f"{token}%20",
        "token and line": f"{token}%0a",
    }


def test_every_wrong_address_gets_the_same_404(odoo, shop):
    _order_id, link = shop.order_with_link()
    unknown = raw_get(odoo, f"/pay/{UNKNOWN}")
    assert unknown.status == 404
    assert b"find this page" in unknown.body
    for name, address in wrong_addresses(link.token).items():
        answer = raw_get(odoo, f"/pay/{address}")
        assert answer.fingerprint == unknown.fingerprint, name


@pytest.mark.parametrize("what", ["document.pdf", "qr.svg", "form"])
def test_what_lies_below_a_wrong_address_is_not_found_either(odoo, what):
    unknown = raw_get(odoo, f"/pay/{UNKNOWN}")
    answer = raw_get(odoo, f"/pay/{UNKNOWN}/{what}")
    assert (answer.status, answer.body) == (404, unknown.body)


@pytest.mark.parametrize("action", ["checkout", "seen", "renew", "check"])
def test_a_post_to_a_wrong_address_is_not_found(odoo, web, action):
    unknown = raw_get(odoo, f"/pay/{UNKNOWN}")
    answer = web.post(f"/pay/{UNKNOWN}/{action}")
    assert (answer.status, answer.body) == (404, unknown.body)


@pytest.mark.parametrize("action", ["transaction", "state"])
def test_a_call_of_a_wrong_address_is_not_found(shop, web, action):
    answers = []
    for token in (UNKNOWN, secrets.token_urlsafe(24), "short"):
        body = '{"jsonrpc": "2.0", "method": "call", "params": {}}'
        answers.append(web.call_raw(f"/pay/{token}/{action}", body))
    assert {status for status, _answer in answers} == {404}
    assert all("result" not in answer for _status, answer in answers)


def everything_about(shop, link, order_id):
    """All that an opened page could have changed."""
    link_fields = shop.rpc("pay.link", "fields_get", [], ["type"])
    order_fields = ("write_date", "state", "message_ids", "access_token", "signed_on")
    return (
        shop.read("pay.link", link.id, *link_fields),
        shop.read("sale.order", order_id, *order_fields),
        shop.attempts(link),
        shop.rpc("payment.transaction", "search_count", []),
        shop.rpc("mail.message", "search_count", []),
        shop.rpc("mail.activity", "search_count", []),
    )


def test_opening_changes_nothing(shop, web):
    order_id, link = shop.order_with_link()
    before = everything_about(shop, link, order_id)
    for _ in range(3):
        assert web.get(link.path).status == 200
    head = web.request("HEAD", link.path)
    assert (head.status, head.body) == (200, b"")
    assert web.get(f"{link.path}?awaiting=1").status == 200
    assert web.get(f"{link.path}/form?method={shop.demo_choice}").status == 200
    assert web.get(f"{link.path}/qr.svg").status == 200
    assert web.get(f"{link.path}/document.pdf").status == 200
    assert everything_about(shop, link, order_id) == before


@pytest.mark.parametrize(
    "action", ["checkout", "seen", "renew", "check", "transaction", "state"]
)
def test_what_changes_something_is_no_get(shop, web, action):
    order_id, link = shop.order_with_link()
    before = everything_about(shop, link, order_id)
    assert web.get(f"{link.path}/{action}").status in (404, 405)
    assert everything_about(shop, link, order_id) == before


def test_a_browser_counts_as_seen_once(shop, customer):
    _order_id, link = shop.order_with_link()
    with customer.page.expect_response(f"**{link.path}/seen"):
        customer.open(link.url)
    first = shop.read("pay.link", link.id, "first_seen_at")
    assert first
    with customer.page.expect_response(f"**{link.path}/seen"):
        customer.page.reload()
    assert shop.read("pay.link", link.id, "first_seen_at") == first
    assert shop.attempts(link) == []


HEADERS = {
    "Referrer-Policy": r"^no-referrer$",
    "Cache-Control": r"\bno-store\b",
    "X-Robots-Tag": r"\bnoindex\b",
    "X-Frame-Options": r"^DENY$",
    "X-Content-Type-Options": r"^nosniff$",
    "Content-Security-Policy": r"frame-ancestors 'none'",
}


def test_every_answer_keeps_the_address_to_itself(shop, web):
    _order_id, link = shop.order_with_link()
    call = ("POST", f"{link.path}/state", b'{"params": {}}')
    json_type = {"Content-Type": "application/json"}
    answers = {
        "page": web.get(link.path),
        "form": web.get(f"{link.path}/form?method={shop.demo_choice}"),
        "unknown": web.get(f"/pay/{UNKNOWN}"),
        "document": web.get(f"{link.path}/document.pdf"),
        "code": web.get(f"{link.path}/qr.svg"),
        "refused": web.post(f"{link.path}/checkout", method="x"),
        "state": web.request(*call, json_type),
        "wrong method": web.get(f"{link.path}/checkout"),
    }
    shop.pay(link)
    answers["paid"] = web.get(link.path)
    for name, answer in answers.items():
        for header, pattern in HEADERS.items():
            values = ", ".join(answer.headers.get_all(header, []))
            assert re.search(pattern, values), f"{header} of {name}: {values!r}"


def test_the_page_makes_no_session(odoo, shop):
    _order_id, link = shop.order_with_link()
    assert Web(odoo.url).get(link.path).headers.get_all("Set-Cookie") is None


def test_the_page_tells_nothing_of_the_back_office(shop, web):
    order_id, link = shop.order_with_link()
    text = web.get(link.path).text
    assert shop.read("sale.order", order_id, "name") in text
    for word in ("/odoo", "/web#", "sale.order", "pay.link", "res_id", "Mitchell"):
        assert word not in text, word


# === DEAD PAGES === #


def deactivate(shop, link):
    shop.rpc("pay.link", "action_deactivate", [link.id])


def expire(shop, link):
    shop.rpc("pay.link", "write", [link.id], {"expires_at": "2020-01-01 00:00:00"})


def supersede(shop, link):
    shop.link(shop.read("pay.link", link.id, "res_id"))


def cancel(shop, link):
    shop.rpc("sale.order", "action_cancel", [shop.read("pay.link", link.id, "res_id")])


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (deactivate, "deactivated"),
        (expire, "expired"),
        (supersede, "superseded"),
        (cancel, "cancelled"),
    ],
)
def test_a_dead_page_says_so_and_takes_no_money(shop, web, customer, shot, end, kind):
    _order_id, link = shop.order_with_link()
    end(shop, link)
    answer = web.get(link.path)
    assert answer.status == 410
    assert f'data-kind="{kind}"' in answer.text
    assert 'id="pay_form"' not in answer.text
    refused = web.post(f"{link.path}/checkout", method=shop.demo_choice)
    if refused.status == 303:
        refused = web.get(refused.headers["Location"])
    assert refused.status in (410, 422)
    with pytest.raises(RpcRefusal):
        shop.start(link)
    assert shop.attempts(link) == []
    customer.open(link.url).expect_kind(kind)
    shot(customer.page, kind)


def test_a_superseded_page_leads_to_the_newer_link(shop, customer):
    order_id, link = shop.order_with_link()
    newest = [shop.link(order_id) for _ in range(2)][-1]
    customer.open(link.url).page.locator("#pay_newer").click()
    customer.page.wait_for_url(newest.url)
    customer.expect_kind("pay")


def test_the_customer_asks_for_a_new_link_once(shop, customer, shot):
    _order_id, link = shop.order_with_link()
    expire(shop, link)
    customer.open(link.url).page.locator("#pay_renew button").click()
    expect(customer.page.locator("#pay_renewal_requested")).to_be_visible()
    shot(customer.page, "requested")
    Web(shop.server.url).post(f"{link.path}/renew")
    activities = shop.read("pay.link", link.id, "activity_ids")
    assert len(activities) == 1


# === THE LOG === #


def test_the_log_has_no_address(shop, web, server_log):
    """Runs last: whatever the other tests did is in the log."""
    _order_id, link = shop.order_with_link()
    web.get(link.path)
    web.get(f"{link.path}/nothing")
    web.get(f"/web/login?redirect={link.path}")
    shop.pay(link)
    log = shop.server.log.read_text(encoding="utf-8", errors="replace")
    assert len(log) > len(server_log)
    assert "/pay/" in log  # requests are logged, without what matters
    links = shop.rpc("pay.link", "search_read", [], ["url"])
    tokens = {record["url"].rsplit("/", 1)[-1] for record in links}
    assert link.token in tokens
    assert [token for token in tokens if token in log] == []
