"""The audit finds what is wrong: each of its checks can fail."""

import copy

import pytest
from audit import Audit
from schedules import Schedule
from story import Story

pytestmark = pytest.mark.slow


def _pay(town, workers, *, is_hold=False):
    """A story without faults: one checkout, one payment."""
    schedule = next(s for s in map(Schedule, range(100)) if s.is_hold == is_hold)
    schedule.moments = []
    story = Story(town, workers, schedule)
    story._check_out(0)
    story._pay(0, "pm_card_visa")
    return story


def _hold(town, workers):
    """A story of a hold, from which the customer has come back."""
    story = _pay(town, workers, is_hold=True)
    story._come_back(0)
    return story


@pytest.fixture(scope="module")
def paid(town, workers):
    story = _pay(town, workers)
    story._come_back(0)
    story.heal()
    return story


@pytest.fixture(scope="module")
def parted(town, workers):
    """Of a hold, one half is captured, the other released; some is given back."""
    story = _hold(town, workers)
    story._capture(0.5, is_last=True)
    story.heal()
    story._refund(0, 0.25, by_dialog=True)
    story.heal()
    return story


@pytest.fixture
def audit(paid):
    return Audit(paid)


@pytest.fixture
def audit_of_parts(parted):
    return Audit(parted)


def test_a_good_story_has_no_fault(audit):
    assert list(audit.faults()) == []
    assert audit.taken == 12050


def test_what_goes_back_before_it_is_booked_buys_nothing(town, workers):
    story = _pay(town, workers)
    story._check_out(0)  # finds it paid; its consequences are still to come
    story._refund(0, 1, by_dialog=False)
    story.heal()
    audit = Audit(story)
    assert list(audit.faults()) == []
    assert (audit.taken, audit.returned) == (12050, 12050)
    assert (audit.order_state, audit.invoices) == ("draft", [])


def test_a_good_story_in_parts_has_no_fault(audit_of_parts):
    audit = audit_of_parts
    assert list(audit.faults()) == []
    assert (audit.taken, audit.returned, audit.released) == (6025, 1506, 6025)
    assert len(audit.invoices) == 1


def test_a_hold_is_released_once_and_for_all(town, workers):
    story = _hold(town, workers)
    story._release()
    story.heal()
    audit = Audit(story)
    assert list(audit.faults()) == []
    assert [tx["state"] for tx in audit.txs] == ["cancel", "cancel"]


def test_a_hold_is_captured_in_two_halves(town, workers):
    story = _hold(town, workers)
    story._capture(0.5, is_last=False)
    story.heal()
    story._capture(1, is_last=False)
    story.heal()
    assert list(Audit(story).faults()) == []


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


def _find(audit, is_refund):
    found = [tx for tx in audit.txs if tx["source_transaction_id"]]
    return [tx for tx in found if (tx["operation"] == "refund") == is_refund]


def _parts(audit):
    return _find(audit, False)


def _refund(audit):
    [refund] = _find(audit, True)
    return refund


def _forget_a_part(audit):
    audit.txs.remove(_parts(audit)[0])


def _leave_a_part_open(audit):
    audit.txs.append({**_parts(audit)[0], "id": 0, "state": "pending"})


def _capture_more(audit):
    _parts(audit)[0]["amount"] += 1


def _release_what_was_taken(audit):
    audit.txs.append({**_parts(audit)[0], "id": 0, "state": "cancel"})


def _forget_the_refund(audit):
    audit.txs.remove(_refund(audit))


def _refund_twice(audit):
    audit.refunds += [{**audit.refunds[0], "id": "re_other"}]


def _refund_without_stripe(audit):
    audit.refunds = []


def _refund_another_amount(audit):
    _refund(audit)["amount"] -= 1


def _leave_the_refund_pending(audit):
    audit.txs.append({**_refund(audit), "id": 0, "state": "pending"})


def _book_the_refund_as_income(audit):
    [entry] = [p for p in audit.payments if p["payment_type"] == "outbound"]
    entry["payment_type"] = "inbound"


def _say_that_all_was_kept(audit):
    audit.link["amount_paid"] = 60.25


def _invoice_less(audit):
    audit.invoices[0]["amount_total"] -= 0.01


@pytest.mark.parametrize(
    "plant",
    [
        _forget_a_part,
        _leave_a_part_open,
        _capture_more,
        _release_what_was_taken,
        _forget_the_refund,
        _refund_twice,
        _refund_without_stripe,
        _refund_another_amount,
        _leave_the_refund_pending,
        _book_the_refund_as_income,
        _say_that_all_was_kept,
        _invoice_less,
    ],
)
def test_a_fault_planted_in_the_parts_is_found(audit_of_parts, plant):
    plant(audit_of_parts)
    assert list(audit_of_parts.faults())
