"""Paystack."""

from typing import Protocol

from shared.domain.dispute_record import DisputeAnswer, DisputeRecord, Evidence, EvidenceUpload
from shared.domain.ledger import ListedTransaction, Page, Window
from shared.domain.money import Money
from shared.domain.refund_record import RefundOutcome, RefundRecord
from shared.domain.transaction import Authorization, Checkout, CheckoutRequest, Outcome


class PaymentProvider(Protocol):
    """Paystack."""

    def initialize(self, request: CheckoutRequest) -> Checkout:
        """Open a checkout; raise a GatewayError when there is none to send the customer to."""
        ...

    def verify(self, reference: str) -> Outcome:
        """Ask how a charge stands; never raises, no answer is `UNKNOWN`."""
        ...

    def charge(self, reference: str, money: Money, authorization: Authorization, email: str) -> Outcome:
        """Charge a saved authorization once; never raises and never repeats the call by itself."""
        ...

    def deactivate(self, authorization_code: str) -> None:
        """End a saved authorization for good; one that Paystack does not know, or no longer, is ended.

        Raise GatewayRefused, GatewayUnavailable or GatewayTimeout; it may be asked again.
        """
        ...


class Refunds(Protocol):
    """Paystack's refunds. What reads them raises GatewayUnavailable when there is no answer that makes sense."""

    def refund(self, reference: str, money: Money | None = None, note: str = "") -> RefundOutcome:
        """Give a charge back, or the part that `money` says; never raises and never repeats the call by itself.

        Paystack has no key against doing it twice. `note` must be the refund's own: after `UNKNOWN` only
        `fetch_refunds_of` tells whether there is one with this note; until it has, none is asked for again.
        """
        ...

    def fetch_refunds_of(self, transaction_id: int) -> tuple[RefundRecord, ...]:
        """Return every refund of a charge, newest first; `transaction_id` is Paystack's number, none other."""
        ...

    def fetch_refund(self, refund_id: int) -> RefundRecord | None:
        """Return one refund, None where Paystack has none of this number."""
        ...


class Ledger(Protocol):
    """Paystack's own books; each method raises GatewayUnavailable when there is no answer that makes sense."""

    def fetch_transactions(self, window: Window, page: int) -> Page[ListedTransaction]:
        """Return a page, from 1, of the charges made in a window, paid or not."""
        ...

    def fetch_refunds(self, window: Window, page: int) -> Page[RefundRecord]:
        """Return a page, from 1, of the refunds made in a window."""
        ...

    def fetch_transaction(self, transaction_id: int) -> ListedTransaction | None:
        """Return the charge of Paystack's number, None where there is none."""
        ...


class Disputes(Protocol):
    """Paystack's disputes. What reads them raises GatewayUnavailable when there is no answer that makes sense."""

    def fetch_disputes(self, window: Window, page: int) -> Page[DisputeRecord]:
        """Return a page, from 1, of the disputes made in a window, open or over."""
        ...

    def fetch_dispute(self, dispute_id: int) -> DisputeRecord | None:
        """Return one dispute, None where Paystack has none of this number."""
        ...

    def evidence_upload_url(self, dispute_id: int, file_name: str) -> EvidenceUpload:
        """Return where a file is put before a dispute is declined; `file_name` ends in .pdf, .jpg or .jpeg.

        Raise GatewayRefused or GatewayUnavailable.
        """
        ...

    def add_evidence(self, dispute_id: int, evidence: Evidence) -> int:
        """Add to a claim of fraud who bought what; return the number that the answer names it by.

        Raise GatewayRefused, GatewayUnavailable, or GatewayTimeout, when it may be there all the same.
        """
        ...

    def resolve_dispute(self, dispute_id: int, answer: DisputeAnswer) -> None:
        """Answer a dispute; never repeats the call by itself.

        Raise GatewayRefused, GatewayUnavailable when nothing came of it, or GatewayTimeout, after which
        `fetch_dispute` tells whether it was answered.
        """
        ...


class SignatureChecker(Protocol):
    """Tells Paystack's webhooks from anybody else's."""

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether the signature (hex HMAC-SHA512) belongs to these bytes under a current or previous key."""
        ...
