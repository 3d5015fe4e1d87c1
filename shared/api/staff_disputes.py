"""Disputes as staff see and answer them."""

from collections.abc import Mapping
from typing import Any

from shared.api.presenters import present_instant
from shared.domain.dispute import Dispute
from shared.domain.dispute_record import Evidence
from shared.domain.errors import InvalidInput
from shared.domain.money import SUBUNITS_PER_UNIT, Money


def accepted_subunits_in(body: Mapping[str, Any]) -> int | None:
    """Return how much is to be given back, None for all; raise InvalidInput for nothing."""
    if body.get("amount") is None:
        return None
    subunits = int(body["amount"] * SUBUNITS_PER_UNIT)
    if subunits <= 0:
        raise InvalidInput({"amount": ["Ensure this value is greater than 0."]})
    return subunits


def evidence_in(body: Mapping[str, Any]) -> Evidence | None:
    """Return what proves who bought what, None where nothing was said."""
    given = body.get("evidence")
    return Evidence(**{name: value or "" for name, value in given.items()}) if given else None


def present_dispute(dispute: Dispute) -> dict[str, Any]:
    """A dispute in full."""
    payment = {"user": dispute.user_id, "id": dispute.payment_id} if dispute.payment_id is not None else None
    return {
        "id": dispute.id,
        "outcome": dispute.outcome.value,
        "status": dispute.status.value,
        "resolution": dispute.resolution.value if dispute.resolution else None,
        "reference": dispute.reference,
        "payment": payment,
        "amount": str(Money(dispute.amount, dispute.currency)),
        "currency": dispute.currency,
        "category": dispute.category or None,
        "claim": dispute.claim or None,
        "due_at": _instant(dispute.due_at),
        "resolved_at": _instant(dispute.resolved_at),
        "answer": _answer(dispute),
        "created_time": present_instant(dispute.created_at),
    }


def _answer(dispute: Dispute) -> dict[str, Any] | None:
    if dispute.answered_with is None or dispute.answered_at is None:
        return None
    return {
        "resolution": dispute.answered_with.value,
        "by": dispute.answered_by,
        "at": present_instant(dispute.answered_at),
    }


def _instant(at: int | None) -> str | None:
    return present_instant(at) if at is not None else None
