"""The sweep: what is due or unresolved is found and finished, whatever became of schedules and webhooks."""

import pytest

from shared.domain.billing_calendar import Interval
from shared.domain.errors import SchedulerUnavailable
from shared.domain.payment import DAY, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.domain.transaction import UNKNOWN
from shared.ports import DueItem
from shared.usecases.sweep_due_subscriptions import (
    SCHEDULE_IS_LATE_AFTER,
    SECONDS,
    SweepResult,
)
from tests.support.builders import NOW, USER, a_payment, a_schedule, at, user_id
from tests.support.fakes_world import MONTHLY

DUE = at("2026-02-28T09:00")


def test_hands_due_subscriptions_to_the_charge_function(world):
    world.given()
    world.given(user_id=user_id(2), look_at=DUE + 1)
    world.clock.set(DUE)
    assert world.sweep() == SweepResult(subscriptions=1, payments=0)
    assert world.queue.requested == [(USER, 1)]


def test_settles_payments_whose_webhook_never_came(world):
    payment = world.begin()
    world.paystack.pay_checkout(payment.reference)
    world.clock.set(payment.look_at)
    assert world.sweep() == SweepResult(subscriptions=0, payments=1)
    assert world.payment(1).status is PaymentStatus.SUCCESS
    assert world.sweep() == SweepResult(0, 0)


def test_an_unpaid_checkout_is_given_up_in_the_end(world):
    payment = world.begin()
    looks = []
    while (look_at := world.payment(payment.id).look_at) is not None:
        world.clock.set(look_at)
        looks.append(world.sweep().payments)
    assert looks == [1, 1, 1, 1]
    assert world.clock.now() == NOW + 2 * DAY
    assert world.payment(1).status is PaymentStatus.ABANDONED


def test_begins_what_a_lost_webhook_did_not(world):
    payment = world.begin(recurrence=MONTHLY)
    world.paystack.pay_checkout(payment.reference)
    world.clock.set(payment.look_at)
    world.sweep()
    assert world.subscription().status is SubscriptionStatus.ACTIVE
    assert world.is_scheduled()


class TestMissingSchedule:
    def test_is_made_again_once_it_is_late(self, world):
        subscription = world.given()
        world.scheduler.schedules.clear()
        world.clock.set(DUE + SCHEDULE_IS_LATE_AFTER)
        world.sweep()
        assert world.scheduler.schedules == {(USER, 1): subscription}
        assert world.queue.requested == [(USER, 1)]

    def test_is_not_looked_for_before_that(self, world):
        world.given()
        world.scheduler.schedules.clear()
        world.clock.set(DUE + SCHEDULE_IS_LATE_AFTER - 1)
        world.sweep()
        assert not world.is_scheduled()
        assert world.queue.requested == [(USER, 1)]

    def test_that_cannot_be_made_does_not_hold_up_the_charge(self, world):
        world.given()
        world.scheduler.is_down = True
        world.clock.set(DUE + DAY)
        assert world.sweep().subscriptions == 1
        assert world.queue.requested == [(USER, 1)]

    def test_is_not_made_for_a_stopped_one_whose_last_charge_is_unresolved(self, world):
        world.given(status=SubscriptionStatus.STOPPED)
        world.scheduler.schedules.clear()
        world.clock.set(DUE + DAY)
        assert world.sweep().subscriptions == 1
        assert not world.is_scheduled()

    def test_is_not_made_for_one_that_vanished_meanwhile(self, world):
        world.given()
        world.scheduler.schedules.clear()
        world.clock.set(DUE + DAY)
        world.subscriptions.get_subscription = lambda *_: None
        world.sweep()
        assert not world.is_scheduled()


def test_with_every_schedule_deleted_everyone_is_still_charged_once_a_period(world):
    for number in range(1, 6):
        world.given(user_id=user_id(number), schedule=a_schedule(interval=Interval.WEEKLY))
    world.scheduler.schedules.clear()
    world.scheduler.is_down = True
    for day in range(1, 29):
        world.clock.set(NOW + day * DAY)
        world.sweep()
        world.sweep()
        requested, world.queue.requested = world.queue.requested, []
        for request in requested:
            world.charge(*request)
    expected = {f"dk.{user_id(number)}.s1.{week}.1" for number in range(1, 6) for week in range(1, 5)}
    assert {row.reference for row in world.paystack.taken} == expected
    assert len(world.paystack.taken) == len(expected)


def test_takes_no_more_than_it_is_told_to(world):
    for number in range(1, 8):
        world.given(user_id=user_id(number))
    world.clock.set(DUE)
    assert world.sweep(limit=3) == SweepResult(3, 0, waiting_since=DUE)
    assert len(world.queue.requested) == 3


class TestFailures:
    def test_of_one_item_do_not_stop_the_others_and_are_told_at_the_end(self, world):
        for number in range(1, 5):
            world.given(user_id=user_id(number))
        world.queue.broken_for = {user_id(2), user_id(3)}
        world.clock.set(DUE)
        with pytest.raises(ExceptionGroup) as failed:
            world.sweep()
        assert [type(error) for error in failed.value.exceptions] == [SchedulerUnavailable, SchedulerUnavailable]
        assert world.queue.requested == [(user_id(1), 1), (user_id(4), 1)]

    def test_of_a_payment_do_not_stop_a_subscription(self, world):
        foreign = a_payment(user_id=user_id(7), reference=f"dk.{user_id(7)}.s1.1.1", look_at=NOW)
        world.payments.add_payment(foreign)
        world.given()
        world.clock.set(DUE)
        with pytest.raises(ExceptionGroup):
            world.sweep()
        assert world.queue.requested == [(USER, 1)]


def test_items_that_are_neither_are_left_alone(world):
    world.due_index.due_items = lambda now, limit, lane: iter([DueItem(USER, NOW)])
    assert world.sweep() == SweepResult(0, 0)
    assert world.queue.requested == []


def test_when_paystack_is_slow_subscriptions_still_come_first_and_payments_stop_in_time(world, monkeypatch):
    for user in range(1, 4):
        world.begin(user_id=user_id(user))
    world.clock.set(world.payment(1, user_id(1)).look_at)
    world.given(user_id=user_id(9), look_at=world.clock.now())

    def slow(_):
        world.clock.advance(SECONDS - 1)
        return UNKNOWN

    monkeypatch.setattr(world.paystack, "verify", slow)
    assert world.sweep() == SweepResult(subscriptions=1, payments=2)
