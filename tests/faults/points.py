"""The crash points of every flow, found by running it once: `python -m tests.faults.points` shows them."""

import sys
from functools import cache

from tests.faults.flow import Flow
from tests.faults.flows import FLOWS
from tests.faults.simulation import Simulation
from tests.faults.wire import Point


@cache
def points_of(flow: Flow) -> tuple[Point, ...]:
    """Run a flow undisturbed and return the points that it passes."""
    simulation = Simulation()
    flow.prepare(simulation)
    return tuple(simulation.wire.record(lambda: flow.act(simulation)))


def table() -> str:
    """The number of points by flow, with the calls that they lie around."""
    lines = []
    for flow in FLOWS:
        passed = points_of(flow)
        calls = ", ".join(point.call for point in passed if point.side == "before")
        lines.append(f"{flow.name:36} {len(passed):4}  {calls}")
    return "\n".join([*lines, f"{'all flows':36} {sum(len(points_of(flow)) for flow in FLOWS):4}"])


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
