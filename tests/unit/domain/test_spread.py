"""The spread: each subscription waits its own time after the due instant, inside the local day, always the same."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.billing_calendar import wall_of
from shared.domain.charge_journal import captured, claimed, declined
from shared.domain.decline import Decline
from shared.domain.dunning import DunningPolicy
from shared.domain.next_step import Step, next_step
from shared.domain.spread import delay, delay_of
from shared.domain.subscription import MIN_BETWEEN_CAPTURES
from shared.domain.subscription_periods import activate, opened
from shared.domain.wake_up import cron_expression
from tests.support.builders import (
    NOW,
    USER,
    a_payment,
    a_schedule,
    a_subscription,
    an_authorization,
    at,
    some_terms,
    user_id,
)

DUE = at("2026-02-28T09:00")
MORNING = time(9)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))


def a_spread(minutes=60, **over):
    """A subscription that was opened in a stack that spreads."""
    spread = a_subscription(spread=minutes, **over)
    return opened(replace(spread, next_index=0), 1)


@given(st.integers(0, 10**6), st.integers(0, 1_439), walls)
def test_waits_whole_minutes_inside_the_spread_and_the_local_day(number, minutes, wall):
    waits = delay(user_id(number), 1, minutes, wall)
    due = datetime.combine(date(2026, 1, 31), wall)
    assert waits % 60 == 0
    assert 0 <= waits <= max(0, minutes - 1) * 60
    assert (due + timedelta(seconds=waits)).date() == due.date()


def test_is_a_subscriptions_own_and_always_the_same():
    waits = [delay(USER, number, 60, MORNING) for number in range(1, 10)]
    assert waits == [delay(USER, number, 60, MORNING) for number in range(1, 10)]
    assert len(set(waits)) > 5


def test_many_are_spread_evenly():
    minutes = Counter(delay(user_id(number), 1, 60, MORNING) // 60 for number in range(60_000))
    assert set(minutes) == set(range(60))
    assert max(minutes.values()) < 1_200


@pytest.mark.parametrize(
    ("minutes", "wall"), [(0, MORNING), (1, MORNING), (600, time(23, 59)), (600, time(23, 59, 1))]
)
def test_without_room_nobody_waits(minutes, wall):
    assert delay(USER, 1, minutes, wall) == 0


def test_the_charge_waits_and_the_due_instant_stays():
    subscription = a_spread()
    waits = delay(USER, 1, 60, MORNING)
    assert 0 < waits < 3_600
    assert (subscription.next_charge_at, subscription.charge_at, subscription.look_at) == (
        DUE,
        DUE + waits,
        DUE + waits,
    )
    assert next_step(subscription, DUE + waits - 1) is Step.WAIT
    assert next_step(subscription, DUE + waits) is Step.CLAIM


def test_the_next_period_waits_as_long():
    subscription = a_spread()
    waits = subscription.charge_at - subscription.next_charge_at
    following = captured(claimed(subscription, 2, subscription.charge_at), subscription.charge_at)
    assert following.charge_at == at("2026-03-31T09:00") + waits


def test_a_spread_that_is_taken_away_does_not_bring_two_captures_too_close():
    daily = a_spread(minutes=1_000, schedule=a_schedule(interval="daily", anchor="2026-01-31T00:00:00"))
    captured_at = daily.charge_at
    following = captured(claimed(replace(daily, spread=0), 2, captured_at), captured_at)
    assert following.charge_at >= captured_at + MIN_BETWEEN_CAPTURES


def test_begins_with_the_checkout():
    paid = a_payment(terms=some_terms(), paid_at=NOW)
    begun = activate(paid, an_authorization(), "amina@example.com", 60)
    assert begun.charge_at == DUE + delay(USER, 1, 60, MORNING)


def test_is_woken_when_it_is_charged():
    subscription = a_spread()
    waits = delay_of(subscription, subscription.schedule)
    assert cron_expression(subscription.schedule, waits) == f"cron({waits // 60} 9 28-31 * ? *)"


def test_retries_on_later_days_are_spread_as_well():
    policy = DunningPolicy()
    subscription = a_spread(user_id=user_id(7))
    refused = claimed(subscription, 2, subscription.charge_at)
    after = declined(refused, Decline("insufficient_funds"), policy, card_free_at=0, now=subscription.charge_at)
    assert after.charge_at == at("2026-03-01T09:00") + delay(user_id(7), 1, 60, MORNING)
    assert wall_of(after.charge_at, "Africa/Lagos").day == 1
