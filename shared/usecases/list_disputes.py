"""Show staff the disputes."""

from shared.domain.dispute import DisputeOutcome
from shared.ports import DisputePage, DisputeStore


def list_disputes(
    limit: int, before: int | None, outcome: DisputeOutcome | None, *, store: DisputeStore
) -> DisputePage:
    """Return up to `limit` disputes with numbers below `before`, newest first; `outcome` None for all."""
    return store.list_disputes(limit, before, outcome)
