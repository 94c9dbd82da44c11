"""Many links at once: made in one call, and sent in bulk.

    ./setup/test e2e tests/bench/test_many_links.py -s

prints how the statements grow from some links to ten times as many, and how much memory
the server takes while it sends in bulk. PAY_LINK_BENCH=10000 measures that many.
"""

import os
import re
import time
from pathlib import Path

import pytest

from pay_link_setup import testing

MANY = int(os.environ.get("PAY_LINK_BENCH", "200"))
SENT = MANY // 20  # each has its PDF printed, which takes longer than all the rest
# PostgreSQL is asked in batches of a thousand records: ten times as many records may
# take ten times as many statements, at a hundredth of a statement each
STATEMENTS_A_LINK_MAX = 0.5
MEMORY_MIB_MAX = 150
SECONDS_A_LINK_MAX = 30
LOG_SECONDS = 10

CALL = re.compile(r'"POST /jsonrpc\S* HTTP/[\d.]+" 200 - (\d+) ([\d.]+) ([\d.]+)')


@pytest.fixture(scope="module")
def odoo(tmp_path_factory):
    with testing.odoo_server(tmp_path_factory.mktemp("odoo"), crons=1) as server:
        yield server


def _make_orders(odoo, count):
    partner_id = odoo.rpc("res.partner", "search", [("email", "!=", False)], limit=1)[0]
    product_id = odoo.rpc("product.product", "search", [("sale_ok", "=", True)])[0]
    line = {"product_id": product_id, "price_unit": 10.0}
    values = {"partner_id": partner_id, "order_line": [(0, 0, line)]}
    order_ids = []
    while len(order_ids) < count:
        batch = [values] * min(250, count - len(order_ids))
        context = {"tracking_disable": True, "mail_create_nosubscribe": True}
        order_ids += odoo.rpc("sale.order", "create", batch, context=context)
    return order_ids


def _measure(odoo, *call):
    """Call the server; return the answer, and the statements and seconds it noted."""
    noted = len(CALL.findall(odoo.log.read_text(encoding="utf-8")))
    answer = odoo.rpc(*call)
    deadline = time.monotonic() + LOG_SECONDS
    while time.monotonic() < deadline:
        calls = CALL.findall(odoo.log.read_text(encoding="utf-8"))
        if len(calls) > noted:
            statements, sql_seconds, other_seconds = calls[noted]
            return answer, int(statements), float(sql_seconds) + float(other_seconds)
        time.sleep(0.1)
    raise AssertionError("the server noted no call")


def _get_memory_mib(odoo):
    """The most memory that the server has ever had."""
    status = Path(f"/proc/{odoo.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def _wait_until_done(odoo, batch_id):
    """Let the server's own scheduler send, in as many runs as it takes."""
    fields = ["sent_count", "failed_count", "state"]
    deadline = time.monotonic() + SECONDS_A_LINK_MAX * SENT
    while time.monotonic() < deadline:
        batch = odoo.rpc("pay.link.batch", "read", [batch_id], fields)[0]
        if batch["state"] == "done":
            return batch
        time.sleep(1)
    raise AssertionError(f"not sent in time: {batch}")


def test_statements_grow_with_batches(odoo):
    order_ids = _make_orders(odoo, 1 + MANY // 10 + MANY)
    few, many = order_ids[1:-MANY], order_ids[-MANY:]
    costs = []
    for ids in (order_ids[:1], few, many):
        values = [{"res_model": "sale.order", "res_id": order_id} for order_id in ids]
        link_ids, *cost = _measure(odoo, "pay.link", "create", values)
        assert len(set(link_ids)) == len(ids)
        costs.append((len(ids), *cost))
    for count, statements, seconds in costs:
        print(
            f"\n{count:>6} links: {statements:>6} statements, {seconds:6.2f} s", end=""
        )
    print()
    (few_count, few_statements, _), (many_count, many_statements, _) = costs[1:]
    growth = (many_statements - few_statements) / (many_count - few_count)
    assert growth <= STATEMENTS_A_LINK_MAX


def test_bulk_sending_keeps_its_memory(odoo):
    order_ids = _make_orders(odoo, SENT)
    action = odoo.rpc("sale.order", "action_send_pay_links", order_ids)
    batch_id = action["res_id"]
    odoo.rpc("pay.link.batch", "action_queue", [batch_id])
    before = _get_memory_mib(odoo)
    start = time.monotonic()
    batch = _wait_until_done(odoo, batch_id)
    seconds = time.monotonic() - start
    grown = _get_memory_mib(odoo) - before
    print(f"\n{SENT} links sent: {seconds / SENT:.2f} s each, {grown:.0f} MiB more")
    assert (batch["state"], batch["sent_count"]) == ("done", SENT)
    assert grown <= MEMORY_MIB_MAX
