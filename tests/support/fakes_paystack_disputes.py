"""Paystack's disputes in memory: a port `Disputes`."""

from dataclasses import dataclass, field, replace

from shared.domain.dispute_record import (
    DisputeAnswer,
    DisputeRecord,
    DisputeStatus,
    Evidence,
    EvidenceUpload,
    Resolution,
)
from shared.domain.errors import GatewayRefused, GatewayTimeout
from shared.domain.ledger import Page, Window
from shared.domain.payment import HOUR
from shared.domain.refund_record import RefundState
from tests.support.fakes_paystack_base import Next, gateway_error
from tests.support.fakes_paystack_refunds import FakeRefunds

DISPUTE_DUE_AFTER = 16 * HOUR
_FIRST_ID = 7_000_000_000
_FILES = (".pdf", ".jpg", ".jpeg")


@dataclass
class FakeDisputes(FakeRefunds):
    """`files` are the names given out for uploads, with whether one was put; `evidence` is by dispute."""

    disputes: dict[int, DisputeRecord] = field(default_factory=dict)
    files: dict[str, bool] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)

    def begin_dispute(self, reference: str, **over: object) -> DisputeRecord:
        """A payer wants a charge back; `over` changes the record: `amount`, `category`, `due_at` ..."""
        row, now = self.ledger[reference], self.clock.now()
        given = {
            "id": _FIRST_ID + len(self.disputes),
            "transaction_id": self.id_of(reference),
            "reference": reference,
            "amount": row.money.subunits,
            "currency": row.money.currency,
            "status": DisputeStatus.AWAITING_MERCHANT,
            "created_at": now,
            "due_at": now + DISPUTE_DUE_AFTER,
            "category": "chargeback",
            "claim": "Customer complained about debit without value",
        }
        dispute = DisputeRecord(**given | over)
        self.disputes[dispute.id] = dispute
        return dispute

    def end_dispute(self, dispute_id: int, resolution: Resolution = Resolution.AUTO_ACCEPTED) -> None:
        """It comes to an end as a bank, or the lapse of time, ends it."""
        self._end(dispute_id, resolution, self.disputes[dispute_id].amount)

    def _end(self, dispute_id: int, resolution: Resolution, amount: int) -> None:
        dispute = self.disputes[dispute_id]
        self.disputes[dispute_id] = replace(
            dispute,
            status=DisputeStatus.RESOLVED,
            resolution=resolution,
            resolved_at=self.clock.now(),
            amount=amount,
        )
        back = min(amount, self.left_to_refund(dispute.reference))
        if resolution is not Resolution.DECLINED and back > 0:
            self.add_refund(dispute.reference, back, RefundState.PROCESSED, dispute_id=dispute_id)

    def fetch_disputes(self, window: Window, page: int) -> Page[DisputeRecord]:
        self.read("fetch_disputes", page)
        return self.page(self.disputes.values(), window, page)

    def fetch_dispute(self, dispute_id: int) -> DisputeRecord | None:
        self.read("fetch_dispute", dispute_id)
        return self.disputes.get(dispute_id)

    def evidence_upload_url(self, dispute_id: int, file_name: str) -> EvidenceUpload:
        self.read("evidence_upload_url", dispute_id)
        if dispute_id not in self.disputes or not file_name.lower().endswith(_FILES):
            raise GatewayRefused("Paystack refused: no")
        name = f"file-{len(self.files) + 1}"
        self.files[name] = False
        return EvidenceUpload(f"https://files.example/{name}", name)

    def put_file(self, upload: EvidenceUpload) -> None:
        """Somebody puts a file where they were told."""
        self.files[upload.file_name] = True

    def add_evidence(self, dispute_id: int, evidence: Evidence) -> int:
        told = self._act("add_evidence", dispute_id, is_refused=dispute_id not in self.disputes)
        self.evidence[dispute_id] = evidence
        if told is Next.LOST_ANSWER:
            raise GatewayTimeout("Paystack did not answer in time. Try again.")
        return self._evidence_id(dispute_id)

    def resolve_dispute(self, dispute_id: int, answer: DisputeAnswer) -> None:
        told = self._act("resolve_dispute", dispute_id, is_refused=self._is_wrong(dispute_id, answer))
        self._end(dispute_id, answer.resolution, answer.refund_amount)
        if told is Next.LOST_ANSWER:
            raise GatewayTimeout("Paystack did not answer in time. Try again.")

    def _act(self, method: str, dispute_id: int, *, is_refused: bool) -> Next | None:
        told = self.called(method, dispute_id)
        if told in {Next.DECLINE, Next.NOT_SENT}:
            raise gateway_error(told)("Paystack did not do it.")
        if is_refused:
            raise GatewayRefused("Paystack refused: no")
        return told

    def _is_wrong(self, dispute_id: int, answer: DisputeAnswer) -> bool:
        dispute = self.disputes.get(dispute_id)
        if dispute is None or dispute.status.is_over:
            return True
        if answer.resolution is Resolution.ACCEPTED:
            return not 0 < answer.refund_amount <= self.ledger[dispute.reference].money.subunits
        has_file = self.files.get(answer.file_name, False)
        is_proved = dispute_id in self.evidence and answer.evidence_id == self._evidence_id(dispute_id)
        needs_proof = dispute.category == "fraud" and not is_proved
        return answer.resolution is not Resolution.DECLINED or not has_file or needs_proof

    @staticmethod
    def _evidence_id(dispute_id: int) -> int:
        return dispute_id + 1_000
