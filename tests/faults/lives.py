"""One subscription's life, as its writes show it: which periods were claimed, paid and left out, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.domain.subscription import (
    CHARGEABLE,
    MIN_BETWEEN_CAPTURES,
    TRANSITIONS,
    Attention,
    Subscription,
    SubscriptionStatus,
)
from shared.domain.subscription_periods import period_after

_S = SubscriptionStatus


@dataclass
class Life:
    """`first` is the first period, `due` the due date of each that was claimed, `paid` those it says were paid.

    `left_out` are the numbers that no charge will ever have, `codes` the authorizations it ever had.
    """

    first: int = 0
    due: dict[int, int] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def written(self, before: Subscription | None, after: Subscription, now: int) -> list[str]:
        """Note a write; return what it does that no write may."""
        if after.authorization:
            self.codes.add(after.authorization.code)
        if before is None:
            self.first = after.next_index
            return []
        return [*self._status(before, after), *self._claim(before, after, now), *self._period(before, after, now)]

    @staticmethod
    def _status(before: Subscription, after: Subscription) -> Iterator[str]:
        if after.status is not before.status and after.status not in _reachable(before.status):
            yield f"{before.status} became {after.status}"
        if (after.attention is not None) is not (after.status is _S.NEEDS_ATTENTION):
            yield f"{after.status} with {after.attention}"

    def _claim(self, before: Subscription, after: Subscription, now: int) -> Iterator[str]:
        if after.in_flight is None or (before.in_flight and before.in_flight.reference == after.in_flight.reference):
            return
        reference = after.in_flight.reference
        if before.in_flight:
            yield f"replaced in flight: {before.in_flight.reference} by {reference}"
        if before.status not in CHARGEABLE:
            yield f"claimed while {before.status}: {reference}"
        if now < max(before.next_charge_at, before.charge_at or 0):
            yield f"claimed early: {reference}"
        if now < (before.last_capture_at or -MIN_BETWEEN_CAPTURES) + MIN_BETWEEN_CAPTURES:
            yield f"claimed within twenty hours: {reference}"
        if self.due.setdefault(reference.index, before.next_charge_at) != before.next_charge_at:
            yield f"due at another time than before: {reference}"

    def _period(self, before: Subscription, after: Subscription, now: int) -> Iterator[str]:
        if after.next_index < before.next_index:
            yield f"backwards from charge {before.next_index}"
        if after.charged != before.charged:
            yield from self._paid(before, after)
        elif after.next_index > before.next_index:
            self.left_out |= set(range(before.next_index, after.next_index))
            if not _may_leave_out(before, after):
                yield f"charges {before.next_index} to {after.next_index} were left out"
        if after.attention is Attention.MISSED_PERIODS is not before.attention and not _is_missing_two(before, now):
            yield "asked without two missed periods"

    def _paid(self, before: Subscription, after: Subscription) -> Iterator[str]:
        if after.charged != before.charged + 1 or before.in_flight is None:
            yield f"{after.charged} charges after {before.charged}"
            return
        index = before.in_flight.reference.index
        if index in self.paid:
            yield f"charge {index} was paid twice"
        self.paid.add(index)
        skipped = set(range(index + 1, after.next_index))
        self.left_out |= skipped
        if skipped and after.schedule == before.schedule:
            yield f"charges {sorted(skipped)} were left out"

    def unpaid(self, next_index: int) -> set[int]:
        """The periods before `next_index` of which nothing became."""
        return set(range(self.first, next_index)) - self.paid - self.left_out


def _reachable(status: SubscriptionStatus) -> frozenset[SubscriptionStatus]:
    """What one write may make of a state: a first refusal may be the last, and a retry may be of the last charge."""
    return TRANSITIONS[status].union(*(TRANSITIONS[each] for each in TRANSITIONS[status]))


def _may_leave_out(before: Subscription, after: Subscription) -> bool:
    """A pause, an answer for missed periods, or other terms."""
    resumed = before.status in {_S.PAUSED, _S.NEEDS_ATTENTION} and after.status in {_S.ACTIVE, _S.COMPLETED}
    return resumed or after.schedule != before.schedule


def _is_missing_two(subscription: Subscription, now: int) -> bool:
    following = period_after(subscription, subscription.next_index)
    return following is not None and following.due_at <= now
