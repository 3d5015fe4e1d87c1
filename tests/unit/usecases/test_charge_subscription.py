"""Charging what is due: claimed first, one call, and settled into what the bank said."""

from dataclasses import replace

import pytest

from shared.domain.alert import AlertKind
from shared.domain.billing_calendar import Interval
from shared.domain.charge_pace import NO_TICKET
from shared.domain.errors import SchedulerUnavailable
from shared.domain.next_step import Step, next_step
from shared.domain.payment import DAY, HOUR, PaymentStatus
from shared.domain.subscription import Attention, SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult, _resolve, _send
from shared.usecases.door import Door
from tests.support.builders import (
    EMAIL,
    NOW,
    PRICE,
    USER,
    a_schedule,
    a_subscription,
    an_authorization,
    at,
)
from tests.support.fakes_paystack import Next
from tests.support.fakes_world import Crash, crash

DUE = at("2026-02-28T09:00")


@pytest.fixture
def due(world):
    """Subscription 1, on the instant at which its first charge is due."""
    subscription = world.given()
    world.clock.set(DUE)
    return subscription


def test_takes_the_money_once_and_sets_the_next_date(world, due):
    assert world.charge() is ChargeResult.SUCCESS
    [row] = world.paystack.taken
    assert (row.reference, row.money, row.email) == (f"dk.{USER}.s1.1.1", PRICE, EMAIL)
    assert row.authorization == an_authorization()
    after = world.subscription()
    assert (after.status, after.in_flight, after.attempt) == (SubscriptionStatus.ACTIVE, None, 1)
    assert (after.next_index, after.next_charge_at) == (2, at("2026-03-31T09:00"))
    assert (after.look_at, after.last_capture_at) == (at("2026-03-31T09:00"), DUE)


def test_when_nothing_goes_wrong_paystack_is_called_once(world, due):
    world.charge()
    assert world.paystack.calls == [("charge", f"dk.{USER}.s1.1.1")]


def test_the_charge_is_in_the_history_with_a_number_of_its_own(world, due):
    world.charge()
    payment = world.payment(2)
    assert (payment.reference, payment.status) == (f"dk.{USER}.s1.1.1", PaymentStatus.SUCCESS)
    assert (payment.subscription_id, payment.terms, payment.paid_at) == (1, None, DUE)
    assert (payment.card_last4, payment.money) == ("1381", PRICE)


def test_the_claim_is_stored_before_the_call(world, due):
    world.subscriptions.after_next_write(crash)
    with pytest.raises(Crash):
        world.charge()
    flight = world.subscription().in_flight
    assert (str(flight.reference), flight.payment_id) == (f"dk.{USER}.s1.1.1", 2)
    assert world.paystack.calls == []


def test_nothing_is_charged_before_its_time(world):
    subscription = world.given()
    world.clock.set(DUE - 1)
    assert world.charge() is ChargeResult.NOT_DUE
    assert (world.subscription(), world.paystack.calls) == (subscription, [])


def test_a_second_invocation_is_harmless(world, due):
    world.charge()
    after = world.subscription()
    assert world.charge() is ChargeResult.NOT_DUE
    assert world.subscription() == after
    assert len(world.paystack.taken) == 1


def test_a_year_of_daily_double_invocations_takes_each_period_once(world):
    world.given(schedule=a_schedule(interval=Interval.DAILY))
    for day in range(1, 366):
        world.clock.set(NOW + day * DAY)
        world.charge()
        world.charge()
    assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.{day}.1" for day in range(1, 366)]


@pytest.mark.parametrize("status", [SubscriptionStatus.STOPPED, SubscriptionStatus.HALTED])
def test_one_that_is_over_is_not_charged_and_loses_its_schedule(world, status):
    world.given(status=status, look_at=None)
    world.clock.set(DUE)
    assert world.charge() is ChargeResult.ENDED
    assert (world.is_scheduled(), world.paystack.calls) == (False, [])


def test_one_that_does_not_exist_loses_its_schedule(world):
    world.scheduler.ensure_schedule(a_subscription())
    assert world.charge() is ChargeResult.ENDED
    assert not world.is_scheduled()


def test_a_schedule_that_cannot_be_removed_is_tried_again(world):
    world.scheduler.is_down = True
    with pytest.raises(SchedulerUnavailable):
        world.charge()


def test_a_charge_of_something_else_is_quarantined_and_a_person_must_look(world, due):
    world.paystack.script("charge", Next.LOST_ANSWER)
    world.paystack.script("verify", Next.UNKNOWN)
    world.charge()
    reference = f"dk.{USER}.s1.1.1"
    world.paystack.ledger[reference] = replace(world.paystack.ledger[reference], requested_amount=1)
    world.clock.advance(HOUR)
    assert world.charge() is ChargeResult.QUARANTINED
    after = world.subscription()
    assert (after.status, after.in_flight, after.look_at) == (SubscriptionStatus.NEEDS_ATTENTION, None, None)
    assert after.attention is Attention.UNCLEAR_MONEY
    assert not world.is_scheduled()
    assert world.payment(2).status is PaymentStatus.QUARANTINED
    assert world.alerts.raised == [(AlertKind.PAYMENT_QUARANTINED, world.payment(2).reference)]


class TestMissedPeriods:
    def test_one_is_charged(self, world, due):
        world.clock.set(at("2026-03-31T08:59"))
        assert world.charge() is ChargeResult.SUCCESS
        assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.1.1"]

    def test_two_are_not_charged_but_asked_about(self, world, due):
        world.clock.set(at("2026-03-31T09:00"))
        assert world.charge() is ChargeResult.NEEDS_ATTENTION
        after = world.subscription()
        assert (after.status, after.look_at) == (SubscriptionStatus.NEEDS_ATTENTION, None)
        assert after.attention is Attention.MISSED_PERIODS
        assert not world.is_scheduled()
        assert (world.paystack.calls, world.charge()) == ([], ChargeResult.ENDED)


def test_twenty_hours_lie_between_two_captures(world):
    world.given(schedule=a_schedule(interval=Interval.DAILY))
    late = NOW + DAY + 10 * HOUR
    world.clock.set(late)
    world.charge()
    for instant in (NOW + 2 * DAY, late + 20 * HOUR - 1):
        world.clock.set(instant)
        assert world.charge() is ChargeResult.NOT_DUE
    world.clock.set(late + 20 * HOUR)
    assert world.charge() is ChargeResult.SUCCESS


def test_the_checkout_does_not_count_as_a_capture(world):
    subscription = world.subscribe()
    assert subscription.last_capture_at is None
    assert next_step(subscription, subscription.next_charge_at) is Step.CLAIM


def test_only_a_claimed_charge_of_a_saved_card_can_be_sent(world):
    door = Door(world.switch, world.pace, world.clock, NO_TICKET)
    with pytest.raises(ValueError, match="claimed charge of a saved card"):
        _send(a_subscription(), world.paystack, door)
    with pytest.raises(ValueError, match="nothing is in flight"):
        _resolve(a_subscription(), world.books, world.paystack, door, world.clock)
    assert world.paystack.calls == []
