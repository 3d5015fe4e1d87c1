"""The main switch: while it is off nothing is claimed or sent, and once it is on again nothing is missing."""

from dataclasses import replace

from shared.domain.charge_journal import NOT_FOUND_TWICE_APART, claimed
from shared.domain.subscription import PUT_OFF_FOR, SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, at, user_id
from tests.support.fakes_paystack import Next

DUE = at("2026-02-28T09:00")


def test_nothing_is_claimed_while_it_is_off(world):
    given = world.given()
    world.clock.set(DUE)
    world.switch.on = False
    assert world.charge() is ChargeResult.CHARGING_OFF
    assert world.subscription() == replace(given, look_at=DUE + PUT_OFF_FOR, version=1)
    assert world.paystack.calls == []
    world.switch.on = True
    world.clock.advance(PUT_OFF_FOR)
    assert world.charge() is ChargeResult.SUCCESS


def test_what_may_not_be_charged_now_does_not_keep_the_sweep_from_what_is_in_flight(world):
    for user in range(2, 6):
        world.given(user_id=user_id(user))
    subscription = world.given()
    world.clock.set(DUE)
    world.subscriptions.stored[USER, 1] = replace(claimed(subscription, 7, DUE), look_at=DUE + 60)
    world.switch.on = False
    world.sweep()
    for user, number in world.queue.requested:
        world.charge(user, number)
    world.queue.requested.clear()
    world.clock.advance(60)
    assert world.sweep(limit=1).subscriptions == 1
    assert world.queue.requested == [(USER, 1)]


def test_a_charge_that_was_sent_before_is_still_settled(world):
    world.given()
    world.clock.set(DUE)
    world.paystack.script("charge", Next.LAGGING)
    assert world.charge() is ChargeResult.UNRESOLVED
    world.switch.on = False
    world.clock.set(world.subscription().in_flight.ask_at + world.paystack.lag)
    assert world.charge() is ChargeResult.SUCCESS


def test_one_that_never_arrived_is_not_sent_again_before_it_is_on(world):
    world.given()
    world.clock.set(DUE)
    world.paystack.script("charge", Next.NOT_SENT)
    world.charge()
    world.switch.on = False
    world.clock.advance(NOT_FOUND_TWICE_APART)
    assert world.charge() is ChargeResult.UNRESOLVED
    assert world.paystack.count("charge") == 1
    world.switch.on = True
    world.clock.set(world.subscription().in_flight.ask_at)
    assert world.charge() is ChargeResult.SUCCESS


def test_after_two_periods_of_silence_the_customer_is_asked_instead_of_charged_twice(world):
    world.given()
    world.switch.on = False
    world.clock.set(at("2026-04-01T09:00"))
    assert world.charge() is ChargeResult.CHARGING_OFF
    world.switch.on = True
    world.clock.advance(PUT_OFF_FOR)
    assert world.charge() is ChargeResult.NEEDS_ATTENTION
    assert world.subscription().status is SubscriptionStatus.NEEDS_ATTENTION
