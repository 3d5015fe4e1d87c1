"""The wire between the use cases and the outside: every call of a port passes here, before and after.

A call is named by its port and method, so that one that is new is met the day it is written. At each point the
process may be killed, or something else may happen first: that is how two processes meet at the same moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.fakes_world import Crash

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Point:
    """One side of one I/O call."""

    side: str
    call: str

    def __str__(self) -> str:
        return f"{self.side} {self.call}"


@dataclass
class Wire:
    """Tells `on_point` of every point that is passed."""

    on_point: Callable[[Point], None] | None = None
    _points: dict[tuple[str, str], Point] = field(default_factory=dict)

    def reach(self, side: str, call: str) -> None:
        """A process comes by."""
        if self.on_point is not None:
            point = self._points.get((side, call))
            if point is None:
                point = self._points[side, call] = Point(side, call)
            self.on_point(point)

    def record(self, action: Callable[[], object]) -> list[Point]:
        """Return the points that an action passes."""
        passed: list[Point] = []
        self.do_at_points(action, passed.append)
        return passed

    def crash_at(self, number: int, action: Callable[[], object]) -> bool:
        """Run an action and kill it at its point of that number; whether it came so far."""
        try:
            self.do_at(number, action, _die)
        except Crash:
            return True
        return False

    def do_at(self, number: int, action: Callable[[], object], deed: Callable[[], object]) -> None:
        """Run an action; at its point of that number something else happens, undisturbed itself."""
        passed = 0

        def look(_: Point) -> None:
            nonlocal passed
            passed += 1
            if passed == number + 1:
                self.on_point, mine = None, self.on_point
                try:
                    deed()
                finally:
                    self.on_point = mine

        self.do_at_points(action, look)

    def do_at_points(self, action: Callable[[], object], on_point: Callable[[Point], None]) -> None:
        """Run an action with this at each of its points."""
        self.on_point, outer = on_point, self.on_point
        try:
            action()
        finally:
            self.on_point = outer


def _die() -> None:
    raise Crash


class Wired:
    """A port on the wire; what is no method is given as it is."""

    def __init__(self, port: Any, name: str, wire: Wire) -> None:
        self._port = port
        self._name = name
        self._wire = wire

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._port, attribute)
        if not callable(value):
            return value
        wired = self._wired(value, f"{self._name}.{attribute}")
        setattr(self, attribute, wired)
        return wired

    def _wired(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        reach = self._wire.reach

        def call(*args: Any, **named: Any) -> Any:
            reach(BEFORE, name)
            try:
                result = method(*args, **named)
            except Exception:  # an error is an answer too: whoever gets it may die then
                reach(AFTER, name)
                raise
            if isinstance(result, Iterator):  # pages are read as they are walked; here they are one call
                result = iter(list(result))
            reach(AFTER, name)
            return result

        return call
