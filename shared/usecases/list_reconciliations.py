"""List comparisons of the books, newest first."""

from shared.ports import ReconciliationStore, RunPage


def list_reconciliations(limit: int, before: str | None, *, store: ReconciliationStore) -> RunPage:
    """Return up to `limit` runs with ids below `before`."""
    return store.list_runs(limit, before)
