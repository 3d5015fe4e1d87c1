"""Wake-up calls in step with what was stored: a schedule while it is charged, single calls for retries and pauses."""

from dataclasses import replace

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.dunning import Dunning
from shared.domain.money import Money
from shared.domain.payment import DAY, HOUR
from shared.domain.subscription import CHARGEABLE, SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from shared.usecases.wake_ups import charge_soon, keep_in_step
from tests.support.builders import NOW, USER, a_schedule, a_subscription, at
from tests.support.fakes import FakeChargeQueue, FakeScheduler
from tests.support.fakes_paystack import Decline

S = SubscriptionStatus
DUE = at("2026-02-28T09:00")
HELD = sorted(set(S) - CHARGEABLE)


@pytest.fixture
def scheduler():
    return FakeScheduler()


def step(scheduler, before, after, now=NOW):
    """Store `after` over `before`, whose schedule is there if it has one."""
    if before and before.status in CHARGEABLE:
        scheduler.schedules[USER, 1] = before
    keep_in_step(before, after, scheduler, now)
    return scheduler.schedules.get((USER, 1)), {at for _, _, at in scheduler.single_calls}


@pytest.mark.parametrize("before", [None, *(a_subscription(status=status) for status in HELD)], ids=str)
@pytest.mark.parametrize("status", sorted(CHARGEABLE))
def test_one_that_is_charged_from_now_on_gets_a_schedule(scheduler, before, status):
    after = a_subscription(status=status, charge_at=None)
    assert step(scheduler, before, after) == (after, set())


@pytest.mark.parametrize("before", sorted(CHARGEABLE))
@pytest.mark.parametrize("after", HELD)
def test_one_that_is_charged_no_more_loses_it(scheduler, before, after):
    assert step(scheduler, a_subscription(status=before), a_subscription(status=after)) == (None, set())


@pytest.mark.parametrize(
    "over",
    [
        {"interval": Interval.WEEKLY},
        {"timezone": "Europe/London"},
        {"anchor": "2026-01-31T09:05:00"},
        {"anchor_day": 15},
    ],
)
def test_another_calendar_is_put_over_the_old_one(scheduler, over):
    after = a_subscription(schedule=a_schedule(**over))
    assert step(scheduler, a_subscription(), after)[0] == after


@pytest.mark.parametrize(
    "over", [{"next_index": 7}, {"money": Money(1, "NGN")}, {"status": S.PAST_DUE, "charge_at": None}]
)
def test_what_is_woken_alike_is_left_alone(scheduler, over):
    before = a_subscription()
    assert step(scheduler, before, a_subscription(**over))[0] is before


def test_what_was_never_charged_has_nothing_to_lose(scheduler):
    scheduler.schedules[USER, 1] = sentinel = a_subscription(id=1)
    keep_in_step(None, a_subscription(status=S.STOPPED), scheduler, NOW)
    assert scheduler.schedules == {(USER, 1): sentinel}


class TestSingleCalls:
    def test_a_retry_has_one(self, scheduler):
        after = a_subscription(status=S.PAST_DUE, charge_at=NOW + DAY)
        assert step(scheduler, a_subscription(), after)[1] == {NOW + DAY}

    def test_the_end_of_a_pause_has_one(self, scheduler):
        after = a_subscription(status=S.PAUSED, resume_at=NOW + DAY)
        assert step(scheduler, a_subscription(), after)[1] == {NOW + DAY}

    def test_the_end_of_the_grace_has_one(self, scheduler):
        waiting = a_subscription(status=S.PAST_DUE, charge_at=None, dunning=Dunning(NOW, NOW + 14 * DAY))
        assert step(scheduler, a_subscription(), waiting)[1] == {NOW + 14 * DAY}

    def test_a_charge_that_waits_for_the_last_one_has_one(self, scheduler):
        soon = a_subscription(charge_at=DUE + HOUR)
        assert step(scheduler, a_subscription(), soon)[1] == {DUE + HOUR}
        assert step(scheduler, soon, a_subscription(next_index=2))[1] == {DUE + HOUR}, "its schedule calls for that"

    @pytest.mark.parametrize("charge_at", [NOW - 1, NOW])
    def test_there_is_none_in_the_past(self, scheduler, charge_at):
        after = a_subscription(status=S.PAST_DUE, charge_at=charge_at)
        assert step(scheduler, a_subscription(), after)[1] == set()

    @pytest.mark.parametrize(
        "over",
        [
            {},
            {"status": S.PAUSED},
            {"status": S.PAST_DUE, "charge_at": None},
            {"status": S.STOPPED, "resume_at": DUE},
        ],
    )
    def test_there_is_none_for_anything_else(self, scheduler, over):
        assert step(scheduler, None, a_subscription(**over))[1] == set()

    def test_it_is_asked_for_once(self, scheduler):
        owing = a_subscription(status=S.PAST_DUE, charge_at=NOW + DAY)
        assert step(scheduler, owing, replace(owing, card_notice=7))[1] == set()
        assert step(scheduler, owing, replace(owing, charge_at=NOW + 2 * DAY))[1] == {NOW + 2 * DAY}


@pytest.mark.parametrize("status", S)
def test_a_scheduler_that_is_away_keeps_nothing_up(scheduler, status):
    scheduler.is_down = True
    for before in (None, a_subscription(), a_subscription(status=S.PAUSED)):
        keep_in_step(before, a_subscription(status=status, resume_at=NOW + DAY), scheduler, NOW)
    assert scheduler.schedules == {}


class TestChargeSoon:
    @pytest.mark.parametrize(
        ("over", "is_asked"),
        [
            ({"charge_at": NOW}, True),
            ({"charge_at": NOW - 1, "status": S.PAST_DUE}, True),
            ({"charge_at": NOW + 1}, False),
            ({"charge_at": None}, False),
            ({"charge_at": NOW, "status": S.PAUSED}, False),
            ({"charge_at": NOW, "authorization": None}, False),
        ],
    )
    def test_has_what_may_be_charged_now_charged_now(self, over, is_asked):
        queue = FakeChargeQueue()
        charge_soon(a_subscription(**over), queue, NOW)
        assert queue.requested == ([(USER, 1)] if is_asked else [])

    def test_is_content_when_nobody_can_be_asked(self):
        queue = FakeChargeQueue()
        queue.broken_for = {USER}
        charge_soon(a_subscription(charge_at=NOW), queue, NOW)
        assert queue.requested == []


class TestOverALife:
    """Every change that is stored keeps them in step."""

    @pytest.fixture(autouse=True)
    def _given(self, world):
        world.given()

    def test_a_pause_takes_the_schedule_away_and_its_end_brings_it_back(self, world):
        world.pause(until=NOW + 40 * DAY)
        assert not world.is_scheduled()
        assert world.scheduler.single_calls == {(USER, 1, NOW + 40 * DAY)}
        world.clock.set(NOW + 40 * DAY)
        assert world.charge() is ChargeResult.RESUMED
        assert world.is_scheduled()

    def test_one_that_a_pause_could_not_take_away_goes_with_its_next_call(self, world):
        world.scheduler.is_down = True
        world.pause(until=NOW + 40 * DAY)
        world.scheduler.is_down = False
        world.clock.set(DUE)
        assert world.charge() is ChargeResult.NOT_DUE
        assert not world.is_scheduled()

    def test_a_decline_leaves_it_and_asks_for_a_retry(self, world):
        before = world.scheduler.schedules[USER, 1]
        world.clock.set(DUE)
        world.paystack.script("charge", Decline("bank_unavailable"))
        world.charge()
        assert world.scheduler.schedules[USER, 1] is before
        assert world.scheduler.single_calls == {(USER, 1, DUE + 3_600)}

    def test_a_new_epoch_changes_it_when_it_begins_not_before(self, world):
        before = world.scheduler.schedules[USER, 1]
        world.change(interval=Interval.WEEKLY, start_at=DUE + DAY)
        assert world.scheduler.schedules[USER, 1] is before
        world.clock.set(DUE)
        world.charge()
        assert world.scheduler.schedules[USER, 1] == world.subscription()
        assert world.subscription().schedule.interval is Interval.WEEKLY

    def test_a_change_at_once_changes_it_at_once(self, world):
        world.change(charge_time="18:00")
        assert world.scheduler.schedules[USER, 1] == world.subscription()

    def test_the_last_charge_takes_it_away(self, world):
        world.overwrite(charges=1)
        world.clock.set(DUE)
        world.charge()
        assert world.subscription().status is S.COMPLETED
        assert not world.is_scheduled()
