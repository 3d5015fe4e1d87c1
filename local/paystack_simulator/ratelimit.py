"""Paystack's limits per endpoint and 60 seconds (paystack.md 9.4, S19)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_SECONDS = 60

_STANDARD = {"test": 100, "live": 600}
_EXTENDED = {("live", "verify"): 3000, ("live", "initialize"): 1200}


@dataclass(frozen=True)
class Allowance:
    """What the three `x-ratelimit-*` headers say; `reset` is seconds to the window's end."""

    limit: int
    remaining: int
    reset: int
    refused: bool = False

    def headers(self) -> list[tuple[str, str]]:
        """The headers, in lower case as Paystack sends them."""
        return [
            ("x-ratelimit-limit", str(self.limit)),
            ("x-ratelimit-remaining", str(self.remaining)),
            ("x-ratelimit-reset", str(self.reset)),
        ]


class RateLimits:
    """Counts calls per endpoint in windows of virtual time that begin with an endpoint's first call."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, endpoint: str, mode: str) -> Allowance | None:
        """Count one call under `mode` (`test` or `live`; `off` counts nothing)."""
        if mode == "off":
            return None
        limit = _EXTENDED.get((mode, endpoint), _STANDARD[mode])
        with self._lock:
            now = self._now()
            began, used = self._windows.get(endpoint, (now, 0))
            if now >= began + WINDOW_SECONDS:
                began, used = now, 0
            self._windows[endpoint] = (began, used + 1)
        reset = max(1, int(began + WINDOW_SECONDS - now))
        return Allowance(limit, max(0, limit - used - 1), reset, refused=used >= limit)

    def clear(self) -> None:
        """Forget all counts."""
        with self._lock:
            self._windows.clear()
