"""Faults that a test scripts for the next calls of an endpoint (paystack.md S18, S19)."""

import threading
from dataclasses import asdict, dataclass

from local.paystack_simulator import fields
from local.paystack_simulator.records import Json

ANY_ENDPOINT = "*"
ENDPOINTS = frozenset(
    {
        *("initialize", "verify", "fetch", "list", "charge_authorization", "deactivate", "customer"),
        *("refund", "refund_retry", "refund_list", "refund_fetch"),
        "bulk_charge",
        *("dispute_list", "dispute_fetch", "dispute_upload_url", "dispute_evidence", "dispute_resolve"),
    }
)

_AFTER_COMMIT_BY_DEFAULT = {
    "refuse": False,
    "reset": False,
    "status": False,
    "rate_limit": False,
    "garbage": True,
    "delay": True,
    "lost_response": True,
    "reset_mid_body": True,
}
KINDS = frozenset(_AFTER_COMMIT_BY_DEFAULT)
NEVER_PROCESSED = frozenset({"refuse", "rate_limit"})
"""Faults that by their nature leave the call undone."""

_FIRST_ERROR_STATUS, _LAST_STATUS = 400, 599


@dataclass
class Fault:
    """What goes wrong `times` times; `after_commit` says whether the call takes effect all the same."""

    id: int
    endpoint: str
    kind: str
    status: int
    seconds: float
    times: int | None
    after_commit: bool

    def as_json(self) -> Json:
        """The fault as the control API shows it."""
        row = asdict(self)
        return row | {"fault": row.pop("kind")}


class FaultPlan:
    """Faults in the order they were given; the first for an endpoint is spent first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._last_id = 0

    def add(self, body: fields.Body) -> Json:
        """Keep the fault of a control body, and give it back with its id."""
        with self._lock:
            fault = _read(body, self._last_id + 1)
            self._last_id = fault.id
            self._faults.append(fault)
            return fault.as_json()

    def take(self, endpoint: str) -> Fault | None:
        """The fault for this call, one use of it spent, or None."""
        with self._lock:
            fault = next((f for f in self._faults if f.endpoint in (endpoint, ANY_ENDPOINT)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
            return fault

    def listed(self) -> list[Json]:
        """The faults still to come."""
        with self._lock:
            return [fault.as_json() for fault in self._faults]

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults.clear()


def _read(body: fields.Body, number: int) -> Fault:
    fields.only(body, {"endpoint", "fault", "status", "seconds", "times", "after_commit"})
    kind = fields.choice(body, "fault", KINDS)
    status = fields.whole(body, "status", 502, least=_FIRST_ERROR_STATUS)
    if status > _LAST_STATUS:
        raise fields.FieldError("status", "must be an HTTP error status, 400 to 599")
    after_commit = fields.flag(body, "after_commit", _AFTER_COMMIT_BY_DEFAULT[kind])
    if after_commit and kind in NEVER_PROCESSED:
        raise fields.FieldError("after_commit", f"cannot be true for {kind}: such a call has no effect")
    return Fault(
        id=number,
        endpoint=fields.choice(body, "endpoint", ENDPOINTS | {ANY_ENDPOINT}),
        kind=kind,
        status=status,
        seconds=fields.seconds(body, "seconds", 30.0 if kind == "delay" else 0.0),
        times=None if body.get("times", 1) is None else fields.whole(body, "times", 1, least=1),
        after_commit=after_commit,
    )
