"""What the add-ons cost a till: opening it, and validating a sale without a link.

    PAY_LINK_BENCH_OPENINGS=10 PAY_LINK_BENCH_SALES=20 \\
        ./setup/test e2e tests/bench/test_till_cost.py -s

Two servers with the same demo, one of them without the add-ons, are used in turn by the
same browser. How many requests a sale makes is asserted. Times are not:
a person reads them as ratios within one run, on a machine that does nothing else.
"""

import os
import re
import statistics
import time

import pytest
from playwright.sync_api import sync_playwright
from till import Till

from pay_link_setup import testing

OPENINGS = int(os.environ.get("PAY_LINK_BENCH_OPENINGS", "2"))
SALES = int(os.environ.get("PAY_LINK_BENCH_SALES", "3"))
QUIET_SECONDS = 1.5  # after which the till asks nothing more
PRODUCT = "Desk Organizer"
# what Odoo's access log ends with: queries, seconds in SQL, seconds beside it
ACCESS = re.compile(r'"(?:GET|POST) (\S+) HTTP/[\d.]+" (\d+) - (\d+) ([\d.]+) ([\d.]+)')


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("with", "without")]
    with (
        testing.odoo_server(folders[0]) as full,
        testing.odoo_server(folders[1], with_ours=False) as bare,
    ):
        yield {"with": full, "without": bare}


@pytest.fixture(scope="module")
def tills(servers):
    """The tills, which were opened, and have sold something: they are warm."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**vars(testing.browser()))
        domain = [("name", "=", "Furniture Shop")]
        tills = {
            name: Till(server, browser, server.rpc("pos.config", "search", domain)[0])
            for name, server in servers.items()
        }
        for till in tills.values():
            till.open()
            sell(till)
        yield tills
        browser.close()


class Meter:
    """What the server notes in its log while something is done."""

    def __init__(self, till):
        self.till = till

    def __enter__(self):
        self.start = self.till.server.log.stat().st_size
        self.till.requests.clear()
        return self

    def __exit__(self, *_error):
        time.sleep(QUIET_SECONDS)  # the log says nothing of what is still to come
        self.requests = sorted(self.till.requests)
        with self.till.server.log.open(encoding="utf-8") as lines:
            lines.seek(self.start)
            found = [match for match in map(ACCESS.search, lines) if match]
        self.milliseconds = sum(float(m[4]) + float(m[5]) for m in found) * 1000
        self.queries = sum(int(m[3]) for m in found)


def in_turn(tills, times, action):
    """Do something at both tills in turn; return the meters by till."""
    meters = {name: [] for name in tills}
    for _number in range(times):
        for name, till in tills.items():
            with Meter(till) as meter:
                action(till)
            meters[name].append(meter)
    return meters


def count_requests(meters):
    """The fewest that it took: a busy machine can only make the till ask again."""
    return min(len(meter.requests) for meter in meters)


def print_table(title, meters):
    print(f"\n{title:<20}{'server ms':>10}{'SQL':>8}{'requests':>10}")
    medians = {}
    for name, found in meters.items():
        medians[name] = statistics.median(meter.milliseconds for meter in found)
        queries = statistics.median(meter.queries for meter in found)
        requests = statistics.median(len(meter.requests) for meter in found)
        print(f"{name:<20}{medians[name]:>10.1f}{queries:>8.0f}{requests:>10.0f}")
    print(f"{'ratio':<20}{medians['with'] / medians['without']:>10.3f}")


def test_opening_the_till(tills):
    meters = in_turn(tills, OPENINGS, Till.open)
    print_table("opening the till", meters)
    assert count_requests(meters["with"]) <= count_requests(meters["without"])


def sell(till):
    till.add(PRODUCT)
    till.pay("Cash")
    till.validate()
    till.next_order()


def test_a_sale_without_a_link(tills):
    meters = in_turn(tills, SALES, sell)
    print_table("a sale", meters)
    assert count_requests(meters["with"]) <= count_requests(meters["without"])
