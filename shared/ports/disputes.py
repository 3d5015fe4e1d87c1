"""Disputes in our books."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.dispute import Dispute, DisputeOutcome


@dataclass(frozen=True, slots=True)
class DisputePage:
    """Disputes, newest first; `next_before` is the id to go on from, None at the end."""

    disputes: list[Dispute]
    next_before: int | None


class DisputeStore(Protocol):
    """Disputes, by Paystack's number."""

    def add_dispute(self, dispute: Dispute) -> Dispute:
        """Store a new dispute; one that is there under the same number is returned as it is."""
        ...

    def replace_dispute(self, dispute: Dispute) -> Dispute:
        """Store a changed dispute over the version it was read at; return it with its new version."""
        ...

    def get_dispute(self, dispute_id: int) -> Dispute | None:
        """Return one dispute."""
        ...

    def list_disputes(self, limit: int, before: int | None, outcome: DisputeOutcome | None) -> DisputePage:
        """Return up to `limit` disputes with numbers below `before`, newest first; `outcome` None for all."""
        ...
