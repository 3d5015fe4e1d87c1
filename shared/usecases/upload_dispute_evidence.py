"""Tell staff where a file of evidence is put: at Paystack, not here."""

from shared.domain.dispute_record import EvidenceUpload
from shared.ports import Clock, Disputes
from shared.usecases.answer_dispute import answerable
from shared.usecases.refresh_dispute import RefreshDispute


def upload_dispute_evidence(
    dispute_id: int, file_name: str, *, disputes: Disputes, refresh: RefreshDispute, clock: Clock
) -> EvidenceUpload:
    """Return the address, good for 30 minutes, and the name by which the answer calls the file.

    Raise DisputeNotFound, WrongState for a dispute that takes no answer, GatewayRefused or GatewayUnavailable.
    """
    answerable(dispute_id, refresh=refresh, clock=clock)
    return disputes.evidence_upload_url(dispute_id, file_name)
