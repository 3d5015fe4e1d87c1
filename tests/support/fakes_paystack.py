"""Paystack in memory, with a ledger of its own: what it took is true, whatever our side believes."""

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from shared.domain.errors import GatewayError, GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.money import Money
from shared.domain.transaction import (
    AUTHORIZATION_REFUSED,
    HELD_BACK,
    NOT_FOUND,
    UNKNOWN,
    Authorization,
    Checkout,
    CheckoutRequest,
    Outcome,
    OutcomeKind,
    RefundKind,
    RefundOutcome,
    Transaction,
)
from tests.support.builders import an_authorization
from tests.support.fakes import FakeClock

OTHER_CARD = an_authorization(
    code="AUTH_72btv547zq",
    signature="SIG_yEXu7dLBeqG0kU7g95Ke",
    brand="verve",
    last4="6666",
    exp_month="11",
    exp_year="2031",
)
"""The card of a customer who pays with another one."""
_FIRST_ID = 5_000_000_000
"""Above 32 bits, as Paystack's are."""


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
    failure_code: str = ""


@dataclass
class FakePaystack:
    """A PaymentProvider. `calls` are (method, reference or code) in order; `ledger` is by reference, each used once.

    `refunded` are the references given back whole, each once; `deactivated` the codes that were ended; `refusing`
    says with which failure code the charges of a saved card are refused until it is taken out again.
    """

    clock: FakeClock
    lag: int = 90
    ledger: dict[str, Row] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    requests: list[CheckoutRequest] = field(default_factory=list)
    card_owners: dict[str, str] = field(default_factory=dict)
    refunded: list[str] = field(default_factory=list)
    refunds_arrived: set[str] = field(default_factory=set)
    deactivated: set[str] = field(default_factory=set)
    refusing: dict[str, str] = field(default_factory=dict)
    _script: defaultdict[str, deque[Next | Decline]] = field(default_factory=lambda: defaultdict(deque))

    def script(self, method: str, *outcomes: Next | Decline) -> None:
        """Say what the next calls of `initialize`, `charge`, `verify`, `refund` or `deactivate` come to."""
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
        """The customer pays on Paystack's page, with a reusable card; `over` changes the row that results.

        `authorization=OTHER_CARD`, or any other `an_authorization(...)`, pays with another card.
        """
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
        if told is Next.TOO_MANY:
            return HELD_BACK
        code = self._refusal(told, authorization.code, email)
        if code == AUTHORIZATION_REFUSED:
            return Outcome(OutcomeKind.DECLINED, failure_code=code, failure_text="Email does not match Authorization")
        is_open = told in {Next.PENDING, Next.PAUSED}
        state = State.OPEN if is_open else State.DECLINED if code else State.TAKEN
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
            failure_code=code,
        )
        if told is Next.PAUSED:
            return Outcome(OutcomeKind.PENDING, challenge_url=f"https://checkout.paystack.com/resume/{reference}")
        return UNKNOWN if told in {Next.LOST_ANSWER, Next.LAGGING} else self._told_of(reference)

    def _refusal(self, told: Next | Decline | None, code: str, email: str) -> str:
        """The failure code with which a charge of this card is refused, empty where it is not."""
        if code in self.deactivated or self.card_owners.get(code, email) != email:
            return AUTHORIZATION_REFUSED
        if isinstance(told, Decline):
            return told.code
        return "insufficient_funds" if told is Next.DECLINE else self.refusing.get(code, "")

    def finish(self, reference: str, state: State, failure_code: str = "insufficient_funds") -> None:
        """Give what is open its end: a bank's, or its customer's who confirmed, cancelled or left a challenge."""
        row = self.ledger[reference]
        assert row.state is not State.ABANDONED, "a challenge that was left can no longer be completed"
        paid_at = self.clock.now() if state is State.TAKEN else None
        self.ledger[reference] = replace(row, state=state, paid_at=paid_at, failure_code=failure_code)

    def refund(self, reference: str) -> RefundOutcome:
        told = self._called("refund", reference)
        if told is Next.NOT_SENT:
            return RefundOutcome(RefundKind.UNKNOWN)
        if isinstance(told, Decline):
            return RefundOutcome(RefundKind.REFUSED, told.code, "No")
        row = self.ledger.get(reference)
        if row is None or row.state is not State.TAKEN:
            return RefundOutcome(RefundKind.REFUSED, text="Transaction not found")
        if reference in self.refunded:
            return RefundOutcome(
                RefundKind.DONE_BEFORE, "transaction_reversed", "Transaction has been fully reversed"
            )
        self.refunded.append(reference)
        return RefundOutcome(RefundKind.UNKNOWN if told is Next.LOST_ANSWER else RefundKind.ACCEPTED)

    def deactivate(self, authorization_code: str) -> None:
        told = self._called("deactivate", authorization_code)
        if told is None or told is Next.LOST_ANSWER:
            self.deactivated.add(authorization_code)
        if isinstance(told, Next):
            raise gateway_error(told)("Paystack did not end the authorization.")

    def verify(self, reference: str) -> Outcome:
        told = self._called("verify", reference)
        return UNKNOWN if told is Next.UNKNOWN else self._told_of(reference)

    def _called(self, method: str, reference: str) -> Next | Decline | None:
        self.calls.append((method, reference))
        return self._script[method].popleft() if self._script[method] else None

    def _told_of(self, reference: str) -> Outcome:
        row = self.ledger.get(reference)
        if row is None or self.clock.now() < row.visible_at:
            return NOT_FOUND
        if row.state is State.ABANDONED or (row.state is State.OPEN and not row.is_charge):
            return Outcome(OutcomeKind.ABANDONED)
        if row.state is State.OPEN:
            return Outcome(OutcomeKind.PENDING)
        if row.state is State.DECLINED:
            text = row.failure_code.replace("_", " ").capitalize()
            return Outcome(OutcomeKind.DECLINED, failure_code=row.failure_code, failure_text=text)
        transaction = Transaction(
            row.reference,
            row.money.subunits,
            row.money.currency,
            row.requested_amount,
            paid_at=row.paid_at,
            channel="card",
            customer_email=row.email,
            authorization=row.authorization,
            is_reversed=reference in self.refunds_arrived,
            is_reversal_pending=reference in self.refunded and reference not in self.refunds_arrived,
            id=_FIRST_ID + list(self.ledger).index(reference),
        )
        return Outcome(OutcomeKind.SUCCEEDED, transaction)


def gateway_error(told: Next) -> type[GatewayError]:
    """What an initialize or a deactivate raises that was told so."""
    return {
        Next.DECLINE: GatewayRefused,
        Next.NOT_SENT: GatewayUnavailable,
        Next.LOST_ANSWER: GatewayTimeout,
    }[told]
