"""Paystack in memory, with a ledger of its own: what it took is true, whatever our side believes."""

from dataclasses import dataclass, field, replace

from shared.domain.errors import GatewayRefused, GatewayTimeout, GatewayUnavailable
from shared.domain.ledger import ListedTransaction, Page, Window
from shared.domain.money import Money
from shared.domain.refund_record import RefundRecord, RefundState
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
    Transaction,
)
from tests.support.builders import an_authorization
from tests.support.fakes_paystack_base import Decline, Next, Row, State, gateway_error
from tests.support.fakes_paystack_disputes import FakeDisputes

__all__ = ["OTHER_CARD", "Decline", "FakePaystack", "Next", "Row", "State", "gateway_error"]

OTHER_CARD = an_authorization(
    code="AUTH_72btv547zq",
    signature="SIG_yEXu7dLBeqG0kU7g95Ke",
    brand="verve",
    last4="6666",
    exp_month="11",
    exp_year="2031",
)
"""The card of a customer who pays with another one."""


@dataclass
class FakePaystack(FakeDisputes):
    """All of Paystack's ports: PaymentProvider, Refunds, Disputes and Ledger.

    `deactivated` are the codes that were ended; `refusing` says with which failure code the charges of a saved card
    are refused until it is taken out again.
    """

    requests: list[CheckoutRequest] = field(default_factory=list)
    card_owners: dict[str, str] = field(default_factory=dict)
    deactivated: set[str] = field(default_factory=set)
    refusing: dict[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> list[Row]:
        """Every transaction for which money was taken."""
        return [row for row in self.ledger.values() if row.state is State.TAKEN]

    def initialize(self, request: CheckoutRequest) -> Checkout:
        self.requests.append(request)
        told = self.called("initialize", request.reference)
        if told is Next.NOT_SENT:
            raise GatewayUnavailable("Paystack could not be reached. Try again.")
        if told is Next.DECLINE or request.reference in self.ledger:
            raise GatewayRefused("Paystack refused the payment: no")
        row = Row(request.reference, request.money, request.email, State.OPEN, created_at=self.clock.now())
        self.ledger[request.reference] = row
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
        told = self.called("charge", reference)
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
            created_at=now,
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

    def deactivate(self, authorization_code: str) -> None:
        told = self.called("deactivate", authorization_code)
        if told is None or told is Next.LOST_ANSWER:
            self.deactivated.add(authorization_code)
        if isinstance(told, Next):
            raise gateway_error(told)("Paystack did not end the authorization.")

    def verify(self, reference: str) -> Outcome:
        told = self.called("verify", reference)
        return UNKNOWN if told is Next.UNKNOWN else self._told_of(reference)

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
        states = {refund.state for refund in self.live_refunds(reference)}
        on_its_way = bool(states - {RefundState.PROCESSED})
        transaction = Transaction(
            row.reference,
            row.money.subunits,
            row.money.currency,
            row.requested_amount,
            paid_at=row.paid_at,
            channel="card",
            customer_email=row.email,
            authorization=row.authorization,
            fees=row.fees,
            is_reversed=bool(states) and not on_its_way,
            is_reversal_pending=on_its_way,
            id=self.id_of(reference),
        )
        return Outcome(OutcomeKind.SUCCEEDED, transaction)

    def plant(self, reference: str, money: Money, email: str, **over: object) -> None:
        """A charge is paid that came about without our software."""
        now = self.clock.now()
        row = Row(reference, money, email, State.TAKEN, created_at=now, paid_at=now)
        self.ledger[reference] = replace(
            row, **{"authorization": an_authorization(), "requested_amount": money.subunits} | over
        )

    def fetch_transactions(self, window: Window, page: int) -> Page[ListedTransaction]:
        self.read("fetch_transactions", page)
        visible = (row for row in self.ledger.values() if row.visible_at <= self.clock.now())
        return self.page([self._listed(row) for row in visible], window, page)

    def fetch_refunds(self, window: Window, page: int) -> Page[RefundRecord]:
        self.read("fetch_refunds", page)
        return self.page(self.refunds.values(), window, page)

    def fetch_transaction(self, transaction_id: int) -> ListedTransaction | None:
        self.read("fetch_transaction", transaction_id)
        found = (row for row in self.ledger.values() if self.id_of(row.reference) == transaction_id)
        return next((self._listed(row) for row in found), None)

    def _listed(self, row: Row) -> ListedTransaction:
        return ListedTransaction(
            self.id_of(row.reference),
            row.reference,
            row.money.subunits,
            row.money.currency,
            row.created_at,
            self._told_of(row.reference),
        )
