"""The watchdog: what everything else has forgotten is found, told and mended."""

from dataclasses import replace

import pytest

from shared.domain.alert import AlertKind
from shared.domain.charge_journal import UNRESOLVED_TOO_LONG, claimed
from shared.domain.subscription import OVERLOOKED_AFTER, SubscriptionStatus
from shared.ports import PARTS, part_of
from shared.usecases.watch_subscriptions import A_WATCH, SECONDS, WatchResult
from tests.support.builders import USER, a_subscription, at, user_id
from tests.support.fakes_paystack import Next

DUE = at("2026-02-28T09:00")
QUIET = WatchResult(watched=1, missed=0, schedules_made=0, schedules_deleted=0)


def test_has_nothing_to_say_when_all_is_well(world):
    world.given()
    world.clock.set(DUE + OVERLOOKED_AFTER - 1)
    assert world.watch() == QUIET
    assert world.alerts.raised == world.queue.requested == []


class TestMissedPeriod:
    def test_is_told_and_charged(self, world):
        world.given()
        world.clock.set(DUE + OVERLOOKED_AFTER)
        assert world.watch().missed == 1
        assert world.alerts.raised == [(AlertKind.PERIOD_MISSED, f"dk.{USER}.s1.1.1")]
        assert world.queue.requested == [(USER, 1)]

    def test_is_found_although_the_due_index_has_lost_it(self, world):
        world.given()
        world.overwrite(look_at=None)
        world.clock.set(DUE)
        assert world.sweep().subscriptions == 0
        assert world.watch().missed == 1
        assert world.sweep().subscriptions == 1, "it is in the due index again"
        assert world.charge() == "success"

    def test_counts_for_one_that_is_past_due_as_well(self, world):
        world.given(status=SubscriptionStatus.PAST_DUE, attempt=2, look_at=None)
        world.clock.set(DUE)
        assert world.watch().missed == 1

    def test_is_not_one_while_its_next_look_is_yet_to_come(self, world):
        world.given(status=SubscriptionStatus.PAST_DUE, attempt=2, look_at=DUE + 86_400)
        world.clock.set(DUE + 3_600)
        assert world.watch() == QUIET

    def test_is_not_one_when_it_was_mended_since_the_registry_was_read(self, world):
        world.given()
        world.clock.set(DUE + OVERLOOKED_AFTER)
        stale = list(world.registry.watched(part_of(USER)))
        world.charge()
        world.registry.watched = lambda part: iter(stale if part == part_of(USER) else ())
        assert world.watch().missed == 0
        assert world.alerts.raised == []

    def test_is_not_one_when_the_subscription_is_gone(self, world):
        world.given(look_at=None)
        entries = list(world.registry.watched(part_of(USER)))
        world.registry.watched = lambda part: iter(entries if part == part_of(USER) else ())
        world.subscriptions.stored.clear()
        assert world.watch().missed == 0

    def test_is_not_one_when_the_customer_has_stopped_meanwhile(self, world):
        world.given(look_at=None)
        entries = list(world.registry.watched(part_of(USER)))
        world.overwrite(status=SubscriptionStatus.STOPPED)
        world.registry.watched = lambda part: iter(entries if part == part_of(USER) else ())
        assert world.watch().missed == 0

    def test_is_left_to_whoever_is_at_it_already(self, world):
        world.given(look_at=None)
        world.subscriptions.before_next_write(lambda: world.overwrite(look_at=DUE))
        world.clock.set(DUE)
        assert world.watch().missed == 1
        assert world.subscription().look_at == DUE

    def test_is_none_while_charging_is_off(self, world):
        world.given()
        world.switch.on = False
        world.clock.set(DUE + 86_400)
        assert world.watch() == QUIET


class TestUnresolvedCharge:
    def test_that_nobody_asks_about_is_told_after_two_hours(self, world):
        subscription = world.given()
        world.clock.set(DUE)
        flying = replace(claimed(subscription, 7, DUE), look_at=None)
        world.subscriptions.stored[USER, 1] = flying
        world.clock.set(DUE + UNRESOLVED_TOO_LONG)
        assert world.watch().missed == 1
        assert world.alerts.raised == [(AlertKind.CHARGE_UNRESOLVED, f"dk.{USER}.s1.1.1")]

    @pytest.mark.parametrize(("status", "watched"), [("stopped", 1), ("halted", 1)])
    def test_is_watched_also_when_its_subscription_is_over(self, world, status, watched):
        subscription = world.given()
        over = replace(claimed(subscription, 7, DUE), status=SubscriptionStatus(status))
        world.subscriptions.stored[USER, 1] = over
        assert world.watch().watched == watched

    def test_is_told_by_whoever_asks_and_again_gets_no_answer(self, world):
        world.given()
        world.clock.set(DUE)
        world.paystack.script("charge", Next.PENDING)
        while world.clock.now() < DUE + UNRESOLVED_TOO_LONG:
            world.charge()
            assert world.alerts.raised == []
            world.clock.set(world.subscription().in_flight.ask_at)
        world.charge()
        assert world.alerts.raised == [(AlertKind.CHARGE_UNRESOLVED, f"dk.{USER}.s1.1.1")]


class TestSchedules:
    def test_one_that_is_missing_is_made(self, world):
        subscription = world.given()
        world.scheduler.schedules.clear()
        assert world.watch() == replace(QUIET, schedules_made=1)
        assert world.scheduler.schedules == {(USER, 1): subscription}

    @pytest.mark.parametrize("over", [{}, {"status": SubscriptionStatus.STOPPED, "look_at": None}])
    def test_one_without_a_subscription_that_needs_it_is_deleted(self, world, over):
        world.given(**over)
        if not over:
            world.subscriptions.stored.clear()
        assert world.watch() == WatchResult(0, 0, 0, schedules_deleted=1)
        assert world.scheduler.schedules == {}

    def test_one_of_a_subscription_that_began_meanwhile_is_kept(self, world):
        world.given()
        world.registry.watched = lambda part: iter(())
        assert world.watch() == replace(QUIET, watched=0)
        assert world.is_scheduled()

    def test_none_is_made_for_one_that_ended_meanwhile(self, world):
        world.given()
        entries = list(world.registry.watched(part_of(USER)))
        world.overwrite(status=SubscriptionStatus.STOPPED)
        world.scheduler.schedules.clear()
        world.registry.watched = lambda part: iter(entries if part == part_of(USER) else ())
        assert world.watch() == QUIET

    def test_what_the_scheduler_refuses_is_left_to_the_next_watch(self, world):
        world.given()
        other = a_subscription(user_id=user_id(2))
        world.scheduler.schedules = {(other.user_id, other.id): other}
        world.scheduler.is_down = True
        assert world.watch() == QUIET
        world.scheduler.is_down = False
        assert world.watch() == replace(QUIET, schedules_made=1, schedules_deleted=1)


class TestMoreThanOneWatchCanWalk:
    def test_the_rest_is_left_to_the_next_ones_and_nobody_to_all_of_them(self, world):
        users = [first + USER[1:] for first in "abcdefgh"]
        for user in users:
            world.given(user_id=user)
        walk, walked = world.registry.watched, []

        def slow(part):
            world.clock.advance(SECONDS // 3)
            walked.append(part)
            return walk(part)

        world.registry.watched = slow
        for watch in range(3):
            world.clock.set(DUE + watch * A_WATCH)
            assert 0 < world.watch().watched < len(users)
        assert set(walked) == set(range(PARTS))
