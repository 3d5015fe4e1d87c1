"""How a call of Paystack goes wrong, by name."""

import json
from dataclasses import dataclass
from enum import Enum, auto


class Effect(Enum):
    NONE = auto()
    REFUSED = auto()
    """No connection: nothing was sent."""
    LOST = auto()
    """Sent, and no answer until the client gives up."""
    RESET = auto()
    """The connection breaks in the middle of the answer."""
    ANSWER = auto()
    """Something else answers than was meant to."""
    STALL = auto()
    """The right answer, after 30 seconds."""
    OPEN = auto()
    """A charge is taken up without an end; it has one ten minutes later."""
    CHALLENGE = auto()
    """The customer is asked to confirm, and does so ten minutes later."""
    CHALLENGE_LEFT = auto()
    """The customer is asked to confirm, and leaves the page ten minutes later."""
    KILLED = auto()
    """The function's time is over in the middle of the call, which arrives later all the same."""


@dataclass(frozen=True)
class Fault:
    """`acts`: whether Paystack does what it was asked; `seconds`: how late it does so, or verify knows of it."""

    name: str
    effect: Effect
    acts: bool = False
    status: int = 200
    content: bytes = b""
    seconds: int = 0
    leaves_open: bool = False

    def __str__(self) -> str:
        return self.name


def _json(code: str) -> bytes:
    return json.dumps({"status": False, "code": code, "message": code}).encode()


GOOD = Fault("good", Effect.NONE, acts=True)

_ANYWHERE = (
    Fault("refused", Effect.REFUSED),
    Fault("lost before", Effect.LOST),
    Fault("lost after", Effect.LOST, acts=True),
    Fault("reset before", Effect.RESET),
    Fault("reset after", Effect.RESET, acts=True),
    *(Fault(f"{code} before", Effect.ANSWER, status=code, content=b"{}") for code in (500, 502, 503, 504)),
    *(Fault(f"{code} after", Effect.ANSWER, True, code, _json("server_error")) for code in (500, 502, 503, 504)),
    Fault("not JSON", Effect.ANSWER, acts=True, content=b"<html>Just a moment...</html>"),
    Fault("not an object", Effect.ANSWER, acts=True, content=b"[]"),
    Fault("429", Effect.ANSWER, status=429, content=_json("rate_limited")),
    Fault("stall", Effect.STALL, acts=True),
)
_CHARGE = (
    Fault("lag", Effect.LOST, acts=True, seconds=90),
    Fault("long lag", Effect.LOST, acts=True, seconds=1_500),
    Fault("pending", Effect.OPEN, acts=True),
    Fault("challenge", Effect.CHALLENGE, acts=True),
    Fault("challenge, left", Effect.CHALLENGE_LEFT, acts=True),
    Fault("duplicate in flight", Effect.ANSWER, True, 400, _json("duplicate_reference"), leaves_open=True),
    Fault("killed, arrives at once", Effect.KILLED, seconds=1),
    Fault("killed, arrives late", Effect.KILLED, seconds=200),
    Fault("killed, arrives much later", Effect.KILLED, seconds=2_400),
)
_READ = (Fault("killed", Effect.KILLED),)
_REFUND = (
    Fault("balance too low", Effect.ANSWER, status=400, content=_json("insufficient_balance")),
    Fault("killed, arrives at once", Effect.KILLED, seconds=1),
    Fault("killed, arrives late", Effect.KILLED, seconds=200),
)
_ASKED = (*(fault for fault in _ANYWHERE if not fault.name.endswith("before")), *_READ)

FAULTS: dict[str, tuple[Fault, ...]] = {
    "initialize": (*_ANYWHERE, Fault("killed", Effect.KILLED, seconds=1)),
    "charge": (*_ANYWHERE, *_CHARGE),
    "refund": (*_ANYWHERE, *_REFUND),
    "refunds": _ASKED,
    "verify": _ASKED,
}
"""Every fault of each call; of a reading, before and after are the same."""

CHALLENGES = frozenset({Effect.CHALLENGE, Effect.CHALLENGE_LEFT})
TIMEOUTS = frozenset({Effect.LOST, Effect.STALL, Effect.KILLED})
