"""A payment: one intent to take money once, and what became of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.billing_calendar import Interval
from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.reference import ChargeReference, CheckoutReference
from shared.domain.transaction import Outcome, OutcomeKind, Transaction

MINUTE, HOUR, DAY = 60, 3_600, 86_400
ABANDONED_AFTER = 2 * DAY
"""An unpaid checkout is given up after this many seconds; money that comes later still counts."""
_LOOK_AGAIN_AFTER_NO_ANSWER = 5 * MINUTE
"""So that what cannot be answered does not keep the sweep from what can."""
_LOOK_AGAIN_AT_AGE = (15 * MINUTE, 2 * HOUR, DAY, ABANDONED_AFTER)


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    ABANDONED = "abandoned"
    QUARANTINED = "quarantined"
    """Paystack took something other than what was agreed: a person must look."""


TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.PENDING: frozenset(
        {
            PaymentStatus.SUCCESS,
            PaymentStatus.FAILED,
            PaymentStatus.ABANDONED,
            PaymentStatus.QUARANTINED,
        }
    ),
    # A checkout page that failed or was left can still be paid: money taken is never denied.
    PaymentStatus.FAILED: frozenset({PaymentStatus.SUCCESS, PaymentStatus.QUARANTINED}),
    PaymentStatus.ABANDONED: frozenset({PaymentStatus.SUCCESS, PaymentStatus.FAILED, PaymentStatus.QUARANTINED}),
    PaymentStatus.SUCCESS: frozenset(),
    PaymentStatus.QUARANTINED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The schedule a customer agreed to at a checkout; `start_at` in UTC epoch seconds, if one was given."""

    subscription_id: int
    interval: Interval
    interval_count: int
    timezone: str
    start_at: int | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A checkout (`terms` when it begins a subscription) or one attempt at a subscription's charge.

    All instants are UTC epoch seconds. `look_at` is when the sweep asks Paystack about a pending payment.
    `metadata` is the JSON text of what the merchant wants to find again.
    `version` counts stored changes; a write is refused when it is not the stored one.
    """

    user_id: str
    id: int
    reference: str
    money: Money
    email: str
    created_at: int
    status: PaymentStatus = PaymentStatus.PENDING
    terms: Terms | None = None
    subscription_id: int | None = None
    access_code: str = ""
    authorization_url: str = ""
    paid_at: int | None = None
    channel: str = ""
    card_brand: str = ""
    card_last4: str = ""
    failure_code: str = ""
    failure_text: str = ""
    look_at: int | None = None
    metadata: str = ""
    version: int = 0

    @property
    def is_final(self) -> bool:
        """Whether nothing Paystack says can change it."""
        return not TRANSITIONS[self.status]

    def moved_to(self, status: PaymentStatus) -> "Payment":
        """Return the payment in another state; raise Conflict where the table of transitions has none."""
        if status not in TRANSITIONS[self.status]:
            raise Conflict(f"A payment cannot go from {self.status} to {status}.")
        return replace(self, status=status, look_at=None)

    def settled(self, outcome: Outcome, now: int) -> "Payment":
        """Return the payment after Paystack's answer: itself where that changes nothing."""
        match outcome.kind:
            case OutcomeKind.SUCCEEDED:
                return self._paid(outcome.transaction, now)
            case OutcomeKind.DECLINED if self.status is not PaymentStatus.FAILED:
                failed = self.moved_to(PaymentStatus.FAILED)
                return replace(failed, failure_code=outcome.failure_code, failure_text=outcome.failure_text)
            case OutcomeKind.PENDING | OutcomeKind.NOT_FOUND:
                return self._looked_at(now)
            case OutcomeKind.UNKNOWN if self._is_looked_for(now):
                return replace(self, look_at=now + _LOOK_AGAIN_AFTER_NO_ANSWER)
        return self

    def _paid(self, transaction: Transaction | None, now: int) -> "Payment":
        if transaction is None or not transaction.covers(self.reference, self.money):
            return self.moved_to(PaymentStatus.QUARANTINED)
        card = transaction.authorization
        return replace(
            self.moved_to(PaymentStatus.SUCCESS),
            paid_at=transaction.paid_at or now,
            channel=transaction.channel,
            card_brand=card.brand if card else "",
            card_last4=card.last4 if card else "",
            failure_code="",
            failure_text="",
        )

    def _is_looked_for(self, now: int) -> bool:
        return self.status is PaymentStatus.PENDING and self.look_at is not None and now >= self.look_at

    def _looked_at(self, now: int) -> "Payment":
        """Put the next look off, or give an old unpaid checkout up."""
        if not self._is_looked_for(now):
            return self
        age = now - self.created_at
        if age >= ABANDONED_AFTER:
            return self.moved_to(PaymentStatus.ABANDONED)
        return replace(self, look_at=self.created_at + next(rung for rung in _LOOK_AGAIN_AT_AGE if rung > age))


def new_checkout(
    user_id: str,
    payment_id: int,
    money: Money,
    email: str,
    now: int,
    terms: Terms | None = None,
    metadata: str = "",
) -> Payment:
    """Return a pending payment that its customer has yet to make on Paystack's page."""
    return Payment(
        user_id=user_id,
        id=payment_id,
        reference=str(CheckoutReference(user_id, payment_id)),
        money=money,
        email=email,
        created_at=now,
        terms=terms,
        subscription_id=terms.subscription_id if terms else None,
        look_at=now + _LOOK_AGAIN_AT_AGE[0],
        metadata=metadata,
    )


def new_attempt(reference: ChargeReference, payment_id: int, money: Money, email: str, now: int) -> Payment:
    """Return the pending payment of one attempt at a subscription's charge.

    It is stored once it is final: until then the subscription's own `in_flight` is the journal.
    """
    return Payment(
        user_id=reference.user_id,
        id=payment_id,
        reference=str(reference),
        money=money,
        email=email,
        created_at=now,
        subscription_id=reference.subscription_id,
    )
