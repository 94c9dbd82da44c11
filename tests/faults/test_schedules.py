"""Seeded schedules of customers, webhooks, crons and kills; after each, an audit.

A seed that fails is printed with all that happened, and is played again by

    ./setup/test e2e tests/faults --fault-seed SEED

`PAY_LINK_FAULT_SCHEDULES` says how many are played (50 without it), and
`PAY_LINK_FAULT_FIRST` the first seed.
"""

import os
from collections import Counter

import pytest
from audit import Audit
from schedules import Schedule
from story import Story
from workers import WORKERS

SCHEDULES = int(os.environ.get("PAY_LINK_FAULT_SCHEDULES", "50"))
ENOUGH = 30
FIRST = int(os.environ.get("PAY_LINK_FAULT_FIRST", "1"))

pytestmark = pytest.mark.slow


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        only = metafunc.config.getoption("--fault-seed")
        seeds = [only] if only is not None else range(FIRST, FIRST + SCHEDULES)
        metafunc.parametrize("seed", seeds)


@pytest.fixture(scope="module")
def outcomes():
    """What the stories have come to."""
    return Counter()


def test_the_books_are_right(town, workers, outcomes, seed):
    story = Story(town, workers, Schedule(seed))
    story.play()
    story.heal()
    audit = Audit(story)
    faults = [*audit.faults(), *story.crashes]
    outcomes.update(stories=1, paid=audit.taken > 0, killed=story.kills > 0)
    print(story)
    replay = f"./setup/test e2e tests/faults --fault-seed {seed}"
    assert not faults, f"{faults}\n{story}\nplay it again: {replay}"


def test_the_stories_are_not_idle(outcomes):
    """Most of them take money, and many lose their workers meanwhile."""
    if outcomes["stories"] < ENOUGH:
        pytest.skip("too few schedules to say")
    assert outcomes["paid"] >= outcomes["stories"] / 2, outcomes
    assert outcomes["killed"] >= outcomes["stories"] / 4, outcomes


def test_a_kill_hits_all_workers(town, workers):
    before = workers.pids()
    assert len(before) == WORKERS
    assert workers.kill() == WORKERS
    workers.wait()
    assert not set(before) & set(workers.pids())
    assert town.rpc("res.users", "search_count", [])


def test_a_seed_is_always_the_same_schedule():
    for seed in range(20):
        assert str(Schedule(seed)) == str(Schedule(seed))
    assert len({str(Schedule(seed)) for seed in range(20)}) == 20
