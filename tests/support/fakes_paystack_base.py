"""What Paystack in memory is made of: a ledger of its own, and a script of what goes wrong."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeVar

from shared.domain.errors import GatewayError, GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.ledger import Page, Window
from shared.domain.money import Money
from shared.domain.refund_record import RefundRecord, RefundState
from shared.domain.transaction import Authorization
from tests.support.fakes import FakeClock

FIRST_ID = 5_000_000_000
"""Above 32 bits, as Paystack's are."""
_FIRST_REFUND_ID = 6_000_000_000


class Next(Enum):
    """What the next call comes to; without one, Paystack does what it is asked."""

    DECLINE = auto()
    """Refuse a charge (for want of money), an initialize or a deactivate."""
    PENDING = auto()
    """Take a charge up without an end: `finish` gives it one."""
    PAUSED = auto()
    """Ask the customer to confirm a charge, at an address that only the answer tells: `finish` gives it an end."""
    LOST_ANSWER = auto()
    """Do it, but let nobody know: a timeout, or UNKNOWN."""
    LAGGING = auto()
    """As LOST_ANSWER; verify knows of the charge only `lag` seconds later."""
    NOT_SENT = auto()
    """Do nothing: unavailable, or UNKNOWN."""
    UNKNOWN = auto()
    """Give no answer to a verify."""
    TOO_MANY = auto()
    """Do not look at a charge: there were too many."""


@dataclass(frozen=True)
class Decline:
    """The next charge, or refund, is refused with this code; a charge with AUTHORIZATION_REFUSED leaves no trace."""

    code: str


class State(Enum):
    OPEN = auto()
    """A checkout that nobody has paid, or a charge without an end."""
    TAKEN = auto()
    DECLINED = auto()
    ABANDONED = auto()
    """A charge that its customer was to confirm and did not: it can no longer be completed."""


@dataclass(frozen=True)
class Row:
    """One transaction; `visible_at` is when verify, and the list, first know of it; `fees` in subunits."""

    reference: str
    money: Money
    email: str
    state: State
    is_charge: bool = False
    visible_at: int = 0
    paid_at: int | None = None
    authorization: Authorization | None = None
    requested_amount: int | None = None
    failure_code: str = ""
    created_at: int = 0
    fees: int | None = None


def gateway_error(told: Next) -> type[GatewayError]:
    """What an initialize or a deactivate raises that was told so."""
    return {
        Next.DECLINE: GatewayRefused,
        Next.NOT_SENT: GatewayUnavailable,
        Next.LOST_ANSWER: GatewayTimeout,
    }[told]


@dataclass
class PaystackInMemory:
    """`calls` are (method, reference, code or number) in order; `ledger` is by reference, each used once.

    `refunds` are by Paystack's number, oldest first.
    """

    clock: FakeClock
    lag: int = 90
    page_size: int = 100
    ledger: dict[str, Row] = field(default_factory=dict)
    refunds: dict[int, RefundRecord] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    _script: defaultdict[str, deque[Next | Decline]] = field(default_factory=lambda: defaultdict(deque))

    def script(self, method: str, *outcomes: Next | Decline) -> None:
        """Say what the next calls of a method come to."""
        self._script[method] += outcomes

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(name == method for name, _ in self.calls)

    def change(self, reference: str, **over: object) -> None:
        """Make what Paystack holds of a charge something else: `money`, `fees`, `created_at` ..."""
        self.ledger[reference] = replace(self.ledger[reference], **over)

    def id_of(self, reference: str) -> int:
        """Paystack's number of a charge."""
        return FIRST_ID + list(self.ledger).index(reference)

    def live_refunds(self, reference: str) -> list[RefundRecord]:
        """The refunds of a charge that did not fail."""
        mine = (refund for refund in self.refunds.values() if refund.reference == reference)
        return [refund for refund in mine if refund.state is not RefundState.FAILED]

    def left_to_refund(self, reference: str) -> int:
        """The subunits of a charge that were not given back."""
        return self.ledger[reference].money.subunits - sum(one.amount for one in self.live_refunds(reference))

    def add_refund(self, reference: str, amount: int, state: RefundState, **more: object) -> RefundRecord:
        """Note that a part of a charge is given back."""
        refund = RefundRecord(
            id=_FIRST_REFUND_ID + len(self.refunds),
            transaction_id=self.id_of(reference),
            amount=amount,
            currency=self.ledger[reference].money.currency,
            state=state,
            created_at=self.clock.now(),
            reference=reference,
            **more,
        )
        self.refunds[refund.id] = refund
        return refund

    def called(self, method: str, what: object) -> Next | Decline | None:
        """Note a call; return what it comes to."""
        self.calls.append((method, str(what)))
        return self._script[method].popleft() if self._script[method] else None

    def read(self, method: str, what: object) -> None:
        """Note a call that reads and does not say UNKNOWN; raise when it is told to come to nothing."""
        if self.called(method, what) is not None:
            raise GatewayUnavailable("Paystack could not be reached. Try again.")

    def page(self, rows: Iterable["Listed"], window: Window, number: int) -> Page["Listed"]:
        """A page of those of the rows that were made in a window, newest first."""
        found = [row for row in rows if window.start <= row.created_at < window.end]
        found.sort(key=lambda row: (row.created_at, row.id), reverse=True)
        first, after = (number - 1) * self.page_size, number * self.page_size
        return Page(tuple(found[first:after]), is_last=len(found) <= after)


Listed = TypeVar("Listed")
