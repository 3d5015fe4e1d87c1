"""Paystack in memory, with a ledger of its own: what it took is true, whatever our side believes."""

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from shared.domain.errors import GatewayError, GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.money import Money
from shared.domain.transaction import (
    NOT_FOUND,
    UNKNOWN,
    Authorization,
    Checkout,
    CheckoutRequest,
    Outcome,
    OutcomeKind,
    Transaction,
)
from tests.support.builders import an_authorization
from tests.support.fakes import FakeClock


class Next(Enum):
    """What the next call comes to; without one, Paystack does what it is asked."""

    DECLINE = auto()
    """Refuse a charge, or an initialize."""
    PENDING = auto()
    """Take a charge up without an end: `finish` gives it one."""
    LOST_ANSWER = auto()
    """Do it, but let nobody know: a timeout, or UNKNOWN."""
    LAGGING = auto()
    """As LOST_ANSWER; verify knows of the charge only `lag` seconds later."""
    NOT_SENT = auto()
    """Do nothing: unavailable, or UNKNOWN."""
    UNKNOWN = auto()
    """Give no answer to a verify."""


class State(Enum):
    OPEN = auto()
    """A checkout that nobody has paid, or a charge without an end."""
    TAKEN = auto()
    DECLINED = auto()


@dataclass(frozen=True)
class Row:
    """One transaction; `visible_at` is when verify first knows of it."""

    reference: str
    money: Money
    email: str
    state: State
    is_charge: bool = False
    visible_at: int = 0
    paid_at: int | None = None
    authorization: Authorization | None = None
    requested_amount: int | None = None


@dataclass
class FakePaystack:
    """A PaymentProvider. `calls` are (method, reference) in order; `ledger` is by reference, each used once."""

    clock: FakeClock
    lag: int = 90
    ledger: dict[str, Row] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    requests: list[CheckoutRequest] = field(default_factory=list)
    card_owners: dict[str, str] = field(default_factory=dict)
    _script: defaultdict[str, deque[Next]] = field(default_factory=lambda: defaultdict(deque))

    def script(self, method: str, *outcomes: Next) -> None:
        """Say what the next calls of `initialize`, `charge` or `verify` come to."""
        self._script[method] += outcomes

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(name == method for name, _ in self.calls)

    @property
    def taken(self) -> list[Row]:
        """Every transaction for which money was taken."""
        return [row for row in self.ledger.values() if row.state is State.TAKEN]

    def initialize(self, request: CheckoutRequest) -> Checkout:
        self.requests.append(request)
        told = self._called("initialize", request.reference)
        if told is Next.NOT_SENT:
            raise GatewayUnavailable("Paystack could not be reached. Try again.")
        if told is Next.DECLINE or request.reference in self.ledger:
            raise GatewayRefused("Paystack refused the payment: no")
        self.ledger[request.reference] = Row(request.reference, request.money, request.email, State.OPEN)
        if told is Next.LOST_ANSWER:
            raise GatewayTimeout("Paystack did not answer in time. Try again.")
        return Checkout(f"code-{len(self.ledger)}", f"https://checkout.paystack.com/{request.reference}")

    def pay_checkout(self, reference: str, **over: object) -> None:
        """The customer pays on Paystack's page, with a reusable card; `over` changes the row that results."""
        row = self.ledger[reference]
        assert not row.is_charge, "only a checkout is paid by its customer"
        given = {"state": State.TAKEN, "paid_at": self.clock.now(), "authorization": an_authorization()}
        given["requested_amount"] = row.money.subunits
        self.ledger[reference] = paid = replace(row, **given | over)
        if paid.authorization:
            self.card_owners[paid.authorization.code] = row.email

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        told = self._called("charge", reference)
        if told is Next.NOT_SENT or reference in self.ledger:  # a used reference is refused without saying more
            return UNKNOWN
        is_good = told is not Next.DECLINE and self.card_owners.get(authorization.code, email) == email
        state = State.OPEN if told is Next.PENDING else State.TAKEN if is_good else State.DECLINED
        now = self.clock.now()
        self.ledger[reference] = Row(
            reference,
            money,
            email,
            state,
            is_charge=True,
            visible_at=now + self.lag if told is Next.LAGGING else now,
            paid_at=now if state is State.TAKEN else None,
            authorization=authorization,
        )
        return UNKNOWN if told in {Next.LOST_ANSWER, Next.LAGGING} else self._told_of(reference)

    def finish(self, reference: str, state: State) -> None:
        """Give an open charge its end."""
        paid_at = self.clock.now() if state is State.TAKEN else None
        self.ledger[reference] = replace(self.ledger[reference], state=state, paid_at=paid_at)

    def verify(self, reference: str) -> Outcome:
        told = self._called("verify", reference)
        return UNKNOWN if told is Next.UNKNOWN else self._told_of(reference)

    def _called(self, method: str, reference: str) -> Next | None:
        self.calls.append((method, reference))
        return self._script[method].popleft() if self._script[method] else None

    def _told_of(self, reference: str) -> Outcome:
        row = self.ledger.get(reference)
        if row is None or self.clock.now() < row.visible_at:
            return NOT_FOUND
        if row.state is State.OPEN:
            return Outcome(OutcomeKind.PENDING)
        if row.state is State.DECLINED:
            return Outcome(OutcomeKind.DECLINED, failure_code="insufficient_funds", failure_text="Insufficient Funds")
        transaction = Transaction(
            row.reference,
            row.money.subunits,
            row.money.currency,
            row.requested_amount,
            paid_at=row.paid_at,
            channel="card",
            customer_email=row.email,
            authorization=row.authorization,
        )
        return Outcome(OutcomeKind.SUCCEEDED, transaction)


def gateway_error(told: Next) -> type[GatewayError]:
    """What an initialize raises that was told so."""
    return {
        Next.DECLINE: GatewayRefused,
        Next.NOT_SENT: GatewayUnavailable,
        Next.LOST_ANSWER: GatewayTimeout,
    }[told]
