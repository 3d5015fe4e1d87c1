"""Paystack's disputes in our words."""

from shared.adapters.paystack.calls import (
    ACT_TIMEOUT,
    act_surely,
    between,
    is_done,
    is_refused,
    read,
    read_one,
    read_page,
)
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.values import (
    Json,
    as_instant,
    as_integer,
    as_object,
    as_text,
    created_at,
    needed_integer,
    needed_text,
    unreadable,
)
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

_STATUSES = {status.value: status for status in DisputeStatus}
_RESOLUTIONS = {resolution.value: resolution for resolution in Resolution}


class PaystackDisputes:
    """Implements `shared.ports.Disputes`."""

    def __init__(self, client: PaystackClient) -> None:
        self._client = client

    def fetch_disputes(self, window: Window, page: int) -> Page[DisputeRecord]:
        """`GET /dispute`."""
        return read_page(self._client, "/dispute", between(window), page, dispute_record)

    def fetch_dispute(self, dispute_id: int) -> DisputeRecord | None:
        """`GET /dispute/:id`."""
        row = read_one(self._client, f"/dispute/{dispute_id}")
        return None if row is None else dispute_record(row)

    def evidence_upload_url(self, dispute_id: int, file_name: str) -> EvidenceUpload:
        """`GET /dispute/:id/upload_url`."""
        answer = read(self._client, f"/dispute/{dispute_id}/upload_url", {"upload_filename": file_name})
        if is_refused(answer):
            raise GatewayRefused(f"Paystack refused: {answer.message}")
        if not is_done(answer):
            raise unreadable(f"HTTP {answer.status}")
        return EvidenceUpload(needed_text(answer.data, "signedUrl"), needed_text(answer.data, "fileName"))

    def add_evidence(self, dispute_id: int, evidence: Evidence) -> int:
        """`POST /dispute/:id/evidence`, sent at most once."""
        body = {
            "customer_email": evidence.customer_email,
            "customer_name": evidence.customer_name,
            "customer_phone": evidence.customer_phone,
            "service_details": evidence.service_details,
            "delivery_address": evidence.delivery_address,
            "delivery_date": evidence.delivery_date,
        }
        sent = {name: value for name, value in body.items() if value}
        answer = act_surely(lambda: self._client.post(f"/dispute/{dispute_id}/evidence", sent, ACT_TIMEOUT))
        number = as_integer(answer.data.get("id"))
        if number is None:
            raise GatewayTimeout("Paystack did not name the evidence. Try again.")
        return number

    def resolve_dispute(self, dispute_id: int, answer: DisputeAnswer) -> None:
        """`PUT /dispute/:id/resolve`, sent at most once."""
        body: Json = {
            "resolution": answer.resolution.value,
            "message": answer.message,
            "refund_amount": answer.refund_amount,
        }
        if answer.file_name:
            body["uploaded_filename"] = answer.file_name
        if answer.evidence_id is not None:
            body["evidence"] = answer.evidence_id
        act_surely(lambda: self._client.put(f"/dispute/{dispute_id}/resolve", body, ACT_TIMEOUT))


def dispute_record(data: Json) -> DisputeRecord:
    """Read a dispute; where it has no amount or currency of its own it is about the whole charge.

    Raise GatewayUnavailable.
    """
    charge = as_object(data.get("transaction"))
    has_amount = as_integer(data.get("refund_amount")) is not None
    resolution = as_text(data.get("resolution"))
    return DisputeRecord(
        id=needed_integer(data, "id"),
        transaction_id=needed_integer(charge, "id"),
        reference=needed_text(charge, "reference"),
        amount=needed_integer(data, "refund_amount") if has_amount else needed_integer(charge, "amount"),
        currency=as_text(data.get("currency")) or needed_text(charge, "currency"),
        status=_STATUSES.get(needed_text(data, "status"), DisputeStatus.UNKNOWN),
        created_at=created_at(data),
        resolution=_RESOLUTIONS.get(resolution, Resolution.UNKNOWN) if resolution else None,
        due_at=as_instant(data.get("dueAt")),
        resolved_at=as_instant(data.get("resolvedAt")),
        category=as_text(data.get("category")),
        claim=_claim(data.get("messages")),
    )


def _claim(messages: object) -> str:
    """What the dispute began with."""
    first = messages[0] if isinstance(messages, list) and messages else None
    return as_text(as_object(first).get("body"))
