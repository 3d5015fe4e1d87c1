"""Give in to a dispute: Paystack gives the money, or the part that is said, back."""

from shared.domain.dispute import Dispute
from shared.domain.dispute_record import DisputeAnswer, Resolution
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.ports import Clock, Disputes, DisputeStore
from shared.usecases.answer_dispute import answer_dispute, answerable
from shared.usecases.refresh_dispute import RefreshDispute


def accept_dispute(
    dispute_id: int,
    message: str,
    amount: int | None,
    accepted_by: str,
    *,
    store: DisputeStore,
    disputes: Disputes,
    refresh: RefreshDispute,
    clock: Clock,
) -> Dispute:
    """Return the dispute as it stands then; `amount` in subunits, None for all that is in dispute.

    Raise InvalidInput for more than that, DisputeNotFound, WrongState for a dispute that takes no answer, Conflict,
    GatewayRefused or GatewayUnavailable.
    """
    dispute = answerable(dispute_id, refresh=refresh, clock=clock)
    if amount is not None and amount > dispute.amount:
        most = Money(dispute.amount, dispute.currency)
        raise InvalidInput({"amount": [f"Ensure this value is less than or equal to {most}, which is in dispute."]})
    answer = DisputeAnswer(Resolution.ACCEPTED, message, dispute.amount if amount is None else amount)
    return answer_dispute(dispute, answer, accepted_by, store=store, disputes=disputes, refresh=refresh, clock=clock)
