"""What the merchant's staff, and Paystack's events, do about refunds and disputes, on every fake joined."""

from functools import partial
from typing import Any

from shared.domain.dispute import Dispute
from shared.domain.dispute_record import Evidence, EvidenceUpload
from shared.domain.payment import Payment
from shared.domain.refund import Refund, RefundRequest
from shared.ports import DueItem
from shared.usecases.accept_dispute import accept_dispute
from shared.usecases.decline_dispute import decline_dispute
from shared.usecases.give_back import give_back
from shared.usecases.look_at_due import look_at_due
from shared.usecases.refresh_dispute import refresh_dispute
from shared.usecases.refresh_refunds import refresh_refunds
from shared.usecases.refund_payment import refund_payment
from shared.usecases.upload_dispute_evidence import upload_dispute_evidence
from tests.support.builders import USER

STAFF = "staffstaffstaffstaff"


class Staff:
    """The part of `World` that staff reach; what a method needs beyond its arguments is the world's."""

    clock: Any
    payments: Any
    paystack: Any
    books: Any
    disputes: Any
    settle: Any

    @property
    def _answers(self) -> dict[str, Any]:
        return {"disputes": self.paystack, "refresh": self.refresh_dispute, "clock": self.clock}

    def refund(self, payment_id: int = 1, amount: int | None = None, user_id: str = USER, **over: Any) -> Refund:
        """Staff give a payment, or a part of it, back."""
        asked = RefundRequest(amount, requested_by=STAFF, **over)
        ports = {"payments": self.payments, "refunds": self.paystack, "clock": self.clock}
        return refund_payment(user_id, payment_id, asked, **ports)[1]

    def give_back(self, payment: Payment) -> Payment:
        """The sweep sees to a payment's refunds."""
        ports = {"books": self.books, "provider": self.paystack, "refunds": self.paystack, "clock": self.clock}
        return give_back(payment, **ports)

    def refresh_refunds(self, reference: str) -> Payment | None:
        """An event tells of a charge's refunds."""
        ports = {"books": self.books, "provider": self.paystack, "refunds": self.paystack, "clock": self.clock}
        return refresh_refunds(reference, settle=self.settle, **ports)

    def refresh_dispute(self, dispute_id: int) -> Dispute:
        """An event tells of a dispute."""
        ports = {"store": self.disputes, "disputes": self.paystack, "books": self.books, "provider": self.paystack}
        return refresh_dispute(dispute_id, settle=self.settle, clock=self.clock, **ports)

    def look_at_due(self, item: DueItem) -> None:
        """The sweep looks at a payment or a dispute."""
        act = partial(look_at_due, payments=self.payments, settle=self.settle)
        act(item, give_back=self.give_back, refresh_dispute=self.refresh_dispute)

    def accept(self, dispute_id: int, amount: int | None = None) -> Dispute:
        """Staff give in to a dispute."""
        return accept_dispute(dispute_id, "It is so.", amount, STAFF, store=self.disputes, **self._answers)

    def upload(self, dispute_id: int, name: str = "receipt.pdf") -> EvidenceUpload:
        """Staff ask where a file is put."""
        return upload_dispute_evidence(dispute_id, name, **self._answers)

    def decline(self, dispute_id: int, file_name: str, evidence: Evidence | None = None) -> Dispute:
        """Staff keep the money."""
        return decline_dispute(
            dispute_id, "It was delivered.", file_name, evidence, STAFF, store=self.disputes, **self._answers
        )
