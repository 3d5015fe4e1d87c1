"""What a test wants to happen to the next calls: scripts in the order they were given."""

import threading
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

from local.paystack_simulator import fields
from local.paystack_simulator.records import Json

EVERYTHING = "*"


@dataclass
class Script:
    """What happens to the next `times` calls (None: all) about `target`, or about everything (`*`)."""

    id: int
    target: str
    times: int | None


S = TypeVar("S", bound=Script)


class Scripts(Generic[S]):
    """Scripts of one kind; the first that fits a call decides it."""

    def __init__(self, read: Callable[[fields.Body, int], S], load: Callable[[Json], S]) -> None:
        self._read = read
        self._load = load
        self._lock = threading.Lock()
        self._scripts: list[S] = []
        self._last_id = 0

    def add(self, body: fields.Body) -> Json:
        """Keep the script of a control body, and give it back with its id."""
        with self._lock:
            script = self._read(body, self._last_id + 1)
            self._last_id = script.id
            self._scripts.append(script)
            return asdict(script)

    def take(self, targets: Collection[str]) -> S | None:
        """The script for a call about any of `targets`, one use of it spent, or None."""
        with self._lock:
            script = next((s for s in self._scripts if s.target in {*targets, EVERYTHING}), None)
            if script is not None and script.times is not None:
                script.times -= 1
                if script.times == 0:
                    self._scripts.remove(script)
            return script

    def remove(self, target: str | None = None) -> None:
        """Forget the scripts of one target, or all."""
        with self._lock:
            self._scripts = [s for s in self._scripts if target is not None and s.target != target]

    def listed(self) -> list[Json]:
        """The scripts still in force."""
        with self._lock:
            return [asdict(script) for script in self._scripts]

    def restore(self, rows: list[Json]) -> None:
        """Take over the scripts that `listed` gave."""
        with self._lock:
            self._scripts = [self._load(row) for row in rows]
            self._last_id = max((script.id for script in self._scripts), default=0)


def read_times(body: fields.Body) -> int | None:
    """How often a script is used: once where it does not say, None for ever."""
    return None if body.get("times", 1) is None else fields.whole(body, "times", 1, least=1)
