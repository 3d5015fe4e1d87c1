"""The merchant's systems are told 30, 7 and 1 days before a card ends that is wanted after that, once each."""

import pytest

from shared.domain.payment import DAY
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, a_schedule, an_authorization, at
from tests.support.fakes_world import Crash, crash

ENDS = at("2026-09-01T00:00")
CHARGE = at("2027-01-31T09:00")


@pytest.fixture(autouse=True)
def _given(world):
    """A yearly subscription whose card ends five months before its next charge."""
    world.given(
        schedule=a_schedule(interval="yearly"),
        authorization=an_authorization(exp_month="08", exp_year="2026"),
        look_at=ENDS - 30 * DAY,
    )


def days_told(world):
    return [days for kind, number, days in world.events.published if (kind, number) == ("card_expires", 1)]


def look(world):
    world.clock.set(world.subscription().look_at)
    return world.charge()


def test_each_once_at_its_time(world):
    told = []
    while world.subscription().look_at < CHARGE:
        assert look(world) is ChargeResult.TOLD_CARD_EXPIRES
        assert world.charge() is ChargeResult.NOT_DUE
        told.append((ENDS - world.clock.now()) // DAY)
    assert days_told(world) == told == [30, 7, 1]
    assert look(world) is ChargeResult.SUCCESS, "the bank may know of a newer card"
    assert world.subscription().card_notice == 1


def test_found_late_only_the_last_that_has_come(world):
    world.clock.set(ENDS - 3 * DAY)
    assert world.charge() is ChargeResult.TOLD_CARD_EXPIRES
    assert (days_told(world), world.subscription().look_at) == ([7], ENDS - DAY)


def test_a_new_card_is_not_told_of(world):
    look(world)
    world.give_card(exp_year="2031")
    assert world.subscription().look_at == CHARGE
    assert world.charge() is ChargeResult.NOT_DUE


def test_a_new_card_that_ends_too_is_told_of_anew(world):
    world.clock.set(ENDS - DAY)
    world.charge()
    world.give_card(exp_month="10", exp_year="2026")
    world.clock.set(world.subscription().look_at)
    world.charge()
    assert days_told(world) == [1, 30]


def test_nobody_is_told_while_it_is_paused(world):
    world.pause()
    world.clock.set(ENDS)
    assert world.charge() is ChargeResult.ENDED
    assert days_told(world) == []


def test_while_charging_is_off_it_is_told_all_the_same(world):
    world.switch.on = False
    assert look(world) is ChargeResult.TOLD_CARD_EXPIRES


def test_a_crash_tells_it_again_rather_than_never(world):
    world.subscriptions.before_next_write(crash)
    with pytest.raises(Crash):
        look(world)
    look(world)
    assert days_told(world) == [30, 30]


def test_a_notice_that_is_late_is_no_missed_period(world):
    world.clock.set(ENDS - 20 * DAY)
    assert world.watch().missed == 0
    assert (world.alerts.raised, world.queue.requested) == ([], [])
    world.sweep()
    assert world.queue.requested == [(USER, 1)]


def test_whoever_stops_at_that_moment_is_left_alone(world):
    world.subscriptions.before_next_write(world.leave)
    assert look(world) is ChargeResult.LOST_RACE
    assert world.subscription().status is SubscriptionStatus.STOPPED
