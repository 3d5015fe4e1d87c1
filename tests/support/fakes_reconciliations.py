"""Runs of the reconciliation and what they found, in memory: the same conditions as the table."""

from dataclasses import replace

from shared.domain.difference import Difference, DifferenceStatus
from shared.domain.errors import SchedulerUnavailable
from shared.domain.reconciliation import Run
from shared.ports import DifferencePage, RunPage
from tests.support.fakes_stores import Interruptible, put_over


class FakeReconciliations(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.runs: dict[str, Run] = {}
        self.differences: dict[str, Difference] = {}
        self.found: set[tuple[str, str]] = set()
        self.covered: int | None = None

    def begin_run(self, run: Run) -> Run:
        self._write(lambda: None)
        same = [one for one in self.runs.values() if (one.start, one.end) == (run.start, run.end)]
        for there in same:
            if there.is_under_way or there.id == run.id:
                return there
        self.runs[run.id] = run
        return run

    def replace_run(self, run: Run) -> Run:
        changed = replace(run, version=run.version + 1)
        self._write(lambda: put_over(self.runs, run.id, changed))
        return changed

    def get_run(self, run_id: str) -> Run | None:
        return self.runs.get(run_id)

    def list_runs(self, limit: int, before: str | None) -> RunPage:
        older = [one for one in self.runs.values() if before is None or one.id < before]
        runs = sorted(older, key=lambda one: one.id, reverse=True)
        return RunPage(runs[:limit], runs[limit - 1].id if len(runs) > limit else None)

    def covered_to(self) -> int | None:
        return self.covered

    def cover(self, until: int) -> None:
        self._write(lambda: setattr(self, "covered", max(self.covered or until, until)))

    def add_difference(self, difference: Difference, run_id: str) -> None:
        self._write(lambda: self.differences.setdefault(difference.id, difference))
        self._write(lambda: self.found.add((run_id, difference.id)))

    def get_difference(self, difference_id: str) -> Difference | None:
        return self.differences.get(difference_id)

    def replace_difference(self, difference: Difference) -> Difference:
        changed = replace(difference, version=difference.version + 1)
        self._write(lambda: put_over(self.differences, difference.id, changed))
        return changed

    def list_found(self, run_id: str, limit: int, after: str) -> DifferencePage:
        ids = sorted(one for run, one in self.found if run == run_id and one > after)
        return _page([self.differences[one] for one in ids], limit)

    def list_differences(self, limit: int, after: str, status: DifferenceStatus | None) -> DifferencePage:
        ids = sorted(one for one in self.differences if one > after)
        wanted = [self.differences[one] for one in ids if status in {None, self.differences[one].status}]
        return _page(wanted, limit)


def _page(found: list[Difference], limit: int) -> DifferencePage:
    return DifferencePage(found[:limit], found[limit - 1].id if len(found) > limit else None)


class FakeReconciler:
    """Counts how often it was asked; `is_down` makes every call fail."""

    def __init__(self) -> None:
        self.requested = 0
        self.is_down = False

    def request_reconciliation(self) -> None:
        if self.is_down:
            raise SchedulerUnavailable("The reconciliation could not be called.")
        self.requested += 1
