"""What Paystack says of a refund, in our words."""

from dataclasses import dataclass
from enum import StrEnum


class RefundState(StrEnum):
    """How far a refund is at Paystack (docs/paystack.md section 6)."""

    PENDING = "pending"
    PROCESSING = "processing"
    PROCESSED = "processed"
    """It left; the payer's bank may take days more."""
    FAILED = "failed"
    """Nothing was given back: the merchant's balance has it again, and the charge is a success again."""
    NEEDS_ATTENTION = "needs-attention"
    """It waits for an account of the payer's, which a person must give Paystack."""
    UNKNOWN = "unknown"
    """A word that we do not know: not over."""

    @property
    def is_over(self) -> bool:
        """Whether it stays as it is."""
        return self in {RefundState.PROCESSED, RefundState.FAILED}


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A refund as Paystack recorded it; `amount` in subunits, `created_at` in UTC epoch seconds.

    `transaction_id` is Paystack's number of the charge; `reference` is ours, empty where Paystack left it out. `note`
    is the text it was asked for with: the only thing by which one refund of a charge is told from another.
    `dispute_id` names the dispute that it settled, where one did.
    """

    id: int
    transaction_id: int
    amount: int
    currency: str
    state: RefundState
    created_at: int
    note: str = ""
    reference: str = ""
    dispute_id: int | None = None


class RefundKind(StrEnum):
    """What Paystack says to giving a charge back."""

    ACCEPTED = "accepted"
    """Queued: the money goes back within days, or Paystack says later that it could not."""
    DONE_BEFORE = "done_before"
    """The whole of it was given back already."""
    REFUSED = "refused"
    """Nothing was given back by this call."""
    NOT_SENT = "not_sent"
    """Paystack could not be asked: nothing was given back, and it may be asked again."""
    UNKNOWN = "unknown"
    """No answer, or none that makes sense: the refunds of the charge tell whether there is one with this note."""


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """An answer to a refund; `code` is Paystack's error code, empty where it gave none, `text` for people only.

    `refund` is there when it was accepted.
    """

    kind: RefundKind
    code: str = ""
    text: str = ""
    refund: RefundRecord | None = None
