"""Note that a person has looked at a difference, and what came of it."""

from shared.domain.difference import Difference
from shared.domain.errors import DifferenceNotFound
from shared.ports import Clock, ReconciliationStore


def resolve_difference(
    user_id: str, difference_id: str, note: str, *, store: ReconciliationStore, clock: Clock
) -> Difference:
    """Return it resolved; raise DifferenceNotFound, WrongState when it is already, or Conflict."""
    difference = store.get_difference(difference_id)
    if difference is None:
        raise DifferenceNotFound
    return store.replace_difference(difference.resolved(user_id, note, clock.now()))
