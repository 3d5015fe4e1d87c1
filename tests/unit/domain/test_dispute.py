"""A dispute: what Paystack's record makes of it, and when somebody must look."""

from dataclasses import replace

import pytest

from shared.domain.dispute import (
    DAY,
    HOUR,
    LEASE,
    MINUTE,
    DisputeMark,
    DisputeOutcome,
    answering,
    begun,
    looked_up,
    recorded,
    unanswered,
)
from shared.domain.dispute_record import DisputeRecord, DisputeStatus, Resolution
from tests.support.builders import NOW

DUE = NOW + 16 * HOUR
RECORD = DisputeRecord(
    9, 5, "dk.x", 500_000, "NGN", DisputeStatus.AWAITING_MERCHANT, NOW - 60, None, DUE, None, "fraud", "Not me"
)
DISPUTE = begun(RECORD, NOW)


def over(resolution, status=DisputeStatus.RESOLVED):
    return replace(RECORD, status=status, resolution=resolution, resolved_at=NOW + 9, amount=300_000)


def test_begins_with_all_that_paystack_tells_and_is_looked_at_soon():
    assert (DISPUTE.outcome, DISPUTE.look_at, DISPUTE.payment_id) == (DisputeOutcome.OPEN, NOW + LEASE, None)
    assert (DISPUTE.category, DISPUTE.claim, DISPUTE.due_at, DISPUTE.created_at) == ("fraud", "Not me", DUE, NOW - 60)


@pytest.mark.parametrize("status", DisputeStatus)
@pytest.mark.parametrize("is_reversed", [True, False])
def test_without_an_end_it_is_open_whatever_verify_says(status, is_reversed):
    told = recorded(DISPUTE, replace(RECORD, status=status), is_reversed=is_reversed)
    ended = DisputeOutcome.LOST if is_reversed else DisputeOutcome.WON
    assert told.outcome is (ended if status.is_over else DisputeOutcome.OPEN)
    assert told.waits_for_merchant is (status is DisputeStatus.AWAITING_MERCHANT)


@pytest.mark.parametrize(
    ("resolution", "is_reversed", "outcome"),
    [
        (Resolution.ACCEPTED, False, DisputeOutcome.LOST),
        (Resolution.AUTO_ACCEPTED, False, DisputeOutcome.LOST),
        (Resolution.DECLINED, True, DisputeOutcome.WON),
        (Resolution.UNKNOWN, True, DisputeOutcome.LOST),
        (Resolution.UNKNOWN, False, DisputeOutcome.WON),
        (None, True, DisputeOutcome.LOST),
    ],
)
def test_its_end_follows_from_the_resolution_and_where_that_says_nothing_from_the_charge(
    resolution, is_reversed, outcome
):
    told = recorded(DISPUTE, over(resolution), is_reversed=is_reversed)
    is_won = outcome is DisputeOutcome.WON
    assert (told.outcome, told.amount, told.resolved_at) == (outcome, 500_000 if is_won else 300_000, NOW + 9)
    assert told.mark == DisputeMark(9, 0 if is_won else 300_000, outcome)
    assert recorded(told, RECORD, is_reversed=False) is told, "what is over stays over"


@pytest.mark.parametrize(
    ("now", "look_at"),
    [
        (NOW, DUE - 6 * HOUR),
        (DUE - 6 * HOUR, DUE + 5 * MINUTE),
        (DUE, DUE + 5 * MINUTE),
        (DUE + 5 * MINUTE, DUE + 5 * MINUTE + DAY),
    ],
)
def test_is_looked_at_before_its_time_runs_out_after_that_and_then_daily(now, look_at):
    assert looked_up(DISPUTE, now).look_at == look_at


def test_without_a_time_it_is_looked_at_daily_and_once_over_never():
    assert looked_up(replace(DISPUTE, due_at=None), NOW).look_at == NOW + DAY
    assert looked_up(replace(DISPUTE, outcome=DisputeOutcome.WON), NOW).look_at is None


def test_an_answer_is_waited_for_for_half_an_hour():
    noted = answering(DISPUTE, Resolution.DECLINED, "staff", NOW)
    assert (noted.answered_with, noted.answered_by, noted.look_at) == (Resolution.DECLINED, "staff", NOW + LEASE)
    assert noted.is_being_answered(NOW + 30 * MINUTE - 1)
    assert not noted.is_being_answered(NOW + 30 * MINUTE)
    assert looked_up(noted, NOW).look_at == NOW + 30 * MINUTE
    assert unanswered(noted) == replace(DISPUTE, look_at=NOW + LEASE)
    assert not DISPUTE.is_being_answered(NOW)


@pytest.mark.parametrize(
    ("change", "now", "is_soon"),
    [
        ({}, DUE - 6 * HOUR - 1, False),
        ({}, DUE - 6 * HOUR, True),
        ({"due_at": None}, DUE, False),
        ({"status": DisputeStatus.AWAITING_BANK}, DUE, False),
        ({"outcome": DisputeOutcome.LOST}, DUE, False),
    ],
)
def test_people_are_told_six_hours_before_it_is_due_if_nobody_has_answered(change, now, is_soon):
    assert replace(DISPUTE, **change).is_due_soon(now) is is_soon
