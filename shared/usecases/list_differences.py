"""List what the books do not agree on, whichever run found it."""

from shared.domain.difference import DifferenceStatus
from shared.ports import DifferencePage, ReconciliationStore


def list_differences(
    limit: int, after: str, status: DifferenceStatus | None, *, store: ReconciliationStore
) -> DifferencePage:
    """Return up to `limit` differences with ids above `after`, those of a status or all."""
    return store.list_differences(limit, after, status)
