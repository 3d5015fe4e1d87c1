"""What is compared with Paystack's books, and what staff do about it, on every fake joined."""

from typing import Any

from shared.domain.difference import Difference
from shared.domain.reconciliation import Run
from shared.usecases.reconcile import ReconcileResult, reconcile
from shared.usecases.reconciliation_parts import Parts
from shared.usecases.start_reconciliation import start_reconciliation
from tests.support.builders import USER
from tests.support.fakes import FakeClock
from tests.support.fakes_reconciliations import FakeReconciler, FakeReconciliations

FIVE_MINUTES = 300


class ReconciledBooks:
    """The part of `World` that reconciles; what a method needs beyond its arguments is the world's."""

    clock: FakeClock
    payments: Any
    subscriptions: Any
    due_index: Any
    paystack: Any
    alerts: Any
    settle: Any
    refresh_refunds: Any
    reconciliations: FakeReconciliations
    reconciler: FakeReconciler

    @property
    def parts(self) -> Parts:
        return Parts(
            store=self.reconciliations,
            ledger=self.paystack,
            provider=self.paystack,
            payments=self.payments,
            subscriptions=self.subscriptions,
            due_index=self.due_index,
            alerts=self.alerts,
            clock=self.clock,
            settle=self.settle,
            refresh_refunds=self.refresh_refunds,
        )

    def start_reconciliation(self, start: int | None = None, end: int | None = None) -> Run:
        """Staff ask for a comparison."""
        return start_reconciliation(
            USER, start, end, store=self.reconciliations, reconciler=self.reconciler, clock=self.clock
        )

    def reconcile(self, *, daily: bool = False) -> ReconcileResult:
        """The function that reconciles is invoked."""
        return reconcile(begins_daily=daily, parts=self.parts)

    def reconciled(self, start: int | None = None, end: int | None = None) -> Run:
        """Staff ask for a comparison, and it is gone on with until it is over."""
        run = self.start_reconciliation(start, end)
        return self.finish_reconciliation(run)

    def finish_reconciliation(self, run: Run) -> Run:
        """It is gone on with every five minutes until it is over."""
        for _ in range(1_000):
            if not (now := self.reconciliations.runs[run.id]).is_under_way:
                return now
            self.reconcile()
            self.clock.advance(FIVE_MINUTES)
        raise AssertionError("the run does not end")

    def found(self, run: Run) -> list[Difference]:
        """What a run found, in the order of references."""
        found = self.reconciliations.list_found(run.id, 1_000, "").differences
        return sorted(found, key=lambda one: (one.reference, one.kind))
