"""Things come twice, late, in another order and at the same moment.

Of two flows each runs whole at every point of the other; and both overlap, at every pair of points.
"""

from functools import partial
from itertools import permutations, product

import pytest

from shared.domain.payment import DAY, HOUR, PaymentStatus
from shared.domain.subscription import SubscriptionStatus
from tests.faults.acts import (
    Do,
    active,
    begin_keyed,
    charge,
    due_now,
    look_later,
    nothing,
    paid_subscription,
    stop,
)
from tests.faults.invariants import assert_sound
from tests.faults.overlap import Overlap
from tests.faults.pairs import PAIRS, Pair, sweep_now
from tests.faults.simulation import Simulation
from tests.support.builders import USER
from tests.support.fakes_world import Crash

A_PERIOD = 32 * DAY


def later(simulation: Simulation) -> Simulation:
    """A further period passes, and all is quiet."""
    simulation.run_until(simulation.clock.now() + A_PERIOD)
    simulation.until_quiet()
    return simulation


def meet(pair: Pair, outer: Do, number: int, inner: Do, *, dies: bool = False) -> Simulation:
    """One runs whole at a point of the other, which goes on then, or dies."""
    simulation = pair.begin()

    def meanwhile() -> None:
        simulation.attempt("second", partial(inner, simulation))
        if dies:
            raise Crash

    simulation.wire.do_at(number, partial(simulation.attempt, "first", partial(outer, simulation)), meanwhile)
    return simulation


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_runs_whole_at_every_point_of_the_other(pair: Pair):
    for outer, inner in pair.orders():
        for number in range(pair.points(outer)):
            assert_sound(later(meet(pair, outer, number, inner)))


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_runs_whole_at_every_point_of_the_other_which_then_dies(pair: Pair):
    for outer, inner in pair.orders():
        for number in range(pair.points(outer)):
            simulation = meet(pair, outer, number, inner, dies=True)
            assert simulation.counts["crashes"] == 1
            assert_sound(later(simulation))


def overlap(pair: Pair, outer: Do, i: int, inner: Do, j: int) -> Simulation:
    simulation = pair.begin()
    Overlap(simulation).run(partial(outer, simulation), i, partial(inner, simulation), j)
    return simulation


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_both_overlap_at_every_pair_of_points(pair: Pair):
    for outer, inner in pair.orders():
        for i, j in product(range(pair.points(outer)), range(pair.points(inner))):
            assert_sound(later(overlap(pair, outer, i, inner, j)))


def test_two_requests_with_the_same_key_open_one_checkout():
    pair = Pair("begin x begin", nothing, begin_keyed, begin_keyed)
    points = range(pair.points(begin_keyed))
    for i, j in product(points, points):
        simulation = overlap(pair, begin_keyed, i, begin_keyed, j)
        opened = [one for one in simulation.payments.stored.values() if one.authorization_url]
        assert len(opened) == 1, (i, j)
        assert len(simulation.gateway.ledger) == 1
        assert_sound(later(simulation))


@pytest.mark.parametrize("seconds", [119, 200, HOUR])
@pytest.mark.parametrize("meanwhile", [charge, stop, sweep_now], ids=lambda flow: flow.__name__)
def test_a_charge_that_outlives_its_time_while_others_go_on(seconds: int, meanwhile: Do):
    """It stands still at every point for so long, and then goes on as if nothing were; others took over."""
    pair = Pair("charge x other", due_now, charge, meanwhile)

    def stand_still(simulation: Simulation) -> None:
        for _ in range(4):
            simulation.clock.advance(seconds)
            simulation.attempt("third", partial(meanwhile, simulation))

    for number in range(pair.points(charge)):
        assert_sound(later(meet(pair, charge, number, stand_still)))


def test_webhooks_in_any_order_and_twice_change_nothing():
    for order in permutations(range(4)):
        simulation = Simulation(sweeps_only=True)
        active(simulation)
        for _ in range(3):
            look_later(simulation)
            charge(simulation)
        references = list(simulation.gateway.ledger)
        before = dict(simulation.payments.stored), dict(simulation.subscriptions.stored)
        for number in [*order, *order]:
            simulation.webhook(references[number])
        assert (simulation.payments.stored, simulation.subscriptions.stored) == before
        assert_sound(simulation)


@pytest.mark.parametrize("delay", [1, HOUR, 20 * DAY, 100 * DAY])
def test_a_webhook_settles_what_nothing_else_has_and_a_late_one_is_harmless(delay: int):
    simulation = Simulation(sweeps_only=True)
    paid_subscription(simulation)
    simulation.deliver(simulation.checkout(USER), delay)
    simulation.run_until(simulation.clock.now() + 2)
    assert simulation.payments.stored[USER, 1].status is (
        PaymentStatus.SUCCESS if delay == 1 else PaymentStatus.PENDING
    )
    simulation.run_until(simulation.clock.now() + 120 * DAY)
    simulation.until_quiet()
    assert_sound(simulation)
    assert simulation.subscriptions.stored[USER, 1].status is SubscriptionStatus.ACTIVE
