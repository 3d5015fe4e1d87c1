"""Comparisons of Paystack's books with ours, what they found, and what goes on with them."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.difference import Difference, DifferenceStatus
from shared.domain.reconciliation import Run


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first; `next_before` is the id to go on from, None at the end."""

    runs: list[Run]
    next_before: str | None


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """Differences in the order of their ids; `next_after` is the id to go on from, None at the end."""

    differences: list[Difference]
    next_after: str | None


class ReconciliationStore(Protocol):
    """Runs and differences."""

    def begin_run(self, run: Run) -> Run:
        """Store a new run; while one of the same window is under way, that one is returned instead."""
        ...

    def replace_run(self, run: Run) -> Run:
        """Store a changed run over the version it was read at; return it with its new version, or raise Conflict."""
        ...

    def get_run(self, run_id: str) -> Run | None:
        """Return one run."""
        ...

    def list_runs(self, limit: int, before: str | None) -> RunPage:
        """Return up to `limit` runs with ids below `before`, newest first."""
        ...

    def covered_to(self) -> int | None:
        """Return up to when daily runs have compared everything, UTC epoch seconds; None before the first."""
        ...

    def cover(self, until: int) -> None:
        """Note up to when a daily run has compared everything; an earlier instant than is noted changes nothing."""
        ...

    def add_difference(self, difference: Difference, run_id: str) -> None:
        """Store a difference unless it is there, and that this run has found it."""
        ...

    def get_difference(self, difference_id: str) -> Difference | None:
        """Return one difference."""
        ...

    def replace_difference(self, difference: Difference) -> Difference:
        """Store a changed difference over the version it was read at; return it with its new version."""
        ...

    def list_found(self, run_id: str, limit: int, after: str) -> DifferencePage:
        """Return up to `limit` of the differences that a run found, with ids above `after`."""
        ...

    def list_differences(self, limit: int, after: str, status: DifferenceStatus | None) -> DifferencePage:
        """Return up to `limit` of all differences, or of those with a status, with ids above `after`."""
        ...


class Reconciler(Protocol):
    """Whoever goes on with runs."""

    def request_reconciliation(self) -> None:
        """Have what is under way gone on with soon; raise SchedulerUnavailable when it cannot be asked."""
        ...
