"""Disputes: a payer's bank asks for its money back, and the merchant has hours to answer."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.dispute_record import DisputeRecord, DisputeStatus, Resolution

MINUTE, HOUR, DAY = 60, 3_600, 86_400
DUE_SOON = 6 * HOUR
"""People are told of a dispute that nobody has answered so long before its time to answer ends."""
LEASE = 5 * MINUTE
"""How long somebody who is at a dispute is left alone; then the sweep goes on from what is stored."""
ANSWER_LAPSES_AFTER = 30 * MINUTE
"""An answer that Paystack does not show so long after it was sent never arrived: people may answer again."""


class DisputeOutcome(StrEnum):
    """What a dispute does to its payment."""

    OPEN = "open"
    WON = "won"
    """The money stays."""
    LOST = "lost"
    """The money, or the part in dispute, went back."""


@dataclass(frozen=True, slots=True)
class DisputeMark:
    """A dispute as its payment shows it; `amount` in subunits."""

    id: int
    amount: int
    outcome: DisputeOutcome = DisputeOutcome.OPEN


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute, and the payment it is about: `payment_id` is None for a charge that is not in our books.

    Amounts are in subunits, instants in UTC epoch seconds. `status`, `resolution`, `category` and `claim` are as in
    DisputeRecord. `card` tells the card that is not charged meanwhile. `answered_with` and `answered_at` say what
    Paystack was sent by whom (`answered_by`, a user id) before it has shown that it has it. `look_at` is when the
    sweep looks at it. `has_alarmed` says that people were told that its time runs out.
    """

    id: int
    reference: str
    amount: int
    currency: str
    status: DisputeStatus
    created_at: int
    outcome: DisputeOutcome = DisputeOutcome.OPEN
    user_id: str = ""
    payment_id: int | None = None
    card: str = ""
    category: str = ""
    claim: str = ""
    resolution: Resolution | None = None
    due_at: int | None = None
    resolved_at: int | None = None
    answered_with: Resolution | None = None
    answered_by: str = ""
    answered_at: int | None = None
    has_alarmed: bool = False
    look_at: int | None = None
    version: int = 0

    @property
    def mark(self) -> DisputeMark:
        """What its payment shows of it: nothing of the money, where that stays."""
        return DisputeMark(self.id, 0 if self.outcome is DisputeOutcome.WON else self.amount, self.outcome)

    @property
    def waits_for_merchant(self) -> bool:
        """Whether it is the merchant's turn, as far as Paystack knows."""
        return self.outcome is DisputeOutcome.OPEN and self.status is DisputeStatus.AWAITING_MERCHANT

    def is_being_answered(self, now: int) -> bool:
        """Whether an answer was sent that Paystack may still show."""
        return self.answered_at is not None and now - self.answered_at < ANSWER_LAPSES_AFTER

    def is_due_soon(self, now: int) -> bool:
        """Whether nobody has answered, and hardly any time is left."""
        return self.waits_for_merchant and self.due_at is not None and now >= self.due_at - DUE_SOON


def begun(record: DisputeRecord, now: int) -> Dispute:
    """Return a dispute that our books do not have yet."""
    return Dispute(
        record.id,
        record.reference,
        record.amount,
        record.currency,
        record.status,
        record.created_at,
        category=record.category,
        claim=record.claim,
        due_at=record.due_at,
        look_at=now + LEASE,
    )


def recorded(dispute: Dispute, record: DisputeRecord, *, is_reversed: bool) -> Dispute:
    """Return a dispute as Paystack has it now; what is over stays over.

    `is_reversed` is what verify says of the charge, for a dispute whose end Paystack names by no word that we know.
    """
    if dispute.outcome is not DisputeOutcome.OPEN:
        return dispute
    outcome = _outcome(record, is_reversed=is_reversed)
    return replace(
        dispute,
        amount=dispute.amount if outcome is DisputeOutcome.WON else record.amount,
        status=record.status,
        resolution=record.resolution,
        due_at=record.due_at,
        resolved_at=record.resolved_at,
        outcome=outcome,
    )


def _outcome(record: DisputeRecord, *, is_reversed: bool) -> DisputeOutcome:
    if not record.status.is_over:
        return DisputeOutcome.OPEN
    match record.resolution:
        case Resolution.ACCEPTED | Resolution.AUTO_ACCEPTED:
            return DisputeOutcome.LOST
        case Resolution.DECLINED:
            return DisputeOutcome.WON
        case _:
            return DisputeOutcome.LOST if is_reversed else DisputeOutcome.WON


def looked_up(dispute: Dispute, now: int) -> Dispute:
    """Return it with the time of its next look: before its time runs out, after that, and then daily."""
    if dispute.outcome is not DisputeOutcome.OPEN:
        return replace(dispute, look_at=None)
    rungs = [now + DAY]
    if dispute.due_at is not None:
        rungs += [dispute.due_at - DUE_SOON, dispute.due_at + 5 * MINUTE]
    if dispute.answered_at is not None:
        rungs.append(dispute.answered_at + ANSWER_LAPSES_AFTER)
    return replace(dispute, look_at=min(rung for rung in rungs if rung > now))


def answering(dispute: Dispute, resolution: Resolution, user_id: str, now: int) -> Dispute:
    """Note, before the call, what Paystack is answered and by whom."""
    noted = replace(dispute, answered_with=resolution, answered_by=user_id, answered_at=now)
    return replace(noted, look_at=now + LEASE)


def unanswered(dispute: Dispute) -> Dispute:
    """Take that back: Paystack did not take the answer."""
    return replace(dispute, answered_with=None, answered_by="", answered_at=None)
