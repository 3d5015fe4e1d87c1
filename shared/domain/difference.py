"""What Paystack's books and ours do not agree on, and what became of it."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.errors import WrongState
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.transaction import Outcome


class DifferenceKind(StrEnum):
    """In what the books differ."""

    MISSED = "missed"
    """Paid at Paystack, and not with us: no webhook, callback or sweep had settled it."""
    MISSED_REFUND = "missed_refund"
    """Given back at Paystack, and not with us."""
    LATE = "late_money"
    """A charge of a subscription that had counted as refused was taken after all."""
    AMOUNT = "amount"
    CURRENCY = "currency"
    FEES = "fees"
    """Paystack kept other fees than it had told, or fees that the amounts do not bear out."""
    STATE = "state"
    """One says that money was taken or given back, the other that it was not."""
    ORPHAN = "orphan"
    """Money was taken under a reference that we do not know."""
    ORPHAN_REFUND = "orphan_refund"
    """Money of a charge that we do not know was given back."""


MENDS_ITSELF = frozenset({DifferenceKind.MISSED, DifferenceKind.MISSED_REFUND})
"""Nobody need be told of these once they are mended."""
BROUGHT_UP_TO_DATE = frozenset(
    {DifferenceKind.MISSED, DifferenceKind.LATE, DifferenceKind.AMOUNT, DifferenceKind.CURRENCY}
)
"""What may be only because we are behind: Paystack is asked again, as for any payment."""


class Done(StrEnum):
    """What was done about a difference, without anybody's asking."""

    NOTHING = "nothing"
    SETTLED = "settled"
    """The payment is a success now."""
    QUARANTINED = "quarantined"
    """The payment is set apart: something was taken, but not what was agreed."""
    REFRESHED = "refreshed"
    """The payment's refunds are as Paystack has them now."""
    BOOKED = "booked"
    """The money is in the customer's history now, though nothing was to follow from it."""
    HELD = "held"
    """Nothing more is charged of the subscription until a person has looked."""
    BOOKED_AND_HELD = "booked_and_held"


class DifferenceStatus(StrEnum):
    """Whether a person still has to look."""

    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Figures:
    """One side of a difference: subunits, and the state in that side's own word; nothing where it has none."""

    amount: int | None = None
    currency: str = ""
    fees: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, the same one whichever run finds it; nothing in it is personal.

    `run_id` is the run that found it first, `paystack_id` Paystack's number of the charge, `refund_id` that of the
    refund it is about. Instants are UTC epoch seconds; `created_at` is when Paystack made the charge or refund.
    `is_dealt_with` says that it was acted on, and told to people where that is due.
    """

    id: str
    kind: DifferenceKind
    reference: str
    run_id: str
    found_at: int
    theirs: Figures
    ours: Figures
    paystack_id: int | None = None
    refund_id: int | None = None
    created_at: int | None = None
    done: Done = Done.NOTHING
    is_dealt_with: bool = False
    status: DifferenceStatus = DifferenceStatus.OPEN
    note: str = ""
    resolved_by: str = ""
    resolved_at: int | None = None
    version: int = 0

    @property
    def rings(self) -> bool:
        """Whether people are to be told, once what could be done was done.

        What was quarantined before it was found here has been told of then.
        """
        if self.ours.state == PaymentStatus.QUARANTINED:
            return False
        return self.kind not in MENDS_ITSELF or self.done is Done.NOTHING

    def dealt_with(self, done: Done) -> "Difference":
        """Return it as acted on; what mended itself needs nobody."""
        acted = replace(self, done=done, is_dealt_with=True)
        is_mended = self.kind in MENDS_ITSELF and done is not Done.NOTHING
        return replace(acted, status=DifferenceStatus.RESOLVED) if is_mended else acted

    def resolved(self, user_id: str, note: str, now: int) -> "Difference":
        """Return it as a person leaves it; raise WrongState when somebody has already."""
        if self.status is DifferenceStatus.RESOLVED:
            raise WrongState("This difference is resolved already.")
        return replace(self, status=DifferenceStatus.RESOLVED, resolved_by=user_id, note=note, resolved_at=now)


def difference_id(kind: DifferenceKind, about: str) -> str:
    """Return the id of a difference: 32 hex digits that follow from its kind and what it is about."""
    return hashlib.sha256(f"{kind}\n{about}".encode(errors="replace")).hexdigest()[:32]


def figures_of(payment: Payment | None) -> Figures:
    """Return our side."""
    if payment is None:
        return Figures()
    return Figures(payment.money.subunits, payment.money.currency, payment.fees, payment.status.value)


def figures_told(amount: int, currency: str, outcome: Outcome) -> Figures:
    """Return Paystack's side of a charge; where we are told more than whether it was taken, that is the state."""
    told = outcome.transaction
    if told is None:
        return Figures(amount, currency, state=outcome.kind.value)
    state = "reversed" if told.is_reversed else "reversal_pending" if told.is_reversal_pending else outcome.kind.value
    return Figures(told.amount, told.currency, told.fees, state)
