"""Refunds of a payment, kept inside it: what was asked for, and how far Paystack is with it.

Paystack knows no idempotency on refunds. So each is stored, under a name of our own (`note`), before it is asked for,
and asked for once: whatever its call came to, Paystack's list of the payment's refunds tells the rest.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.domain.refund_record import RefundRecord, RefundState

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LEASE = 5 * MINUTE
"""How long a refund whose call may still be running is left alone: longer than any function that asks can live."""
UNTRACED_TOO_LONG = 2 * HOUR
"""People are told of a refund that Paystack's list has not shown for so long."""
LOST_AFTER = DAY
"""A refund that Paystack's list does not show so long after it was asked for never arrived: its money may be asked
for again. The call itself ends within seconds, so that a day leaves its arrival no room (docs/decisions/0034)."""
LEAST_REFUND = {"NGN": 5_000, "GHS": 100}
"""Smallest refund in subunits where Paystack is known to have one (docs/paystack.md section 6)."""
MOST_REFUNDS = 100
"""Of one payment, failed ones included: they are part of its item."""
_LOOK_AT_AGE = (LEASE, 15 * MINUTE, HOUR, UNTRACED_TOO_LONG, 6 * HOUR, LOST_AFTER)
LOST, NOT_SENT, FAILED = "lost", "not_sent", "failed"
"""Failure codes of our own: Paystack never had it, could not be asked, or took it up and could not do it."""


class RefundStatus(StrEnum):
    """How far a refund is."""

    REQUESTED = "requested"
    """It is stored, and Paystack is asked, or has not been heard of since."""
    PENDING = "pending"
    PROCESSING = "processing"
    PROCESSED = "processed"
    """It left; the payer's bank may take days more."""
    FAILED = "failed"
    """Nothing went back: its amount can be refunded again."""
    NEEDS_ATTENTION = "needs_attention"
    """Paystack waits for an account of the payer's, which a person must give it."""


OVER = frozenset({RefundStatus.PROCESSED, RefundStatus.FAILED})
_STATUSES = {
    RefundState.PENDING: RefundStatus.PENDING,
    RefundState.PROCESSING: RefundStatus.PROCESSING,
    RefundState.PROCESSED: RefundStatus.PROCESSED,
    RefundState.FAILED: RefundStatus.FAILED,
    RefundState.NEEDS_ATTENTION: RefundStatus.NEEDS_ATTENTION,
}


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What a refund is asked for with: `amount` in subunits, None for all that is left.

    `requested_by` is a user id, empty where nobody asked. `client_key` stands for a client's Idempotency-Key and
    `body_hash` for what came with it; both are empty where there was no key.
    """

    amount: int | None = None
    reason: str = ""
    requested_by: str = ""
    client_key: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund of a payment; `id` counts from 1 within it, `amount` is in subunits, instants are UTC epoch seconds.

    `note` is the name under which Paystack was asked, empty for one that was made in its dashboard. `paystack_id` is
    there once Paystack has told it. `reason` and `requested_by` are for staff alone.
    """

    id: int
    amount: int
    created_at: int
    updated_at: int
    status: RefundStatus = RefundStatus.REQUESTED
    note: str = ""
    paystack_id: int | None = None
    reason: str = ""
    requested_by: str = ""
    client_key: str = ""
    body_hash: str = ""
    failure_code: str = ""
    failure_text: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of it by itself."""
        return self.status in OVER

    @property
    def holds_money(self) -> bool:
        """Whether its amount went back, or may yet go."""
        return self.status is not RefundStatus.FAILED

    def failed(self, code: str, text: str, now: int) -> "Refund":
        """Return it as failed."""
        return replace(self, status=RefundStatus.FAILED, failure_code=code, failure_text=text, updated_at=now)

    def recorded(self, record: RefundRecord, now: int) -> "Refund":
        """Return it as Paystack has it: itself where that is nothing new.

        What is over under Paystack's number does not begin again; one that was given up as lost does, if Paystack
        shows it after all. A word that we do not know leaves everything as it is.
        """
        is_seen = self.status not in {RefundStatus.REQUESTED, RefundStatus.FAILED}
        status = _STATUSES.get(record.state, self.status if is_seen else RefundStatus.PENDING)
        if self.is_over and self.paystack_id is not None and status not in OVER:
            return self
        if (status, record.id, record.amount) == (self.status, self.paystack_id, self.amount):
            return self
        is_failed = status is RefundStatus.FAILED
        return replace(
            self,
            status=status,
            paystack_id=record.id,
            amount=record.amount,
            updated_at=now,
            failure_code=FAILED if is_failed else "",
            failure_text="Paystack could not give it back." if is_failed else "",
        )

    def not_listed(self, now: int) -> "Refund":
        """Return it after Paystack's list did not show it: as failed, once that has been so for long enough."""
        if self.status is not RefundStatus.REQUESTED or now - self.created_at < LOST_AFTER:
            return self
        return self.failed(LOST, "Paystack never received it.", now)

    def look_at(self, now: int) -> int | None:
        """Return when it is to be looked at next, None once it is over."""
        if self.is_over:
            return None
        if self.status is not RefundStatus.REQUESTED:
            return now + DAY  # Paystack's events come sooner, if they come
        age = now - self.created_at
        return next((self.created_at + rung for rung in _LOOK_AT_AGE if rung > age), now + HOUR)


def adopted(record: RefundRecord, number: int, now: int) -> Refund:
    """Return a refund that was not asked for by us, as the payment's refund of this number."""
    blank = Refund(number, record.amount, record.created_at, now)
    return replace(blank.recorded(record, now), updated_at=now)


def matched(refunds: tuple[Refund, ...], records: tuple[RefundRecord, ...], now: int) -> tuple[Refund, ...]:
    """Return a payment's refunds after Paystack's whole list of them.

    A record is told by its number, or by the note of one that has no number yet; any other was made in Paystack's
    dashboard and is taken into the books. One that settled a dispute belongs to the dispute.
    """
    own = sorted((one for one in records if one.dispute_id is None), key=lambda one: one.id)
    left = {one.id: one for one in own}
    known = []
    for refund in refunds:
        record = left.pop(_number_of(refund, own), None)
        known.append(refund.recorded(record, now) if record else refund.not_listed(now))
    return (*known, *(adopted(one, len(known) + place, now) for place, one in enumerate(left.values(), 1)))


def _number_of(refund: Refund, records: list[RefundRecord]) -> int:
    """Paystack's number of a refund, 0 where it has none."""
    if refund.paystack_id is not None:
        return refund.paystack_id
    return next((one.id for one in records if refund.note and one.note.strip() == refund.note), 0)
