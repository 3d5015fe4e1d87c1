"""After missed periods the customer chooses: the current one, all of them one after the other, or none."""

from itertools import pairwise

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.charge_journal import captured, claimed, declined
from shared.domain.errors import WrongState
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import Attention, SubscriptionStatus, needing_attention
from shared.domain.subscription_changes import CatchUp, caught_up
from shared.domain.subscription_periods import MAX_MISSED_COUNTED, missed_periods
from tests.support.builders import NOW, a_schedule, a_subscription
from tests.unit.domain.lives import NO_MONEY, POLICY, daily

ACTIVE, NEEDS_ATTENTION = SubscriptionStatus.ACTIVE, SubscriptionStatus.NEEDS_ATTENTION
LATE = NOW + 9 * DAY + 5 * HOUR
"""Nine days were missed; the tenth is due in 19 hours."""


def missing(**over):
    return needing_attention(daily(1, **over), Attention.MISSED_PERIODS)


def charged_while_due(subscription, now, hours):
    """Charge whatever may be charged, looking every hour; return what was charged when."""
    made = []
    for instant in range(now, now + hours * HOUR, HOUR):
        if next_step(subscription, instant) is Step.CLAIM:
            made.append((subscription.next_index, (instant - now) // HOUR))
            subscription = captured(claimed(subscription, 9, instant), instant)
    return made, subscription


class TestChargeOne:
    def test_charges_the_current_period_alone(self):
        after = caught_up(missing(), CatchUp.CHARGE_ONE, LATE)
        assert (after.status, after.attention, after.next_index) == (ACTIVE, None, 9)
        assert charged_while_due(after, LATE, 30)[0] == [(9, 0), (10, 20)]

    def test_is_the_only_one_when_it_is(self):
        after = caught_up(missing(), CatchUp.CHARGE_ONE, NOW + DAY)
        assert (after.next_index, after.charge_at) == (1, NOW + DAY)

    def test_waits_for_twenty_hours_after_the_last_capture(self):
        after = caught_up(missing(last_capture_at=LATE - HOUR), CatchUp.CHARGE_ONE, LATE)
        assert after.charge_at == LATE + 19 * HOUR

    def test_stays_within_the_end(self):
        assert caught_up(missing(end_at=NOW + 4 * DAY), CatchUp.CHARGE_ONE, LATE).next_index == 4


class TestChargeAll:
    def test_charges_each_in_turn_with_twenty_hours_between_until_none_is_left(self):
        after = caught_up(missing(), CatchUp.CHARGE_ALL, LATE)
        assert after.is_catching_up
        made, caught = charged_while_due(after, LATE, 24 * 60)
        assert made[:9] == [(index, 20 * (index - 1)) for index in range(1, 10)]
        assert [later - earlier for (_, earlier), (_, later) in pairwise(made)].count(20) > 9
        assert [index for index, _ in made] == list(range(1, len(made) + 1))
        assert not caught.is_catching_up
        assert caught.next_charge_at > LATE + 24 * 59 * HOUR

    def test_goes_on_after_a_refusal_in_between(self):
        after = caught_up(missing(), CatchUp.CHARGE_ALL, LATE)
        refused = declined(claimed(after, 9, LATE), NO_MONEY, POLICY, card_free_at=LATE, now=LATE)
        paid = captured(claimed(refused, 9, refused.charge_at), refused.charge_at)
        assert (paid.status, paid.is_catching_up, paid.next_index) == (ACTIVE, True, 2)
        assert next_step(paid, paid.charge_at) is Step.CLAIM

    def test_a_later_outage_is_asked_about_again(self):
        weekly = a_subscription(schedule=a_schedule(interval=Interval.WEEKLY), charge_at=None)
        late = NOW + 14 * DAY
        after = caught_up(needing_attention(weekly, Attention.MISSED_PERIODS), CatchUp.CHARGE_ALL, late)
        made, caught = charged_while_due(after, late, 40)
        assert ([index for index, _ in made], caught.is_catching_up) == ([1, 2], False)
        assert next_step(caught, NOW + 28 * DAY) is Step.ASK_CUSTOMER


class TestSkipToNext:
    @pytest.mark.parametrize(("now", "index"), [(LATE, 10), (NOW + 9 * DAY - 1, 9), (NOW + 9 * DAY, 10)])
    def test_charges_nothing_of_what_was_due(self, now, index):
        after = caught_up(missing(), CatchUp.SKIP_TO_NEXT, now)
        assert (after.status, after.attention, after.next_index) == (ACTIVE, None, index)
        assert after.charge_at == NOW + index * DAY

    def test_past_its_end_completes_it(self):
        after = caught_up(missing(end_at=NOW + 9 * DAY), CatchUp.SKIP_TO_NEXT, LATE)
        assert (after.status, after.attention) == (SubscriptionStatus.COMPLETED, None)


@pytest.mark.parametrize("choice", CatchUp)
class TestNotAnswerable:
    @pytest.mark.parametrize("status", sorted(set(SubscriptionStatus) - {NEEDS_ATTENTION}))
    def test_where_nobody_was_asked(self, choice, status):
        with pytest.raises(WrongState, match="cannot be caught up"):
            caught_up(a_subscription(status=status), choice, LATE)

    def test_while_the_merchant_looks_into_unclear_money(self, choice):
        unclear = needing_attention(daily(1), Attention.UNCLEAR_MONEY)
        with pytest.raises(WrongState, match="merchant is looking"):
            caught_up(unclear, choice, LATE)


class TestMissedPeriods:
    def test_are_those_that_are_due_by_now(self):
        assert [one.next_index for one in missed_periods(daily(3), NOW + 5 * DAY)] == [3, 4, 5]
        assert [one.next_index for one in missed_periods(daily(3), NOW + 5 * DAY - 1)] == [3, 4]
        assert list(missed_periods(daily(3), NOW + 3 * DAY - 1)) == []

    def test_have_each_its_own_due_date(self):
        assert [one.next_charge_at for one in missed_periods(daily(1), NOW + 2 * DAY)] == [NOW + DAY, NOW + 2 * DAY]

    def test_are_none_beyond_its_end(self):
        assert [one.next_index for one in missed_periods(daily(1, end_at=NOW + 2 * DAY), LATE)] == [1, 2]

    def test_are_counted_up_to_a_thousand(self):
        assert len(list(missed_periods(daily(1), NOW + 2_000 * DAY))) == MAX_MISSED_COUNTED
