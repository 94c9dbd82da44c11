"""Two servers, a primary and its replica: who answers what, and who is ever behind."""

import base64
import re
import secrets
import socket
import time
import urllib.request

import outages
import pytest
from web import RpcRefusal, Web

from pay_link_setup.server import HOST

START_SECONDS = 60

pytestmark = pytest.mark.slow


def kind_of(answer):
    """Which page of a link it is."""
    found = re.search(r'<main[^>]*data-kind="(\w+)"', answer.text)
    return found and found[1]


def look(fleet, link, query="", web=None):
    """Open a link, in a new browser if no other is named; which page it shows."""
    return kind_of((web or Web(fleet.url)).get(link.path + query))


# === THE PROXY === #


def test_both_servers_answer(fleet):
    for _ in range(4):
        with urllib.request.urlopen(f"{fleet.url}/web/health", timeout=30) as answer:
            assert answer.status == 200
    asked = [a.servers for a in fleet.proxy.answers() if a.path == "/web/health"]
    ports = {server.rpartition(":")[2] for servers in asked for server in servers}
    assert ports == {str(server.port) for server in fleet.servers}


def test_the_websocket_goes_through(fleet):
    """Its processes are ready a moment later than those of the pages."""
    deadline = time.monotonic() + START_SECONDS
    while not shake_hands(fleet).startswith(b"HTTP/1.1 101 "):
        assert time.monotonic() < deadline
        time.sleep(0.5)


def shake_hands(fleet):
    """Ask for a connection as Odoo's script does; return how the answer begins."""
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    lines = [
        "GET /websocket?version=19.0-1 HTTP/1.1",
        f"Host: {HOST}:{fleet.proxy.port}",
        f"Origin: {fleet.url}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
    ]
    with socket.create_connection((HOST, fleet.proxy.port), timeout=60) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return connection.recv(64)


def test_no_log_of_the_proxy_tells_a_token(fleet, shop):
    _order_id, link = shop.order_with_link()
    Web(fleet.url).get(f"{link.path}?awaiting=1")
    Web(fleet.url).get(f"{link.path}/qr.svg")
    paths = [answer.path for answer in fleet.proxy.answers()][-2:]
    assert paths == ["/pay/-", "/pay/-/qr.svg"]
    for path in fleet.proxy.folder.glob("*.log"):
        assert link.token not in path.read_text(encoding="utf-8")


# === THE REPLICA === #


def test_the_page_comes_from_the_replica(fleet, shop):
    """What has become of a link elsewhere is seen when the replica has caught up."""
    _order_id, link = shop.order_with_link()
    with fleet.pair.behind():
        shop.rpc("pay.link", "action_deactivate", [link.id])
        assert look(fleet, link) == "pay"
        with pytest.raises(RpcRefusal):
            shop.start(link)
    assert look(fleet, link) == "deactivated"


def test_attempts_and_webhooks_go_to_the_primary(fleet, shop, town):
    order_id, link = shop.order_with_link()
    with fleet.pair.behind():
        web = Web(fleet.url)
        place = web.post(f"{link.path}/checkout", method=town.choice)
        session = place.headers["Location"].rsplit("/", 1)[-1]
        town.control.order("pay", session=session, card="pm_card_visa")
        town.control.wait_until_idle()
        outages.run_crons(fleet, outages.MONEY_CRONS)
        found = f"select state from payment_transaction where pay_link_id = {link.id}"
        assert fleet.pair.primary.sql(found, fleet.database) == ["done"]
        assert fleet.pair.replica.sql(found, fleet.database) == []
        assert shop.read("sale.order", order_id, "state") == "sale"
        assert look(fleet, link, web=web) == "paid"


# === NOBODY MISSES WHAT HAS JUST HAPPENED === #


def test_a_link_just_made_is_found(fleet, shop):
    with fleet.pair.behind():
        _order_id, link = shop.order_with_link()
        assert look(fleet, link) == "pay"
        assert Web(fleet.url).get(f"{link.path}/document.pdf").status == 200


def test_an_attempt_just_made_is_seen(fleet, shop):
    _order_id, link = shop.order_with_link()
    web = Web(fleet.url)
    assert look(fleet, link, web=web) == "pay"
    with fleet.pair.behind():
        reference = shop.start(link, web=web)
        shop.simulate(reference, "pending", web)
        assert look(fleet, link, web=web) == "pending"
        shop.simulate(reference, "done", web)
        assert look(fleet, link, web=web) in ("processing", "paid")
        web.call(f"{link.path}/state")
        assert look(fleet, link, web=web) == "paid"


def test_who_comes_back_in_another_browser_is_not_asked_to_pay_again(fleet, shop):
    _order_id, link = shop.order_with_link()
    with fleet.pair.behind():
        shop.pay(link)
        assert look(fleet, link, "?awaiting=1") == "paid"


def test_nobody_pays_twice_on_a_page_that_is_behind(fleet, shop):
    """Somebody else, elsewhere, may still see the page of before; paying is refused."""
    _order_id, link = shop.order_with_link()
    with fleet.pair.behind():
        shop.pay(link)
        other = Web(fleet.url)
        assert look(fleet, link, web=other) == "pay"
        with pytest.raises(RpcRefusal):
            shop.start(link, web=other)
        other.post(f"{link.path}/check")
        assert look(fleet, link, web=other) == "paid"
    assert [tx["state"] for tx in shop.attempts(link)] == ["done"]
    assert len(shop.payments(link)) == 1
