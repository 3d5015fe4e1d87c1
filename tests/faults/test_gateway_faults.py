"""Each call of Paystack fails in every way it can; the product's own adapter makes of it what it makes."""

import pytest

from shared.domain.errors import GatewayError
from shared.domain.payment import DAY, MINUTE, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from tests.faults.acts import (
    CARD,
    begin_keyed,
    charge,
    decline,
    due_now,
    fail,
    fault,
    paid_subscription,
    webhook,
)
from tests.faults.flow import HAND
from tests.faults.gateway import State
from tests.faults.http_faults import FAULTS, Effect, Fault
from tests.faults.invariants import assert_sound
from tests.faults.simulation import LAMBDA_TRIES_AGAIN, PAYSTACK_TRIES_AGAIN, Simulation
from tests.support.builders import USER
from tests.support.fakes_world import Crash

A_PERIOD = 32 * DAY
MODES = pytest.mark.parametrize("sweeps_only", [False, True], ids=["all help", "sweep alone"])


def goes_on(simulation: Simulation) -> None:
    simulation.run_until(simulation.clock.now() + A_PERIOD)
    simulation.until_quiet()


def charged_twice_over(simulation: Simulation) -> list[int]:
    """The due charge is made and a further period passes; return the indices that were paid."""
    simulation.attempt("charge", lambda: charge(simulation), () if simulation.sweeps_only else LAMBDA_TRIES_AGAIN)
    goes_on(simulation)
    assert_sound(simulation)
    assert simulation.subscriptions.stored[USER, 1].status is SubscriptionStatus.ACTIVE
    rows = [row for row in simulation.gateway.ledger.values() if row.is_charge and row.state is State.TAKEN]
    return [int(row.reference.split(".")[3]) for row in rows]


@MODES
@pytest.mark.parametrize("told", FAULTS["charge"], ids=str)
def test_a_charge_that_goes_wrong_is_made_once_all_the_same(told: Fault, sweeps_only: bool):
    simulation = Simulation(sweeps_only=sweeps_only)
    due_now(simulation)
    fail(simulation, "charge", told)
    assert charged_twice_over(simulation) == [1, 2]
    assert simulation.gateway.faults == {f"charge: {told.name}": 1}


@pytest.mark.parametrize("first", FAULTS["charge"], ids=str)
def test_any_two_that_go_wrong_in_turn(first: Fault):
    for second in FAULTS["charge"]:
        simulation = Simulation()
        due_now(simulation)
        fail(simulation, "charge", first, second)
        assert charged_twice_over(simulation) == [1, 2], second


@pytest.mark.parametrize("asked", FAULTS["verify"], ids=str)
def test_a_charge_that_goes_wrong_and_cannot_be_asked_about(asked: Fault):
    for sent in FAULTS["charge"]:
        simulation = Simulation(sweeps_only=True)
        due_now(simulation)
        fail(simulation, "charge", sent)
        fail(simulation, "verify", asked, asked, asked, asked)
        assert charged_twice_over(simulation) == [1, 2], sent


@pytest.mark.parametrize(
    "told", [told for told in FAULTS["charge"] if told.effect is not Effect.CHALLENGE_LEFT], ids=str
)
def test_a_decline_behind_a_fault_is_known_for_one(told: Fault):
    simulation = Simulation()
    due_now(simulation)
    fail(simulation, "charge", told)
    decline(simulation, 1)
    assert charged_twice_over(simulation) == [1, 2]
    statuses = [one.status for one in simulation.payments.stored.values() if one.subscription_id]
    assert statuses.count(PaymentStatus.FAILED) == 1


@MODES
@pytest.mark.parametrize("asked", FAULTS["verify"], ids=str)
def test_an_activation_that_cannot_be_verified_is_made_later(asked: Fault, sweeps_only: bool):
    simulation = Simulation(sweeps_only=sweeps_only)
    paid_subscription(simulation)
    fail(simulation, "verify", asked, asked)
    simulation.attempt("webhook", lambda: webhook(simulation), () if sweeps_only else PAYSTACK_TRIES_AGAIN)
    simulation.run_until(simulation.clock.now() + 30 * MINUTE)
    assert simulation.payments.stored[USER, 1].status is PaymentStatus.SUCCESS
    goes_on(simulation)
    assert_sound(simulation)
    assert simulation.subscriptions.stored[USER, 1].next_index == 2


@pytest.mark.parametrize("told", FAULTS["initialize"], ids=str)
def test_a_checkout_that_goes_wrong_is_begun_again_under_its_key(told: Fault):
    simulation = Simulation()
    fail(simulation, "initialize", told)
    simulation.attempt("begin", lambda: begin_keyed(simulation), HAND)
    simulation.run_until(simulation.clock.now() + 10 * MINUTE)
    pages = [one for one in simulation.payments.stored.values() if one.authorization_url]
    assert len(pages) == 1
    simulation.gateway.pay(pages[0].reference, CARD)
    goes_on(simulation)
    assert_sound(simulation)
    assert simulation.payments.stored[USER, pages[0].id].status is PaymentStatus.SUCCESS


@pytest.mark.parametrize("told", FAULTS["initialize"], ids=str)
def test_a_checkout_without_an_address_ends_unpaid(told: Fault):
    simulation = Simulation()
    fail(simulation, "initialize", told, told)  # one that was never sent is sent once more
    try:
        begin_keyed(simulation)
    except (GatewayError, Crash):
        goes_on(simulation)
        statuses = {one.status for one in simulation.payments.stored.values()}
        assert statuses <= {PaymentStatus.FAILED, PaymentStatus.ABANDONED}
        assert statuses
    assert_sound(simulation)


def test_money_taken_after_a_charge_was_asked_about_for_hours_is_found():
    simulation = Simulation(sweeps_only=True)
    due_now(simulation)
    fail(simulation, "charge", fault("charge", "killed, arrives much later"))
    fail(simulation, "verify", *[fault("verify", "503 after")] * 30)
    assert charged_twice_over(simulation) == [1, 2]


def test_a_webhook_of_money_for_an_abandoned_checkout_comes_again_until_it_is_verified():
    simulation = Simulation()
    paid_later = simulation.checkout(USER)
    begin_keyed(simulation)
    simulation.run_until(simulation.clock.now() + 3 * DAY)
    assert simulation.payments.stored[USER, 1].status is PaymentStatus.ABANDONED
    fail(simulation, "verify", *[fault("verify", "429")] * 3)
    simulation.gateway.pay(paid_later, CARD)
    goes_on(simulation)
    assert_sound(simulation)
    assert simulation.payments.stored[USER, 1].status is PaymentStatus.SUCCESS
