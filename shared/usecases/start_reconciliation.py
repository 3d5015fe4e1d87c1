"""Begin a comparison of the books over a window that staff choose."""

from contextlib import suppress

from shared.domain.errors import InvalidInput, SchedulerUnavailable, WrongState
from shared.domain.ledger import Window
from shared.domain.payment import DAY
from shared.domain.reconciliation import LONGEST, OVERLAP, Run, RunKind, new_run
from shared.ports import Clock, Reconciler, ReconciliationStore

MOST_UNDER_WAY = 5
_LOOKED_THROUGH = 50


def start_reconciliation(
    user_id: str,
    start: int | None,
    end: int | None,
    *,
    store: ReconciliationStore,
    reconciler: Reconciler,
    clock: Clock,
) -> Run:
    """Return the new run, or the one of the same window that is under way; `start` and `end` are UTC epoch seconds.

    Without `end` it ends at the last midnight, or now if that is before `start`; without `start` it is the day before
    its end, and the overlap of a daily run. Raise InvalidInput for a window that is empty, too long or not over, and
    WrongState while too many runs are under way. It is gone on with
    minutes later where nobody can be asked to do so now.
    """
    window = _window(start, end, clock.now())
    under_way = [run for run in store.list_runs(_LOOKED_THROUGH, None).runs if run.is_under_way]
    is_new = (window.start, window.end) not in {(run.start, run.end) for run in under_way}
    if is_new and len(under_way) >= MOST_UNDER_WAY:
        raise WrongState(f"{len(under_way)} reconciliations are under way. Wait until one of them is over.")
    run = store.begin_run(new_run(RunKind.ON_DEMAND, window, clock.now(), user_id))
    with suppress(SchedulerUnavailable):
        reconciler.request_reconciliation()
    return run


def _window(start: int | None, end: int | None, now: int) -> Window:
    midnight = now - now % DAY
    if end is None:
        end = midnight if start is None or start < midnight else now
    elif end > now:
        raise InvalidInput({"to": ["This time is in the future."]})
    start = end - DAY - OVERLAP if start is None else start
    if start >= end:
        raise InvalidInput({"from": ["This time must be before the end of the window."]})
    if end - start > LONGEST:
        raise InvalidInput({"from": [f"The window must not be longer than {LONGEST // DAY} days."]})
    return Window(start, end)
