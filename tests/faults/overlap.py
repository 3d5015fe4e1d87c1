"""Two processes that overlap: one runs at a time, and each hands over at a point of the wire that is chosen."""

import threading
from collections.abc import Callable

from tests.faults.simulation import Simulation
from tests.faults.wire import Point

Act = Callable[[], object]
_PATIENCE = 20


class Overlap:
    """The first runs to its point `i`, the second to its point `j`, the first to its end, the second to its end.

    Together with one that runs whole at a point of the other, these are all orders with up to three changes.
    """

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._second_rests, self._second_may_go_on = threading.Event(), threading.Event()
        self._second: threading.Thread | None = None

    def run(self, first: Act, i: int, second: Act, j: int) -> None:
        """Run both; they are processes of their own, so what they raise goes to the simulation."""
        passed = {"first": 0, "second": 0}

        def look(_: Point) -> None:
            name = "second" if threading.current_thread() is self._second else "first"
            passed[name] += 1
            if name == "first" and passed[name] == i + 1:
                self._begin(second)
            if name == "second" and passed[name] == j + 1:
                self._rest()

        self._simulation.wire.do_at_points(lambda: self._both(first), look)

    def _both(self, first: Act) -> None:
        self._simulation.attempt("first", first)
        self._second_may_go_on.set()
        if self._second is not None:
            self._second.join(_PATIENCE)

    def _begin(self, second: Act) -> None:
        self._second = threading.Thread(target=self._run_second, args=(second,))
        self._second.start()
        assert self._second_rests.wait(_PATIENCE), "the second one hangs"

    def _run_second(self, second: Act) -> None:
        try:
            self._simulation.attempt("second", second)
        finally:
            self._second_rests.set()

    def _rest(self) -> None:
        self._second_rests.set()
        assert self._second_may_go_on.wait(_PATIENCE), "the first one hangs"
