"""Comparisons of the books, and what they found, as the API shows them."""

from collections.abc import Mapping
from typing import Any

from shared.api.presenters import present_instant
from shared.domain.difference import Difference, Figures
from shared.domain.money import Money
from shared.domain.reconciliation import Run


def present_run(run: Run) -> dict[str, Any]:
    """A run with its figures so far."""
    counts = run.counts
    return {
        "id": run.id,
        "kind": run.kind.value,
        "status": run.status.value,
        "from": present_instant(run.start),
        "to": present_instant(run.end),
        "begun_time": present_instant(run.begun_at),
        "begun_by": run.begun_by or None,
        "ended_time": _instant(run.ended_at),
        "step": run.cursor.step.value if run.is_under_way else None,
        "transactions": counts.transactions,
        "taken": _sums(counts.taken),
        "fees": _sums(counts.fees),
        "refunds": counts.refunds,
        "refunded": _sums(counts.refunded),
        "pending": counts.pending,
        "differences": dict(counts.differences),
        "new_differences": counts.new_differences,
    }


def present_difference(difference: Difference) -> dict[str, Any]:
    """A difference, both sides beside each other."""
    return {
        "id": difference.id,
        "kind": difference.kind.value,
        "reference": difference.reference or None,
        "reconciliation": difference.run_id,
        "found_time": present_instant(difference.found_at),
        "paystack": _side(difference.theirs),
        "dukka": _side(difference.ours),
        "paystack_id": difference.paystack_id,
        "refund_id": difference.refund_id,
        "created_time": _instant(difference.created_at),
        "done": difference.done.value,
        "status": difference.status.value,
        "note": difference.note or None,
        "resolved_by": difference.resolved_by or None,
        "resolved_time": _instant(difference.resolved_at),
    }


def _side(figures: Figures) -> dict[str, Any]:
    return {
        "amount": _amount(figures.amount, figures.currency),
        "currency": figures.currency or None,
        "fees": _amount(figures.fees, figures.currency),
        "state": figures.state or None,
    }


def _sums(sums: Mapping[str, int]) -> dict[str, str]:
    return {currency: str(Money(subunits, currency)) for currency, subunits in sums.items()}


def _amount(subunits: int | None, currency: str) -> str | None:
    return None if subunits is None else str(Money(subunits, currency))


def _instant(instant: int | None) -> str | None:
    return None if instant is None else present_instant(instant)
