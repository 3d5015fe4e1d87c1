"""Answer a dispute at Paystack, once: accept it, or decline it with evidence."""

from shared.domain.dispute import Dispute, answering, unanswered
from shared.domain.dispute_record import DisputeAnswer
from shared.domain.errors import Conflict, GatewayRefused, GatewayTimeout, GatewayUnavailable, WrongState
from shared.ports import Clock, Disputes, DisputeStore
from shared.usecases.refresh_dispute import RefreshDispute


def answerable(dispute_id: int, *, refresh: RefreshDispute, clock: Clock) -> Dispute:
    """Return a dispute that waits for the merchant, as Paystack has it now; raise WrongState for any other."""
    dispute = refresh(dispute_id)
    if not dispute.waits_for_merchant:
        raise WrongState(f"The dispute is {dispute.status.value}: it takes no answer.")
    if dispute.is_being_answered(clock.now()):
        raise WrongState("An answer was sent, and Paystack has not shown it yet. Look again in half an hour.")
    return dispute


def answer_dispute(
    dispute: Dispute,
    answer: DisputeAnswer,
    answered_by: str,
    *,
    store: DisputeStore,
    disputes: Disputes,
    refresh: RefreshDispute,
    clock: Clock,
) -> Dispute:
    """Return the dispute with its answer; it is still open where Paystack has not shown yet that it has it.

    The answer is noted before it is sent, so that nobody sends another. Raise Conflict when somebody else has just
    changed the dispute, and GatewayRefused or GatewayUnavailable when Paystack did not take the answer.
    """
    noted = store.replace_dispute(answering(dispute, answer.resolution, answered_by, clock.now()))
    try:
        disputes.resolve_dispute(dispute.id, answer)
    except (GatewayRefused, GatewayUnavailable):
        _take_back(noted, store)
        raise
    except GatewayTimeout:
        pass  # it may have arrived: Paystack's record tells
    try:
        return refresh(dispute.id)
    except GatewayUnavailable:
        return noted


def _take_back(noted: Dispute, store: DisputeStore) -> None:
    stored: Dispute | None = noted
    while stored is not None and stored.answered_at == noted.answered_at:
        try:
            store.replace_dispute(unanswered(stored))
        except Conflict:
            stored = store.get_dispute(noted.id)
        else:
            return
