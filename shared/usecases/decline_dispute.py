"""Keep the money of a dispute: Paystack gets a file, and for a claim of fraud who bought what."""

from shared.domain.dispute import Dispute
from shared.domain.dispute_record import DisputeAnswer, Evidence, Resolution
from shared.ports import Clock, Disputes, DisputeStore
from shared.usecases.answer_dispute import answer_dispute, answerable
from shared.usecases.refresh_dispute import RefreshDispute


def decline_dispute(
    dispute_id: int,
    message: str,
    file_name: str,
    evidence: Evidence | None,
    declined_by: str,
    *,
    store: DisputeStore,
    disputes: Disputes,
    refresh: RefreshDispute,
    clock: Clock,
) -> Dispute:
    """Return the dispute as it stands then; `file_name` is that of an upload.

    Raise DisputeNotFound, WrongState for a dispute that takes no answer, Conflict, GatewayRefused,
    GatewayUnavailable, or GatewayTimeout where the evidence was not confirmed: nothing is answered then.
    """
    dispute = answerable(dispute_id, refresh=refresh, clock=clock)
    evidence_id = disputes.add_evidence(dispute_id, evidence) if evidence else None
    answer = DisputeAnswer(Resolution.DECLINED, message, 0, file_name, evidence_id)
    return answer_dispute(dispute, answer, declined_by, store=store, disputes=disputes, refresh=refresh, clock=clock)
