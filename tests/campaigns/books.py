"""Holds Paystack's ledger against our table: what was taken twice, not taken, not finished, or not the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.billing_calendar import due, first_index_after
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import Subscription, SubscriptionStatus

Period = tuple[str, int, int]
"""User, subscription and index."""


@dataclass(frozen=True)
class Findings:
    """`charges` is how many periods were paid; every list should be empty."""

    charges: int
    doubled: list[Period] = field(default_factory=list)
    lost: list[Period] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)

    def wrong(self) -> dict[str, list[Any]]:
        """What is not as it should be."""
        every = {
            "doubled": self.doubled,
            "lost": self.lost,
            "unresolved": self.unresolved,
            "mismatched": self.mismatched,
        }
        return {name: found for name, found in every.items() if found}


def audit(
    ledger: Iterable[Mapping[str, Any]],
    payments: Iterable[Payment],
    subscriptions: Iterable[Subscription],
    now: int,
) -> Findings:
    """Compare; `ledger` are the simulator's transactions. Each subscription should be active and at rest."""
    taken = {
        row["reference"]: (row["amount"], row["currency"]) for row in ledger if row["status"] == PaymentStatus.SUCCESS
    }
    booked = {
        one.reference: (one.money.subunits, one.money.currency)
        for one in payments
        if one.status is PaymentStatus.SUCCESS
    }
    subscriptions = list(subscriptions)
    paid = Counter(period for reference in taken if (period := _period(reference)))
    elapsed = {period for one in subscriptions for period in _elapsed(one, now)}
    return Findings(
        charges=len(paid),
        doubled=sorted(period for period, times in paid.items() if times > 1),
        lost=sorted(elapsed - paid.keys()),
        unresolved=sorted(f"{one.user_id}.{one.id}" for one in subscriptions if not is_at_rest(one, now)),
        mismatched=sorted({reference for reference, _ in taken.items() ^ booked.items()}),
    )


def is_at_rest(subscription: Subscription, now: int) -> bool:
    """Whether it only waits for its next period."""
    return (
        subscription.in_flight is None
        and subscription.status is SubscriptionStatus.ACTIVE
        and subscription.next_charge_at > now
        and subscription.look_at is not None
        and subscription.look_at > now
    )


def _period(reference: str) -> Period | None:
    named = parse_reference(reference)
    if not isinstance(named, ChargeReference):
        return None
    return named.user_id, named.subscription_id, named.index


def _elapsed(subscription: Subscription, now: int) -> list[Period]:
    """Every period whose charge should have been made, by the calendar alone."""
    schedule = subscription.schedule
    index = first_index_after(schedule, subscription.created_at)
    found = []
    while due(schedule, index) <= now:
        found.append((subscription.user_id, subscription.id, index))
        index += 1
    return found
