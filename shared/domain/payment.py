"""A payment: one intent to take money once, and what became of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.dispute import DisputeMark
from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.reference import ChargeReference, CheckoutReference
from shared.domain.refund import Refund
from shared.domain.terms import Terms
from shared.domain.transaction import Outcome, OutcomeKind, Transaction

MINUTE, HOUR, DAY = 60, 3_600, 86_400
ABANDONED_AFTER = 2 * DAY
"""An unpaid checkout is given up after this many seconds; money that comes later still counts."""
_LOOK_AGAIN_AFTER_NO_ANSWER = 5 * MINUTE
"""So that what cannot be answered does not keep the sweep from what can."""
_LOOK_AGAIN_AT_AGE = (15 * MINUTE, 2 * HOUR, DAY, ABANDONED_AFTER)
FURTHEST_START = 2 * 365 * DAY


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    ABANDONED = "abandoned"
    QUARANTINED = "quarantined"
    """Paystack took something other than what was agreed: a person must look."""
    REFUND_PENDING = "refund_pending"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    """The payer's bank asks for the money back."""
    REVERSED = "reversed"
    """All of it went back, at least a part of it by a dispute."""


class Purpose(StrEnum):
    """Why money is taken."""

    PAYMENT = "payment"
    CARD_CHECK = "card_check"
    """A small amount that proves a card, and is given back by itself."""


class Notice(StrEnum):
    """What a paid checkout could not do."""

    NOT_REUSABLE = "not_reusable"
    """It was paid with something that cannot be charged again: no subscription has it."""
    TRIAL_USED = "trial_used"
    """The card has had this offer's trial before: no subscription was begun."""


_PAID = frozenset(
    {
        PaymentStatus.SUCCESS,
        PaymentStatus.REFUND_PENDING,
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.REFUNDED,
        PaymentStatus.DISPUTED,
        PaymentStatus.REVERSED,
    }
)
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
    PaymentStatus.QUARANTINED: frozenset(),
    # What is paid stays paid; how much of it went back follows from its refunds and disputes (`money_back`).
    **{status: _PAID - {status} for status in _PAID},
}


@dataclass(frozen=True, slots=True)
class Payment:
    """A checkout (`terms` when it begins a subscription) or one attempt at a subscription's charge.

    All instants are UTC epoch seconds. `look_at` is when the sweep looks at one of which something is still to come.
    `transaction_id` is Paystack's number of the charge, `fees` what it kept of it, in subunits, as told when it was
    paid; both are None for what was paid before they were kept.
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
    fees: int | None = None
    failure_code: str = ""
    failure_text: str = ""
    look_at: int | None = None
    metadata: str = ""
    purpose: Purpose = Purpose.PAYMENT
    notice: Notice | None = None
    version: int = 0
    transaction_id: int | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[DisputeMark, ...] = ()

    @property
    def is_paid(self) -> bool:
        """Whether the money was taken, whatever was given back since."""
        return self.status in _PAID

    @property
    def is_settled(self) -> bool:
        """Whether nothing Paystack says of the charge can change it any more."""
        return self.is_paid or self.status is PaymentStatus.QUARANTINED

    @property
    def is_final(self) -> bool:
        """Whether it is settled, and nothing is left to be done."""
        return self.is_settled and self.look_at is None

    def moved_to(self, status: PaymentStatus) -> "Payment":
        """Return the payment in another state; raise Conflict where the table of transitions has none."""
        if status not in TRANSITIONS[self.status]:
            raise Conflict(f"A payment cannot go from {self.status} to {status}.")
        return replace(self, status=status, look_at=None)

    def settled(self, outcome: Outcome, now: int) -> "Payment":
        """Return the payment after Paystack's answer: itself where that changes nothing."""
        match outcome.kind:
            case OutcomeKind.SUCCEEDED | OutcomeKind.DECLINED if self.is_settled:
                raise Conflict("The payment was settled before.")
            case OutcomeKind.SUCCEEDED:
                return self._paid(outcome.transaction, now)
            case OutcomeKind.DECLINED if self.status is not PaymentStatus.FAILED:
                failed = self.moved_to(PaymentStatus.FAILED)
                return replace(failed, failure_code=outcome.failure_code, failure_text=outcome.failure_text)
            case OutcomeKind.PENDING | OutcomeKind.ABANDONED | OutcomeKind.NOT_FOUND:
                return self._looked_at(now)
            case OutcomeKind.UNKNOWN if self._is_looked_for(now):
                return replace(self, look_at=now + _LOOK_AGAIN_AFTER_NO_ANSWER)
        return self

    def _paid(self, transaction: Transaction | None, now: int) -> "Payment":
        if transaction is None or not transaction.covers(self.reference, self.money):
            return self.moved_to(PaymentStatus.QUARANTINED)
        card = transaction.authorization
        is_going_back = transaction.is_reversed or transaction.is_reversal_pending
        return replace(
            self.moved_to(PaymentStatus.SUCCESS),
            look_at=now if self.purpose is Purpose.CARD_CHECK or is_going_back else None,
            transaction_id=transaction.id,
            paid_at=transaction.paid_at or now,
            channel=transaction.channel,
            card_brand=card.brand if card else "",
            card_last4=card.last4 if card else "",
            fees=transaction.fees,
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
    metadata: str = "",
    terms: Terms | None = None,
    subscription_id: int | None = None,
) -> Payment:
    """Return a pending payment that its customer has yet to make on Paystack's page.

    One with `terms` begins the subscription of that id.
    """
    return Payment(
        user_id=user_id,
        id=payment_id,
        reference=str(CheckoutReference(user_id, payment_id)),
        money=money,
        email=email,
        created_at=now,
        terms=terms,
        subscription_id=subscription_id,
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
