"""What lists, tabs and figures cost with many links, against the same with a thousand.

    ./setup/test e2e tests/bench/test_scale.py -s
    PAY_LINK_BENCH_LINKS=1000000 ./setup/test e2e tests/bench/test_scale.py -s

prints the median time of each request that the back office makes, and the ratio. Times
are not asserted: a person reads them, on a machine that does nothing else.
"""

import os
import statistics
import time
from pathlib import Path

import pytest

from pay_link_setup import testing

FEW = 1_000
MANY = int(os.environ.get("PAY_LINK_BENCH_LINKS", "20000"))
ROUNDS = 7
SQL = Path(__file__).with_name("links.sql").read_text(encoding="utf-8")

COLUMNS = {
    "name": {},
    "document_name": {},
    "partner_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "amount": {},
    "amount_paid": {},
    "state": {},
    "payment_state": {},
    "create_date": {},
}
LIST = {"specification": COLUMNS, "limit": 80, "count_limit": 10_001, "order": ""}
ACTIVE = [("state", "=", "active")]
RECENT = [("create_date", ">=", "today -90d")]


def search(text):
    """What the search box looks for."""
    return [
        "|",
        "|",
        ("name", "ilike", text),
        ("document_name", "ilike", text),
        ("partner_id", "child_of", text),
    ]


def listing(domain):
    return "web_search_read", [], {"domain": domain, **LIST}


def figures(domain, groups, aggregates):
    return "formatted_read_group", [domain, groups, aggregates], {}


def kanban(domain):
    options = {
        "auto_unfold": True,
        "unfold_read_specification": COLUMNS,
        "unfold_read_default_limit": 40,
    }
    sums = ["amount:sum_currency", "amount:sum"]
    return "web_read_group", [domain, ["state"], sums], options


def bars(domain):
    options = {
        "domain": domain,
        "group_by": "state",
        "progress_bar": {
            "field": "payment_state",
            "colors": {"paid": "success", "partial": "warning"},
        },
    }
    return "read_progress_bar", [], options


# The list opens with the active links, figures with 90 days. The kanban's columns, and
# "all" where a person chooses it, add up every link ever made: those grow with them.
REQUESTS = {
    "list, all": listing([]),
    "list, active": listing([("state", "=", "active")]),
    "list, paid": listing([("state", "=", "paid")]),
    "list, mine": listing([("user_id", "=", 2)]),
    "tabs with counts": (
        "search_panel_select_range",
        ["state"],
        {"enable_counters": True, "expand": True},
    ),
    "search, number": listing(search("PL/00000500")),
    "search, document": listing(search("S00000321")),
    "search, customer": listing(search("Azure")),
    "kanban, active": kanban(ACTIVE),
    "kanban, all": kanban([]),
    "kanban bars, active": bars(ACTIVE),
    "kanban bars, all": bars([]),
    "graph, 90 days": figures(RECENT, ["create_date:month", "state"], ["amount:sum"]),
    "graph, all": figures([], ["create_date:month", "state"], ["amount:sum"]),
    "pivot, 90 days": figures(
        RECENT, ["user_id"], ["amount:sum", "amount_paid:sum", "paid_rate:avg"]
    ),
    "pivot, all": figures(
        [], ["user_id"], ["amount:sum", "amount_paid:sum", "paid_rate:avg"]
    ),
}


def measure(folder, count):
    """Make that many links in a database of their own; time the requests.

    :return: the median of each request, in milliseconds
    :rtype: dict
    """
    cluster = testing.the_environment().cluster
    folder.mkdir()
    with testing.odoo_server(folder) as server:
        cluster.sql(SQL.format(count=count), server.database)
        cluster.sql("VACUUM ANALYZE pay_link", server.database)
        for request in REQUESTS.values():
            ask(server, request)
        return {name: median(server, request) for name, request in REQUESTS.items()}


def median(server, request):
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        ask(server, request)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def ask(server, request):
    method, arguments, keywords = request
    return server.rpc("pay.link", method, *arguments, **keywords)


@pytest.mark.slow
def test_requests_with_many_links(tmp_path):
    few = measure(tmp_path / "few", FEW)
    many = measure(tmp_path / "many", MANY)
    print(f"\n{'request':<20}{FEW:>12,}{MANY:>12,}{'ratio':>8}   (median ms)")
    for name, milliseconds in few.items():
        ratio = many[name] / milliseconds
        print(f"{name:<20}{milliseconds:>12.1f}{many[name]:>12.1f}{ratio:>8.1f}")
    assert set(few) == set(many) == set(REQUESTS)
