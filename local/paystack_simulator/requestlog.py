"""The API calls received, so that a test can count them."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass

from local.paystack_simulator.records import Json

_MOST_ENTRIES = 20_000


@dataclass
class Entry:
    """One API call: `status` is None while it runs and when its answer never left, `at` is virtual time."""

    method: str
    path: str
    endpoint: str
    reference: str | None
    at: float
    status: int | None = None
    fault: str | None = None


class RequestLog:
    """The newest calls, oldest first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=_MOST_ENTRIES)

    def add(self, method: str, path: str, endpoint: str, reference: str | None) -> Entry:
        """Begin the entry of a call."""
        entry = Entry(method, path, endpoint, reference, self._now())
        with self._lock:
            self._entries.append(entry)
        return entry

    def listed(self, endpoint: str | None = None, reference: str | None = None) -> list[Json]:
        """The calls, or those of one endpoint or reference."""
        with self._lock:
            return [
                asdict(entry)
                for entry in self._entries
                if endpoint in (None, entry.endpoint) and reference in (None, entry.reference)
            ]

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._entries.clear()
