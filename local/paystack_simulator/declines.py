"""Scripts for charges of saved instruments: which are declined, challenged or left in progress (S12-S14)."""

import threading
from dataclasses import asdict, dataclass

from local.paystack_simulator import fields
from local.paystack_simulator.outcomes import DECLINE_CODES
from local.paystack_simulator.records import Authorization, Json

EVERYONE = "*"
OUTCOMES = frozenset({"failed", "paused", "processing"})
SHAPES = frozenset({"200", "400"})


@dataclass
class Script:
    """What happens to the next `times` charges (None: all) of a code, an e-mail, or everyone (`*`)."""

    id: int
    target: str
    outcome: str
    gateway_response_code: str
    shape: str
    times: int | None


class DeclineScripts:
    """The scripts in the order they were given; the first that fits a charge decides it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._scripts: list[Script] = []
        self._last_id = 0

    def add(self, body: fields.Body) -> Json:
        """Keep the script of a control body, and give it back with its id."""
        with self._lock:
            script = _read(body, self._last_id + 1)
            self._last_id = script.id
            self._scripts.append(script)
            return asdict(script)

    def take(self, saved: Authorization) -> Script | None:
        """The script for a charge of `saved`, one use of it spent, or None."""
        with self._lock:
            targets = {saved.authorization_code, saved.email, EVERYONE}
            script = next((s for s in self._scripts if s.target in targets), None)
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
            self._scripts = [Script(**row) for row in rows]
            self._last_id = max((script.id for script in self._scripts), default=0)


def _read(body: fields.Body, number: int) -> Script:
    known = {"authorization_code", "email", "outcome", "gateway_response_code", "shape", "times"}
    fields.only(body, known)
    return Script(
        id=number,
        target=read_target(body) or EVERYONE,
        outcome=fields.choice(body, "outcome", OUTCOMES, "failed"),
        gateway_response_code=fields.choice(body, "gateway_response_code", DECLINE_CODES, "insufficient_funds"),
        shape=fields.choice(body, "shape", SHAPES, "200"),
        times=None if body.get("times", 1) is None else fields.whole(body, "times", 1, least=1),
    )


def read_target(body: fields.Body) -> str | None:
    """Whom a control body means: `authorization_code` or `email` (either may be `*`), or None."""
    email = fields.optional_text(body, "email")
    return fields.optional_text(body, "authorization_code") or (email.lower() if email else None)
