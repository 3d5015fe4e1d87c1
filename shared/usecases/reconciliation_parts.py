"""What the steps of a reconciliation read, write and ask, joined."""

from dataclasses import dataclass

from shared.domain.difference import Difference, DifferenceKind, Figures, difference_id
from shared.domain.reconciliation import Run
from shared.ports import (
    Alerts,
    Clock,
    DueIndex,
    Ledger,
    PaymentProvider,
    PaymentStore,
    ReconciliationStore,
    SubscriptionStore,
)
from shared.usecases.refresh_refunds import RefreshRefunds
from shared.usecases.settle import Settle


@dataclass(frozen=True, slots=True)
class Parts:
    """The ports of every step, `settle` and `refresh_refunds` with theirs filled in."""

    store: ReconciliationStore
    ledger: Ledger
    provider: PaymentProvider
    payments: PaymentStore
    subscriptions: SubscriptionStore
    due_index: DueIndex
    alerts: Alerts
    clock: Clock
    settle: Settle
    refresh_refunds: RefreshRefunds


def found(
    kind: DifferenceKind, reference: str, theirs: Figures, ours: Figures, run: Run, now: int, about: str = ""
) -> Difference:
    """Return a difference as it is first found; `about` tells it from others of its kind, the reference if empty."""
    return Difference(difference_id(kind, about or reference), kind, reference, run.id, now, theirs, ours)
