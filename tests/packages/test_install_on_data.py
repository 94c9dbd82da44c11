"""Installed in a shop with a past: it takes no longer and changes nothing."""

import contextlib
import os
import time

import copies
import pytest
import traces

from pay_link_setup import addons, databases, testing

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("PAY_LINK_INSTALL_COUNT", "5000"))
SLOWER_AT_MOST = 1.3
# Rows of these tables may be touched: settings get their defaults.
WATCHED = (
    *copies.COPIED,
    *(
        "payment_transaction",
        "account_move_line",
        "sale_order_line",
        "account_payment",
        "pos_payment",
    ),
    *("pos_session", "pos_order_line", "res_partner", "loyalty_card"),
)
UPDATED = "select relname || ' ' || n_tup_upd from pg_stat_user_tables"


@pytest.fixture
def everything():
    return databases.Databases(testing.the_environment())


@pytest.fixture
def make_database(everything):
    """Gives databases that never had our add-ons, with demo data."""
    with contextlib.ExitStack() as stack:

        def _make():
            variant = databases.Variant(demo=True)
            name = stack.enter_context(everything.temporary(variant, with_ours=False))
            everything.forget_demo(name)
            return name

        yield _make


def install(everything, database):
    """Install both add-ons; return how long it took."""
    begun = time.monotonic()
    everything.install(database, addons.all_of_ours())
    return time.monotonic() - begun


def test_installing_changes_no_document(everything, make_database):
    database = make_database()
    cluster = everything.cluster
    copies.fill(cluster, database, COUNT)
    columns = {table: copies.columns_of(cluster, database, table) for table in WATCHED}

    def read():
        return {
            table: copies.digest(cluster, database, table, columns[table])
            for table in WATCHED
        }

    before, made = read(), traces.read_schema(cluster, database)
    install(everything, database)
    assert read() == before
    assert not made - traces.read_schema(cluster, database)
    updated = dict(line.split() for line in cluster.sql(UPDATED, database))
    assert {table: updated[table] for table in WATCHED} == dict.fromkeys(WATCHED, "0")


@pytest.mark.long
def test_installing_takes_as_long_as_on_an_empty_database(everything, make_database):
    full = make_database()
    copies.fill(everything.cluster, full, COUNT)
    seconds = {name: install(everything, name) for name in (make_database(), full)}
    new_seconds, full_seconds = seconds.values()
    print(f"new: {new_seconds:.1f} s; with {COUNT} of each: {full_seconds:.1f} s")
    assert full_seconds < SLOWER_AT_MOST * new_seconds
