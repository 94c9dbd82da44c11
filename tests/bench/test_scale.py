"""What everything costs in front of a large history, against the same with a small one.

    ./setup/test e2e tests/bench/test_scale.py --long -s
    PAY_LINK_BENCH_LINKS=10000,1000000 \\
        ./setup/test e2e tests/bench/test_scale.py --long -s

makes two shops that have sold for five years, asks both of them the same in turn, and
prints the median times and their ratio; for what runs in the background also the rows
that the database read. Rows are asserted: a scheduled action reads what it has to do,
not the history. Times are not: a person reads them, where nothing else runs.
"""

import contextlib
import os
import statistics
import time

import pytest
import scale_office
import scale_shell
import scale_shop

from pay_link_setup import testing

pytestmark = pytest.mark.long

LINKS = os.environ.get("PAY_LINK_BENCH_LINKS")
SIZES = tuple(int(count) for count in (LINKS or "1000,8000").split(","))
ROUNDS = int(os.environ.get("PAY_LINK_BENCH_ROUNDS", "7" if LINKS else "1"))
RATIO_MAX = 1.5
# With each mail they print a PDF, whatever the history: left out of the small form.
PRINTING = (
    "pay_link_batch",
    "pay_link_receipt",
    "pay_link_remind",
    "pay_link_follow_up",
)
# What is open, and what happened in some days, is a small part of a large history.
ROWS_MORE_MAX = 200
SHARE_MAX = 0.03


class Shop:
    """A server in front of a history, and a shell beside it."""

    def __init__(self, folder, count, stack):
        folder.mkdir()
        self.count = count
        self.server = stack.enter_context(testing.odoo_server(folder))
        scale_shop.fill(self.server, count)
        self.tell = stack.enter_context(scale_shell.shell(self.server, folder)).tell
        path, share = self.tell("make_page"), min(SIZES) / count
        self.office = scale_office.Office(self.server, path, share)


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """The shop with the small history, and the one with the large."""
    folder = tmp_path_factory.mktemp("scale")
    with contextlib.ExitStack() as stack:
        yield [Shop(folder / str(count), count, stack) for count in SIZES]


def in_turn(actions):
    """Do the same in each shop, often, in turn, so that noise hits both alike.

    :return: The median of each, in milliseconds.
    :rtype: list
    """
    times = [[] for _action in actions]
    for number in range(1 + ROUNDS):
        for action, found in zip(actions, times, strict=True):
            start = time.perf_counter()
            action()
            if number:  # the first one warms up
                found.append((time.perf_counter() - start) * 1000)
    return [statistics.median(found) for found in times]


def in_the_background(shops, rounds, *message):
    """The same for what the shells do; they say what it took."""
    answers = [[each.tell(*message) for each in shops] for _ in range(rounds)]
    answers = list(zip(*answers, strict=True))  # by shop
    times = [statistics.median(a["ms"] for a in found) for found in answers]
    rows = [min(sum(a["rows"].values()) for a in found) for found in answers]
    return times, rows


def print_line(name, times, rows=None):
    small, large = times
    mark = " <" if large / small > RATIO_MAX else ""
    counts = "".join(f"{count:>10,}" for count in rows or ())
    print(f"{name:<34}{small:>10.1f}{large:>10.1f}{large / small:>7.2f}{counts}{mark}")


def print_head(*more):
    sizes = [f"{count:,}" for count in SIZES]
    heads = "".join(f"{head:>10}" for head in more)
    print(f"\n{'median ms':<34}{sizes[0]:>10}{sizes[1]:>10}{'ratio':>7}{heads}")


def count_records(answer):
    """How many records are in the answer, of which a small shop may have fewer."""
    return len(answer.get("records", ())) if isinstance(answer, dict) else 0


def test_what_people_ask(shops):
    print_head("shown", "shown")
    requests = [each.office.get_requests() for each in shops]
    for name in requests[0]:
        actions = [each[name] for each in requests]
        shown = [count_records(action()) for action in actions]
        print_line(name, in_turn(actions), shown)


def test_one_link_and_its_payment(shops):
    print_head("rows", "rows")
    for name in ("make_link", "attempt", "settle"):
        in_the_background(shops, 1, name)
        times, rows = in_the_background(shops, ROUNDS, name)
        print_line(name.replace("_", " "), times, rows)
        assert_rows(name, rows)


def test_no_scheduled_action_reads_the_history(shops):
    print_head("rows", "rows")
    for kind, names in (("run", "crons"), ("clean", "cleaners")):
        for name in shops[0].tell(names):
            title = name.partition(".cron_")[2] or name
            in_the_background(shops, 1, kind, name, False)
            times, rows = in_the_background(shops, ROUNDS, kind, name, False)
            print_line(f"{title}, nothing to do", times, rows)
            assert_rows(title, rows)
            if LINKS or title not in PRINTING:
                times, rows = in_the_background(shops, 1, kind, name, True)
                print_line(f"{title}, with work", times, rows)
                assert_rows(title, rows)


def assert_rows(name, rows):
    small, large = rows
    most = small + ROWS_MORE_MAX + SHARE_MAX * SIZES[1]
    assert large <= most, f"{name} read {large} rows, not {small}"
