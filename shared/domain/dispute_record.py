"""What Paystack says of a dispute, and what it is answered, in our words."""

from dataclasses import dataclass
from enum import StrEnum


class DisputeStatus(StrEnum):
    """Where a dispute stands at Paystack (docs/paystack.md section 5)."""

    AWAITING_MERCHANT = "awaiting-merchant-feedback"
    """It is our turn, until `due_at`."""
    AWAITING_BANK = "awaiting-bank-feedback"
    PENDING = "pending"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    UNKNOWN = "unknown"
    """A word that we do not know: not over."""

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything left to say."""
        return self in {DisputeStatus.RESOLVED, DisputeStatus.ARCHIVED}


class Resolution(StrEnum):
    """How a dispute ended."""

    ACCEPTED = "merchant-accepted"
    """We gave in: the money, or a part of it, went back."""
    DECLINED = "declined"
    """We kept the money, with evidence."""
    AUTO_ACCEPTED = "auto-accepted"
    """Nobody answered in time: Paystack gave in for us."""
    UNKNOWN = "unknown"
    """A word that we do not know: verify tells whether the charge was reversed."""


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A dispute as Paystack recorded it; amounts in subunits, instants in UTC epoch seconds.

    `reference` and `transaction_id` name the charge. `amount` is what the payer wants back. `category` is Paystack's
    word (`chargeback`, `fraud`, `general`), `claim` the payer's or their bank's, for people only; both may be empty.
    `due_at` is None where Paystack set no time to answer. `resolution` is there once it is resolved.
    """

    id: int
    transaction_id: int
    reference: str
    amount: int
    currency: str
    status: DisputeStatus
    created_at: int
    resolution: Resolution | None = None
    due_at: int | None = None
    resolved_at: int | None = None
    category: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceUpload:
    """Where a file of evidence is PUT within 30 minutes, and the name by which the answer to the dispute calls it."""

    url: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim of fraud is answered with: who bought what. Personal data: for Paystack alone.

    `delivery_date` is an ISO 8601 day; it and `delivery_address` may be empty.
    """

    customer_email: str
    customer_name: str
    customer_phone: str
    service_details: str
    delivery_address: str = ""
    delivery_date: str = ""


@dataclass(frozen=True, slots=True)
class DisputeAnswer:
    """What a dispute is answered: ACCEPTED with the subunits to give back, or DECLINED with an uploaded file.

    `evidence_id` names the Evidence that a claim of fraud wants besides.
    """

    resolution: Resolution
    message: str
    refund_amount: int
    file_name: str = ""
    evidence_id: int | None = None
