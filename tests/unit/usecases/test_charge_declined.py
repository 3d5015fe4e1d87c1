"""A refused charge: its period is tried again on the policy's days, under another reference, and then halted."""

import pytest

from shared.domain.payment import PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import USER, at
from tests.support.fakes_paystack import Decline, Next

DUE = at("2026-02-28T09:00")
DAYS = [at(f"2026-03-{day}T09:00") for day in ("01", "03", "07", "14")]


@pytest.fixture(autouse=True)
def _due(world):
    world.given()
    world.clock.set(DUE)


def charge_at_next_look(world):
    world.clock.set(world.subscription().look_at)
    return world.charge()


def test_is_tried_again_the_next_day_under_another_reference(world):
    world.paystack.script("charge", Next.DECLINE)
    assert world.charge() is ChargeResult.FAILED
    after = world.subscription()
    assert (after.status, after.attempt, after.in_flight) == (SubscriptionStatus.PAST_DUE, 2, None)
    assert (after.next_index, after.charge_at, after.look_at) == (1, DAYS[0], DAYS[0])
    assert (world.payment(2).status, world.payment(2).failure_code) == (PaymentStatus.FAILED, "insufficient_funds")
    assert world.scheduler.single_calls == {(USER, 1, DAYS[0])}

    world.clock.set(DAYS[0] - 1)
    assert world.charge() is ChargeResult.NOT_DUE
    world.clock.set(DAYS[0])
    assert world.charge() is ChargeResult.SUCCESS
    assert [row.reference for row in world.paystack.taken] == [f"dk.{USER}.s1.1.2"]
    after = world.subscription()
    assert (after.status, after.dunning) == (SubscriptionStatus.ACTIVE, None)
    assert (after.attempt, after.next_index) == (1, 2)


def test_halts_after_four_retries_in_fourteen_days(world):
    world.paystack.script("charge", *[Next.DECLINE] * 5)
    tried = []
    while world.subscription().look_at is not None:
        assert charge_at_next_look(world) is ChargeResult.FAILED
        tried.append(world.clock.now())
    assert tried == [DUE, *DAYS]
    assert world.subscription().status is SubscriptionStatus.HALTED
    assert not world.is_scheduled()
    references = [reference for _, reference in world.paystack.calls]
    assert references == [f"dk.{USER}.s1.1.{attempt}" for attempt in range(1, 6)]

    world.clock.set(DAYS[-1] + 86_400)
    assert world.charge() is ChargeResult.ENDED
    assert world.paystack.count("charge") == 5


def test_a_hard_one_is_not_tried_again_and_halts_when_the_grace_is_over(world):
    world.paystack.script("charge", Decline("pickup_stolen_card"))
    assert world.charge() is ChargeResult.FAILED
    after = world.subscription()
    assert (after.status, after.charge_at, after.look_at) == (SubscriptionStatus.PAST_DUE, None, DAYS[-1])
    world.clock.set(DAYS[-1] - 1)
    assert world.charge() is ChargeResult.NOT_DUE
    world.clock.set(DAYS[-1])
    assert world.charge() is ChargeResult.HALTED
    assert (world.subscription().status, world.is_scheduled()) == (SubscriptionStatus.HALTED, False)
    assert world.paystack.count("charge") == 1
