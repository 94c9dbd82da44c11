"""The audit finds what is wrong: each of its checks can fail."""

import copy

import pytest
from audit import Audit
from schedules import Schedule
from story import Story

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def paid(town, workers):
    """A story without faults: one checkout, one payment."""
    schedule = next(s for s in map(Schedule, range(100)) if not s.is_hold)
    schedule.moments = []
    story = Story(town, workers, schedule)
    story._check_out(0)
    story._pay(0, "pm_card_visa")
    story._come_back(0)
    story.heal()
    return story


@pytest.fixture
def audit(paid):
    return Audit(paid)


def test_a_good_story_has_no_fault(audit):
    assert list(audit.faults()) == []
    assert audit.taken == 12050


def _book_twice(audit):
    audit.payments += copy.deepcopy(audit.payments)


def _book_nothing(audit):
    audit.payments = []


def _take_more(audit):
    audit.intents[0]["amount_received"] += 100


def _take_twice(audit):
    audit.intents += [{**audit.intents[0], "id": "pi_other"}]


def _take_nothing(audit):
    audit.intents = []


def _hold_what_is_done(audit):
    audit.intents[0] |= {"status": "requires_capture", "amount_received": 0}


def _forget_the_success(audit):
    audit.txs[0]["state"] = "draft"


def _draft_the_entry(audit):
    audit.payments[0]["state"] = "draft"


def _leave_the_link_active(audit):
    audit.link["state"] = "active"


def _say_less_on_the_link(audit):
    audit.link["amount_paid"] -= 1


def _leave_the_order(audit):
    audit.order_state = "draft"


def _leave_the_invoice_open(audit):
    audit.invoices[0]["amount_residual"] = 0.5


def _invoice_twice(audit):
    audit.invoices += copy.deepcopy(audit.invoices)


def _leave_the_page_open(audit):
    audit.sessions = [{"id": audit.story.tabs[0].session}]


@pytest.mark.parametrize(
    "plant",
    [
        _book_twice,
        _book_nothing,
        _take_more,
        _take_twice,
        _take_nothing,
        _hold_what_is_done,
        _forget_the_success,
        _draft_the_entry,
        _leave_the_link_active,
        _say_less_on_the_link,
        _leave_the_order,
        _leave_the_invoice_open,
        _invoice_twice,
        _leave_the_page_open,
    ],
)
def test_a_planted_fault_is_found(audit, plant):
    plant(audit)
    assert list(audit.faults())
