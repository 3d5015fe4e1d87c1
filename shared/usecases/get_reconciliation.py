"""Show a comparison of the books, with what it found."""

from shared.domain.errors import ReconciliationNotFound
from shared.domain.reconciliation import Run
from shared.ports import DifferencePage, ReconciliationStore


def get_reconciliation(
    run_id: str, limit: int, after: str, *, store: ReconciliationStore
) -> tuple[Run, DifferencePage]:
    """Return a run and up to `limit` of its differences, as they stand now; raise ReconciliationNotFound."""
    run = store.get_run(run_id)
    if run is None:
        raise ReconciliationNotFound
    return run, store.list_found(run_id, limit, after)
