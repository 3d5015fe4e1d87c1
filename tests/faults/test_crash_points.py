"""Kill the process before and after every I/O call of every flow: whatever goes on after it makes everything good.

Once with all the help there is (tried again, webhooks, schedules), and once with the sweep alone.
"""

from functools import partial

import pytest

from shared.domain.payment import DAY
from shared.domain.subscription import Subscription
from tests.faults.acts import watch
from tests.faults.flow import Flow
from tests.faults.flows import FLOWS
from tests.faults.invariants import assert_sound, old_schedules
from tests.faults.points import points_of, table
from tests.faults.simulation import Simulation
from tests.support.builders import USER

A_PERIOD = 32 * DAY
POINTS = [
    pytest.param(flow, number, id=f"{flow}-{number}-{point}")
    for flow in FLOWS
    for number, point in enumerate(points_of(flow))
]


def goes_on(simulation: Simulation, flow: Flow) -> None:
    """Whoever can try again does; a further period passes."""
    if flow.again and (not simulation.sweeps_only or flow.act is watch):
        at = simulation.clock.now() + flow.again[0]
        act = partial(flow.act, simulation)
        simulation.at(at, USER, partial(simulation.attempt, flow.name, act, flow.again[1:]))
    simulation.run_until(simulation.clock.now() + A_PERIOD)
    simulation.until_quiet()


def stored(simulation: Simulation) -> Subscription | None:
    return simulation.subscriptions.stored.get((USER, 1))


@pytest.mark.parametrize("sweeps_only", [False, True], ids=["all help", "sweep alone"])
@pytest.mark.parametrize(("flow", "number"), POINTS)
def test_a_crash_is_made_good(flow: Flow, number: int, sweeps_only: bool):
    simulation = Simulation(sweeps_only=sweeps_only)
    simulation.tell()
    flow.prepare(simulation)
    assert simulation.wire.crash_at(number, lambda: flow.act(simulation)), "the run was recorded otherwise"
    goes_on(simulation, flow)
    assert_sound(simulation)
    subscription = stored(simulation)
    if flow.ends and not (flow.is_by_hand and sweeps_only):
        assert subscription is not None
        assert subscription.status is flow.ends


@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_a_flow_that_is_not_disturbed_is_sound(flow: Flow):
    simulation = Simulation()
    flow.prepare(simulation)
    flow.act(simulation)
    goes_on(simulation, flow)
    assert_sound(simulation)
    assert not old_schedules(simulation)


@pytest.mark.parametrize("flow", FLOWS, ids=str)
def test_the_points_of_a_flow_are_both_sides_of_each_call(flow: Flow):
    passed = points_of(flow)
    assert len(passed) >= 4
    assert [point.call for point in passed[::2]] == [point.call for point in passed[1::2]]
    assert f"{flow.name:36} {len(passed):4}  {passed[0].call}" in table()


def test_every_port_of_the_stack_has_crash_points():
    ports = {point.call.split(".")[0] for flow in FLOWS for point in points_of(flow)}
    assert ports == {
        "alerts", "cards", "due_index", "events", "keys", "pace", "payments", "provider", "queue", "registry",
        "scheduler", "signatures", "subscriptions", "switch", "webhooks", "webhook_queue",
    }  # fmt: skip
