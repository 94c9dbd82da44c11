"""A server, the primary and the replica are killed while customers pay.

    ./setup/test e2e tests/scale/test_kills.py --long -s

prints what was answered meanwhile. About five minutes.
"""

from types import SimpleNamespace

import pytest
from audit import Audit
from payers import Notes, Payers
from story import CRONS, HEALING

LINKS = 150
ENOUGH = 4
PHASE_SECONDS = (6, 50)
OUTAGE_SECONDS = (5, 15)
HEALING_ROUNDS = 3
SILENT = "update payment_transaction set pay_link_next_check_at = '2020-01-01'"
WITH_ATTEMPT = " where pay_link_id is not null and state in ('draft', 'pending')"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def run(fleet, town):
    """All kills, one after the other, and what came of them."""
    notes = Notes()
    payers = Payers(town, notes)
    payers.prepare(LINKS)
    with payers:
        work(notes, "all up")
        for name, victims, can_pay in (
            ("server", [fleet.servers[0]], True),
            ("primary", [fleet.pair.primary], False),
            ("replica", [fleet.pair.replica], True),
            ("both databases", [fleet.pair.primary, fleet.pair.replica], False),
        ):
            notes.phase = f"{name}: killed"
            for victim in victims:
                victim.kill()
            work(notes, notes.phase, can_pay)
            notes.phase = f"{name}: starting"
            for victim in victims:
                victim.start()
            work(notes, f"{name}: back")
    heal(fleet)
    begun = [purchase for purchase in payers.purchases if purchase.tabs]
    faults = {purchase.link.id: list(Audit(purchase).faults()) for purchase in begun}
    report(fleet, notes, begun, faults)
    return SimpleNamespace(notes=notes, purchases=begun, faults=faults)


def work(notes, phase, can_pay=True):
    """Let the customers go on for a while."""
    notes.phase = phase
    if can_pay:
        notes.wait_for("check out", "303", ENOUGH, *PHASE_SECONDS)
    else:
        notes.wait_for("visit", "200", ENOUGH, *OUTAGE_SECONDS)


def heal(fleet):
    """Time goes on: what is left to the crons is done."""
    for _round in range(HEALING_ROUNDS):
        fleet.pair.primary.sql(SILENT + WITH_ATTEMPT, fleet.database)
        for name in HEALING:
            fleet.run_cron(CRONS[name])


def report(fleet, notes, purchases, faults):
    answers = list(fleet.proxy.answers())
    repeated = sum(answer.was_repeated for answer in answers)
    passed_on = sum(len(answer.servers) > 1 for answer in answers) - repeated
    paid = sum(purchase.has_seen_it_paid for purchase in purchases)
    wrong = sum(bool(found) for found in faults.values())
    print(f"\n{notes}\n")
    print(f"requests that another server got too: {repeated}, instead: {passed_on}")
    print(f"purchases: {len(purchases)}, seen paid by the customer: {paid}")
    print(f"books that are wrong: {wrong}")


def test_the_books_are_right(run):
    assert len(run.purchases) >= 3 * ENOUGH
    assert {link: found for link, found in run.faults.items() if found} == {}


def test_no_post_is_repeated(run, fleet):
    repeated = [a for a in fleet.proxy.answers() if a.was_repeated]
    assert {answer.method for answer in repeated} <= {"GET"}, repeated


def test_pages_are_shown_and_paid_while_a_server_is_down(run):
    for phase in ("server: killed", "server: starting", "server: back"):
        assert set(run.notes.of(phase, "visit")) <= {"200"}, phase
    assert run.notes.of("server: killed", "check out").get("303")


def test_pages_are_shown_while_the_primary_is_down(run):
    assert set(run.notes.of("primary: killed", "visit")) == {"200"}
    assert "303" not in run.notes.of("primary: killed", "check out")


def test_pages_are_shown_and_paid_while_the_replica_is_down(run):
    for step, status in (("visit", "200"), ("check out", "303")):
        assert run.notes.of("replica: killed", step).get(status)


def test_no_page_is_a_wrong_one_while_both_are_down(run):
    for step in ("visit", "look", "check out", "come back"):
        assert not {"200", "303"} & set(run.notes.of("both databases: killed", step))


def test_all_goes_on_afterwards(run):
    for phase in ("server", "primary", "replica", "both databases"):
        assert run.notes.of(f"{phase}: back", "check out").get("303"), phase


def test_a_replica_that_is_back_catches_up(run, fleet):
    fleet.pair.catch_up()
