"""Time as the simulator sees it: real time plus an offset that a test can move forward."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime


class VirtualClock:
    """Seconds since the epoch, following real time but movable forward (paystack.md S25, S32)."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._changed = threading.Condition()
        self._stopped = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def offset(self) -> float:
        """How many seconds the clock was moved ahead of real time."""
        return self._offset

    def now(self) -> float:
        """The current virtual time in seconds since the epoch."""
        return time.time() + self._offset

    def listen(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each move of the clock."""
        self._listeners.append(callback)

    def advance(self, seconds: float) -> float:
        """Move the clock forward by `seconds`, wake whoever waits on it, and return the new time."""
        with self._changed:
            self._offset += seconds
            self._changed.notify_all()
        for callback in self._listeners:
            callback()
        return self.now()

    def sleep(self, seconds: float) -> None:
        """Wait `seconds` of virtual time: ends early when the clock is moved past it or stopped."""
        due = self.now() + seconds
        with self._changed:
            while not self._stopped and (left := due - self.now()) > 0:
                self._changed.wait(left)

    def stop(self) -> None:
        """Let every sleeper go, for the server's shutdown."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


def whole_second_stamp(moment: float) -> str:
    """A transaction's timestamp, `2024-08-22T09:15:02.000Z`: whole seconds (paystack.md section 12)."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def millisecond_stamp(moment: float) -> str:
    """A fresh object's timestamp with milliseconds (paystack.md section 12)."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
