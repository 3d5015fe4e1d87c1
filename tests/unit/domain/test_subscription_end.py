"""A subscription that is agreed for a number of charges, or until a date, is completed by its last one."""

from dataclasses import replace

import pytest

from shared.domain.charge_journal import captured, claimed
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY
from shared.domain.subscription import Attention, SubscriptionStatus
from tests.support.builders import NOW, a_subscription, at
from tests.unit.domain.lives import DUE, daily, flying

ACTIVE, COMPLETED = SubscriptionStatus.ACTIVE, SubscriptionStatus.COMPLETED
THIRD = at("2026-04-30T09:00")


def charged_at_each_look(subscription, most=20):
    """Let each charge succeed when it is due; return the instants and what is left."""
    instants = []
    while subscription.charge_at is not None and len(instants) < most:
        instants.append(subscription.charge_at)
        subscription = captured(claimed(subscription, 9, instants[-1]), instants[-1])
    return instants, subscription


@pytest.mark.parametrize("charges", [1, 3, 12])
def test_after_so_many_charges(charges):
    instants, after = charged_at_each_look(a_subscription(charges=charges))
    assert len(instants) == after.charged == charges
    assert (after.status, after.look_at, after.charge_at) == (COMPLETED, None, None)
    assert next_step(after, DUE + 9_999 * DAY) is Step.ENDED


@pytest.mark.parametrize(("end_at", "times"), [(THIRD - 1, 2), (THIRD, 3), (THIRD + 1, 3)])
def test_with_the_last_that_is_due_by_its_end(end_at, times):
    instants, after = charged_at_each_look(a_subscription(end_at=end_at))
    assert (len(instants), after.status) == (times, COMPLETED)


def test_whichever_comes_first():
    assert len(charged_at_each_look(a_subscription(end_at=THIRD, charges=2))[0]) == 2
    assert len(charged_at_each_look(a_subscription(end_at=THIRD, charges=4))[0]) == 3


def test_its_last_period_is_over_so_that_late_news_of_it_are_old():
    after = captured(flying(charges=1), DUE)
    assert (after.status, after.next_index) == (COMPLETED, 2)


@pytest.mark.parametrize("status", [ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.NEEDS_ATTENTION])
def test_leaves_nothing_to_be_done(status):
    last = flying(
        status=status,
        charges=1,
        is_catching_up=True,
        attention=Attention.MISSED_PERIODS if status is SubscriptionStatus.NEEDS_ATTENTION else None,
    )
    after = captured(last, DUE)
    assert after == replace(
        last,
        status=COMPLETED,
        in_flight=None,
        next_index=2,
        charged=1,
        last_capture_at=DUE,
        charge_at=None,
        look_at=None,
        is_catching_up=False,
        attention=None,
    )


def test_in_a_pause_it_ends_too_when_the_charge_that_was_under_way_was_the_last():
    after = captured(flying(status=SubscriptionStatus.PAUSED, resume_at=DUE + DAY, charges=1), DUE)
    assert (after.status, after.resume_at, after.look_at) == (COMPLETED, None, None)


class TestMissed:
    """After an outage of days."""

    LATE = NOW + 9 * DAY

    @pytest.mark.parametrize(("charged", "step"), [(0, Step.ASK_CUSTOMER), (1, Step.ASK_CUSTOMER), (2, Step.CLAIM)])
    def test_nobody_is_asked_about_a_period_that_is_not_agreed(self, charged, step):
        assert next_step(daily(1, charges=3, charged=charged), self.LATE) is step
