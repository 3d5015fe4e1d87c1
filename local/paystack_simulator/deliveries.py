"""One webhook delivery and when it is tried again (paystack.md 5.1, S25)."""

import hashlib
import hmac
from dataclasses import asdict, dataclass, field

from local.paystack_simulator.records import Json

PENDING, DELIVERED, FAILED, DROPPED = "pending", "delivered", "failed", "dropped"

_MINUTE, _HOUR = 60, 3600
RETRY_DELAYS: dict[str, tuple[int, ...]] = {
    "live": (3 * _MINUTE,) * 4 + (_HOUR,) * 72,
    "test": (_HOUR,) * 10,
}
"""Seconds between tries by domain: four quick retries then 72 hours (live), or 10 hours (test)."""


def sign(secret_key: str, body: bytes) -> str:
    """The `x-paystack-signature` of the exact bytes: lowercase hex HMAC-SHA512 (5.1)."""
    return hmac.new(secret_key.encode(), body, hashlib.sha512).hexdigest()


@dataclass
class Try:
    """One attempt: virtual seconds since the epoch, and the HTTP status or what went wrong."""

    at: float
    status: int | None
    error: str | None = None


@dataclass
class Delivery:
    """An event on its way: body and signature are fixed at its birth and equal on every try."""

    id: int
    event: str
    reference: str | None
    domain: str
    body: str
    signature: str | None
    due_at: float
    position: int
    state: str = PENDING
    reason: str | None = None
    tries: list[Try] = field(default_factory=list)

    def record(self, attempt: Try, scale: float) -> None:
        """Note a try; only a 200 ends the story well, anything else waits for the schedule's next time."""
        self.tries.append(attempt)
        if self.state == DROPPED:
            return
        delays = RETRY_DELAYS[self.domain]
        if attempt.status == 200:  # noqa: PLR2004 - Paystack takes this one status as success
            self.state = DELIVERED
        elif len(self.tries) > len(delays):
            self.state, self.reason = FAILED, "every retry of the schedule is used up"
        else:
            # Counted from when the try was due, so that a clock moved far ahead meets every retry.
            self.due_at += delays[len(self.tries) - 1] * scale

    def as_json(self) -> Json:
        """The delivery with its tries, for the control API and the state file."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Json) -> "Delivery":
        """The delivery that `as_json` wrote."""
        return cls(**(row | {"tries": [Try(**attempt) for attempt in row["tries"]]}))
