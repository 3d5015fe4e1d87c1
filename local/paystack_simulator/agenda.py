"""What happens by itself when its time on the virtual clock has come: charges that end, refunds that go on."""

import threading
from collections.abc import Callable

from local.paystack_simulator.clock import VirtualClock

_JOIN_SECONDS = 2.0


class Agenda:
    """Names with the times at which `act(name, at)` is called, in order, each once.

    It is called by a thread, and at once when the clock is moved, always under `lock`. `act` may plan again.
    """

    def __init__(self, clock: VirtualClock, lock: threading.RLock, act: Callable[[str, float], None]) -> None:
        self._clock = clock
        self._lock = lock
        self._act = act
        self._changed = threading.Condition()
        self._planned: dict[str, float] = {}
        self._stopped = False
        self._thread: threading.Thread | None = None
        clock.listen(self._moved)

    def plan(self, name: str, at: float) -> None:
        """Call for `name` at virtual second `at`, and not at the time it was planned for before."""
        with self._changed:
            self._planned[name] = at
            self._changed.notify_all()

    def _run_due(self) -> None:
        with self._lock:
            while (due := self._take()) is not None:
                self._act(*due)

    def _moved(self) -> None:
        self._run_due()
        with self._changed:  # the thread waits by the clock as it was
            self._changed.notify_all()

    def _take(self) -> tuple[str, float] | None:
        with self._changed:
            name = min(self._planned, key=self._planned.__getitem__, default=None)
            if name is None or self._planned[name] > self._clock.now():
                return None
            return name, self._planned.pop(name)

    def clear(self) -> None:
        """Forget what was planned."""
        with self._changed:
            self._planned.clear()

    def start(self) -> None:
        """Begin to follow the clock."""
        self._thread = threading.Thread(target=self._run, name="paystack-agenda", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let nothing more happen by itself."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._stopped:
            self._run_due()
            with self._changed:
                if not self._stopped:
                    self._changed.wait(self._seconds_to_next())

    def _seconds_to_next(self) -> float | None:
        return max(0.0, min(self._planned.values()) - self._clock.now()) if self._planned else None
