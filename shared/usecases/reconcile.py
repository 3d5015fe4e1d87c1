"""Go on with the reconciliations that are under way, as far as time and Paystack's rate limit allow."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from shared.domain.alert import AlertKind
from shared.domain.errors import Conflict, DukkaError
from shared.domain.reconciliation import (
    Run,
    RunKind,
    Step,
    daily_window,
    handed_on,
    leased,
    new_run,
    put_off,
)
from shared.ports import Clock
from shared.usecases.check_pending import check_pending
from shared.usecases.compare_refunds import compare_refunds
from shared.usecases.compare_transactions import compare_transactions
from shared.usecases.deal_with_differences import deal_with_differences
from shared.usecases.reconciliation_parts import Parts

SECONDS = 150
"""After so long no further step is begun; the longest takes about a minute while Paystack is slow."""
MOST_CALLS = 160
"""Of Paystack's in one go: no endpoint gets more than about half of them, and a test key is allowed 100 a minute."""
LOOKED_THROUGH = 50
"""The newest runs, of which those under way are gone on with; there are never so many at once."""


@dataclass(frozen=True, slots=True)
class ReconcileResult:
    """How many steps were made, and how many runs finished."""

    steps: int
    finished: int


class Reconcile(Protocol):
    """`reconcile` with its ports filled in."""

    def __call__(self, *, begins_daily: bool) -> ReconcileResult:
        """Go on with what is under way."""
        ...


def reconcile(*, begins_daily: bool, parts: Parts) -> ReconcileResult:
    """Begin the daily run if that is due and asked for, then go on with every run that nobody else is at.

    It may be called at any time, by several at once and again after it died: a step counts when it is stored, over
    the version that was read. What is left over is found by the next call.
    """
    began = parts.clock.now()
    if begins_daily and (window := daily_window(parts.store.covered_to(), began)) is not None:
        parts.store.begin_run(new_run(RunKind.DAILY, window, began))
    budget = _Budget(parts.clock, began + SECONDS, MOST_CALLS)
    finished = sum(_go_on(run, budget, parts) for run in reversed(parts.store.list_runs(LOOKED_THROUGH, None).runs))
    return ReconcileResult(budget.steps, finished)


@dataclass
class _Budget:
    """What one call may use."""

    clock: Clock
    ends_at: int
    calls_left: int
    steps: int = 0

    @property
    def is_used_up(self) -> bool:
        return self.calls_left <= 0 or self.clock.now() >= self.ends_at


def _go_on(run: Run, budget: _Budget, parts: Parts) -> bool:
    """Go on with one run, unless somebody else is at it or it waits; return whether it finished."""
    if not run.is_under_way or parts.clock.now() < run.busy_until:
        return False
    try:
        at = parts.store.replace_run(leased(run, parts.clock.now()))
        while at.is_under_way and not budget.is_used_up:
            at = _step(at, budget, parts)
            if at.failures:
                return False
        if at.is_under_way:
            parts.store.replace_run(handed_on(at, parts.clock.now()))
    except Conflict:  # somebody else is at it: what they stored stands
        return False
    return not at.is_under_way


def _step(run: Run, budget: _Budget, parts: Parts) -> Run:
    """Make one step and store it; one that failed is put off."""
    steps: dict[Step, Callable[[Run, Parts], tuple[Run, int]]] = {
        Step.TRANSACTIONS: compare_transactions,
        Step.REFUNDS: compare_refunds,
        Step.PENDING: check_pending,
        Step.DIFFERENCES: deal_with_differences,
    }
    try:
        stepped, calls = steps[run.cursor.step](run, parts)
    except DukkaError:
        waiting = put_off(run, parts.clock.now())
        if not waiting.is_under_way:
            parts.alerts.raise_alert(AlertKind.RECONCILIATION_FAILED, run.id)
        return parts.store.replace_run(waiting)
    budget.calls_left -= calls
    budget.steps += 1
    return parts.store.replace_run(leased(replace(stepped, failures=0), parts.clock.now()))
