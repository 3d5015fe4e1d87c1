"""What is said beforehand of the next charges; that it is what then happens is tests/unit/usecases' to show."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.dunning import begun
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import ENDED, Attention, SubscriptionStatus, indexed, needing_attention
from shared.domain.subscription_changes import CatchUp, Change, caught_up, changed, paused, stopping
from shared.domain.upcoming import UpcomingCharge, upcoming
from tests.support.builders import NOW, PRICE, a_schedule, a_subscription, an_authorization, at
from tests.unit.domain.lives import DUE, POLICY, daily, flying

LAGOS = "Africa/Lagos"
THEN = [at(f"2026-{wall}T09:00") for wall in ("02-28", "03-31", "04-30", "05-31")]
PAST_DUE = SubscriptionStatus.PAST_DUE


def instants(subscription, count=3, now=NOW):
    return [charge.at for charge in upcoming(subscription, count, now)]


def test_is_the_next_charges_with_number_zone_and_amount():
    assert upcoming(a_subscription(), 2, NOW) == [
        UpcomingCharge(1, THEN[0], LAGOS, PRICE),
        UpcomingCharge(2, THEN[1], LAGOS, PRICE),
    ]


@pytest.mark.parametrize("count", [0, 1, 100])
def test_as_many_as_are_asked_for(count):
    assert len(upcoming(a_subscription(), count, NOW)) == count


@pytest.mark.parametrize("over", [{"charges": 2}, {"end_at": THEN[1]}])
def test_no_more_than_there_will_be(over):
    assert instants(a_subscription(**over), 9) == THEN[:2]


def test_none_after_a_stop_with_the_period():
    assert instants(stopping(a_subscription())) == []


@pytest.mark.parametrize("status", sorted(ENDED | {SubscriptionStatus.HALTED}))
def test_none_of_what_is_over(status):
    assert instants(indexed(a_subscription(status=status))) == []


def test_none_before_the_customer_has_chosen():
    assert instants(needing_attention(a_subscription(), Attention.MISSED_PERIODS)) == []
    assert instants(daily(1), now=NOW + 5 * DAY) == [], "asked at the next look"


class TestOverdue:
    def test_is_charged_now_and_the_next_twenty_hours_later_at_the_earliest(self):
        late = NOW + DAY + 10 * HOUR
        assert instants(indexed(daily(1)), 2, late) == [late, late + 20 * HOUR]


class TestInFlight:
    """What is under way is taken to succeed now."""

    @pytest.mark.parametrize("status", [SubscriptionStatus.ACTIVE, PAST_DUE])
    def test_is_not_to_come(self, status):
        assert instants(indexed(flying(status=status)), 2, DUE) == THEN[1:3]

    def test_in_a_pause_the_next_come_after_it(self):
        held = paused(flying(), at("2026-04-15T00:00"), DUE)
        assert instants(held, 2, DUE) == THEN[2:]

    def test_of_one_that_was_stopped_nothing_comes(self):
        assert instants(indexed(flying(status=SubscriptionStatus.STOPPED))) == []


class TestPause:
    def test_with_an_end_is_left_out(self):
        assert instants(paused(a_subscription(), THEN[1] + 1, NOW), 2) == THEN[2:]

    def test_without_an_end_nothing_comes(self):
        assert instants(paused(a_subscription(), None, NOW)) == []


class TestPastDue:
    def test_what_is_owed_comes_at_the_next_try(self):
        owing = indexed(a_subscription(status=PAST_DUE, charge_at=DUE + DAY, dunning=begun(POLICY, LAGOS, DUE)))
        assert instants(owing, 2, DUE) == [DUE + DAY, THEN[1]]

    def test_without_another_try_nothing_comes(self):
        waiting = indexed(a_subscription(status=PAST_DUE, charge_at=None, dunning=begun(POLICY, LAGOS, DUE)))
        assert instants(waiting, 2, DUE) == []


def test_catching_up_comes_every_twenty_hours():
    asked = needing_attention(daily(1), Attention.MISSED_PERIODS)
    late = NOW + 3 * DAY
    assert instants(caught_up(asked, CatchUp.CHARGE_ALL, late), 4, late) == [late + 20 * HOUR * n for n in range(4)]


def test_new_terms_come_from_their_date_on():
    after = changed(
        a_subscription(), Change(money=Money(1_000_000, "NGN"), interval=Interval.YEARLY, start_at=THEN[1]), NOW
    )
    assert upcoming(after, 3, NOW) == [
        UpcomingCharge(1, THEN[0], LAGOS, PRICE),
        UpcomingCharge(3, THEN[1], LAGOS, Money(1_000_000, "NGN")),
        UpcomingCharge(4, at("2027-03-31T09:00"), LAGOS, Money(1_000_000, "NGN")),
    ]


def test_each_charge_says_its_own_zone():
    after = changed(a_subscription(), Change(timezone="Europe/London", start_at=THEN[1]), NOW)
    assert [charge.timezone for charge in upcoming(after, 2, NOW)] == [LAGOS, "Europe/London"]


def test_a_card_that_ends_changes_nothing():
    ending = replace(a_subscription(), authorization=an_authorization(exp_month="02", exp_year="2026"))
    assert instants(indexed(ending), 4) == THEN


def test_a_decade_of_days_is_told():
    leap = a_schedule(interval=Interval.YEARLY, anchor="2024-02-29T09:00:00")
    assert instants(a_subscription(schedule=leap, next_index=2), 3) == [
        at(f"{year}-02-{day}T09:00") for year, day in ((2026, 28), (2027, 28), (2028, 29))
    ]
