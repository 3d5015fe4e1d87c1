"""Paystack over HTTP as it fails: a session for the real client, on a ledger that knows what was really taken."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.provider import PaystackProvider
from shared.adapters.paystack.refunds import PaystackRefunds
from tests.faults.http_faults import CHALLENGES, GOOD, Effect, Fault
from tests.support.fakes import FakeClock
from tests.support.fakes_world import Crash

BASE_URL = "https://api.paystack.test"
STALL = 30
FINISHED_AFTER = 600
"""Seconds after which a charge that was taken up without an end has one, and a challenge its customer's answer."""
FIRST_ID = 5_000_000_000
REFUND_ARRIVES_AFTER = 2 * 86_400


class State(Enum):
    OPEN = auto()
    """A checkout that nobody has paid, or a charge without an end."""
    TAKEN = auto()
    DECLINED = auto()
    LEFT = auto()
    """A challenge that its customer has left."""


@dataclass
class Row:
    """A transaction as Paystack holds it; `visible_at` is when verify first knows of it.

    `listed` are its refunds, as Paystack's list shows them.
    """

    reference: str
    amount: int
    currency: str
    email: str
    is_charge: bool
    visible_at: int
    state: State = State.OPEN
    paid_at: int | None = None
    requested_amount: int | None = None
    authorization: str = ""
    is_reusable: bool = True
    failure_code: str = ""
    is_challenge: bool = False
    listed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def refunds(self) -> int:
        """How often something was given back."""
        return len(self.listed)

    @property
    def refunded(self) -> int:
        """How much was given back, in subunits."""
        return sum(one["amount"] for one in self.listed)

    @property
    def has_arrived_back(self) -> bool:
        """Whether every refund has arrived."""
        return bool(self.listed) and all(one["status"] == "processed" for one in self.listed)


class Adapters(PaystackProvider, PaystackRefunds):
    """The adapters of both ports, on one client."""


@dataclass(frozen=True)
class Reply:
    """What the client reads of a response."""

    status_code: int
    content: bytes


@dataclass
class Gateway:
    """A session of `requests` whose other end is in memory. The functions are the simulation's to set:

    `fault` says what becomes of a call, `declines` with which code a card refuses a charge (empty: it does not),
    `asked` hears of charges sent and `taken` of money taken, `later` does something after some seconds. `expires` is
    the month and year that the cards have on them.
    """

    clock: FakeClock
    ledger: dict[str, Row] = field(default_factory=dict)
    attempted: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    fault: Callable[[str, str], Fault] = lambda _call, _reference: GOOD
    declines: Callable[[Row], str] = lambda _row: ""
    asked: Callable[[str], None] = lambda _reference: None
    taken: Callable[[str], None] = lambda _reference: None
    later: Callable[[int, str, Callable[[], None]], None] = lambda *_: None
    expires: tuple[str, str] = ("", "")

    def provider(self) -> "Adapters":
        """The product's own adapters, on this session."""
        client = PaystackClient(BASE_URL, lambda: "sk_test")
        client._session = self
        return Adapters(client)

    def close(self) -> None:
        """Nothing is kept."""

    def request(
        self, method: str, url: str, *, json: Any, timeout: tuple[float, float], params: Any = None, **_: Any
    ) -> Reply:
        """What `requests.Session.request` does."""
        name = url.removeprefix(f"{BASE_URL}/").removeprefix("transaction/").split("/")[0]
        reference = (json.get("reference") or json["transaction"]) if json else url.rsplit("/", 1)[-1]
        call = {"charge_authorization": "charge"}.get(name, name)
        if params:  # the list of a charge's refunds
            call, reference = "refunds", list(self.ledger)[int(params["transaction"]) - FIRST_ID]
        if call == "charge":
            self.attempted.add(reference)
            self.asked(reference)
        fault = self.fault(call, reference)
        if fault is not GOOD:
            self.faults[f"{call}: {fault.name}"] += 1
        return self._answer(fault, call, reference, json, timeout[1])

    def _answer(self, fault: Fault, call: str, reference: str, body: Any, patience: float) -> Reply:
        if fault.effect is Effect.REFUSED:
            raise requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused")))
        if fault.effect is Effect.KILLED:  # Lambda's time is over; what was sent arrives all the same
            self.later(fault.seconds, reference, lambda: self._act(GOOD, call, reference, body))
            raise Crash
        reply = self._act(fault, call, reference, body) if fault.acts else None
        if fault.effect is Effect.STALL:
            self.clock.advance(min(STALL, int(patience)))
            if patience < STALL:
                raise requests.ReadTimeout("stalled")
        if fault.effect is Effect.LOST:
            self.clock.advance(int(patience))
            raise requests.ReadTimeout("lost")
        if fault.effect is Effect.RESET:
            raise requests.exceptions.ChunkedEncodingError("Connection broken: IncompleteRead")
        if fault.effect is Effect.ANSWER:
            return Reply(fault.status, fault.content)
        return reply or self._act(GOOD, call, reference, body)

    def _act(self, fault: Fault, call: str, reference: str, body: Any) -> Reply:
        if call == "verify":
            return self._verified(reference)
        if call == "refund":
            return self._given_back(reference, body)
        if call == "refunds":
            return _reply(200, {"status": True, "data": self.ledger[reference].listed, "meta": {"pageCount": 1}})
        if reference in self.ledger:
            return _reply(400, {"status": False, "code": "duplicate_reference", "message": "Duplicate reference"})
        if call == "initialize":
            self._add(reference, body, is_charge=False, visible_at=0)
            page = f"https://checkout.paystack.test/{reference}"
            return _reply(200, {"status": True, "data": {"access_code": "code", "authorization_url": page}})
        row = self._add(reference, body, is_charge=True, visible_at=self.clock.now() + fault.seconds)
        row.authorization = body["authorization_code"]
        row.is_challenge = fault.effect in CHALLENGES
        if fault.effect is Effect.CHALLENGE_LEFT:
            self.later(FINISHED_AFTER, reference, lambda: self._leave(row))
        elif fault.effect in {Effect.OPEN, Effect.CHALLENGE} or fault.leaves_open:
            self.later(FINISHED_AFTER, reference, lambda: self._finish(row))
        else:
            self._finish(row)
        return _challenge(row) if row.is_challenge else self._shown(row)

    def _add(self, reference: str, body: Any, *, is_charge: bool, visible_at: int) -> Row:
        row = Row(reference, body["amount"], body["currency"], body["email"], is_charge, visible_at)
        self.ledger[reference] = row
        return row

    def pay(self, reference: str, card: str, *, is_reusable: bool = True, part: int = 1) -> None:
        """The customer pays on the checkout's page; `part` 2 lets the card give only half."""
        row = self.ledger[reference]
        row.requested_amount, row.amount = row.amount, row.amount // part
        row.authorization, row.is_reusable = card, is_reusable
        self._take(row)

    def _finish(self, row: Row) -> None:
        if code := self.declines(row):
            row.state, row.failure_code = State.DECLINED, code
        else:
            self._take(row)

    def _leave(self, row: Row) -> None:
        row.state = State.LEFT

    def confirm(self, row: Row) -> None:
        """The customer confirms a challenge after all."""
        self._take(row)

    def _given_back(self, reference: str, body: Any) -> Reply:
        row = self.ledger[reference]
        if row.refunds and body["amount"] > row.amount - row.refunded:
            return _reply(400, {"status": False, "message": "Total refund amount cannot exceed the original"})
        refund = {
            "id": FIRST_ID + len(row.listed),
            "transaction": FIRST_ID + list(self.ledger).index(reference),
            "amount": body["amount"],
            "currency": row.currency,
            "status": "pending",
            "merchant_note": body["merchant_note"],
            "createdAt": datetime.fromtimestamp(self.clock.now(), UTC).isoformat(),
        }
        row.listed.append(refund)
        self.later(REFUND_ARRIVES_AFTER, reference, lambda: refund.update(status="processed"))
        return _reply(200, {"status": True, "data": refund})

    def _take(self, row: Row) -> None:
        row.state, row.paid_at = State.TAKEN, self.clock.now()
        self.taken(row.reference)

    def _verified(self, reference: str) -> Reply:
        row = self.ledger.get(reference)
        if row is None or self.clock.now() < row.visible_at:
            return _reply(400, {"status": False, "code": "transaction_not_found", "message": "not found"})
        return self._shown(row)

    def _shown(self, row: Row) -> Reply:
        number = FIRST_ID + list(self.ledger).index(row.reference)
        return _reply(200, {"status": True, "data": {"id": number} | _transaction(row, *self.expires)})


def _challenge(row: Row) -> Reply:
    page = f"https://checkout.paystack.test/resume/{row.reference}"
    return _reply(
        200, {"status": True, "data": {"paused": True, "reference": row.reference, "authorization_url": page}}
    )


def _signature(code: str) -> str:
    """Codes that differ after `#` alone are the same card's."""
    return f"SIG{code.split('#', maxsplit=1)[0].removeprefix('AUTH')}"


def _transaction(row: Row, month: str, year: str) -> dict[str, Any]:
    if row.state is State.DECLINED:
        return {"status": "failed", "gateway_response_code": row.failure_code, "reference": row.reference}
    if row.state is State.OPEN:
        return {"status": "processing" if row.is_charge else "abandoned", "reference": row.reference}
    if row.state is State.LEFT:
        return {"status": "abandoned", "reference": row.reference}
    shown: dict[str, Any] = {
        "status": "reversed" if row.has_arrived_back else "reversal-pending" if row.refunds else "success",
        "reference": row.reference,
        "amount": row.amount,
        "currency": row.currency,
        "paid_at": datetime.fromtimestamp(row.paid_at or 0, UTC).isoformat(),
        "channel": "card",
        "customer": {"email": row.email},
        "authorization": {
            "authorization_code": row.authorization,
            "signature": _signature(row.authorization),
            "reusable": row.is_reusable,
            "last4": "4081",
            "exp_month": month,
            "exp_year": year,
        },
    }
    if row.requested_amount is not None:
        shown["requested_amount"] = row.requested_amount
    return shown


def _reply(status: int, body: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(body).encode())
