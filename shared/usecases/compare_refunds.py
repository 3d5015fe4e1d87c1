"""A step of a reconciliation: one page of Paystack's refunds against those of our payments."""

from dataclasses import replace

from shared.domain.comparison import compare_refund, is_behind, known_refund
from shared.domain.difference import Figures, figures_of
from shared.domain.payment import Payment
from shared.domain.reconciliation import Run, paged, with_refunds
from shared.domain.refund_record import RefundRecord
from shared.usecases.find_payment import find_payment
from shared.usecases.reconciliation_parts import Parts, found


def compare_refunds(run: Run, parts: Parts) -> tuple[Run, int]:
    """Note what differs, and bring the refunds of our payments up to date; otherwise as `compare_transactions`.

    Paystack's list names a refund's charge by its number alone, so most are asked for their reference.
    """
    page = parts.ledger.fetch_refunds(run.window, run.cursor.page)
    calls = 1
    for row in page.rows:
        reference, asked = _reference_of(row, parts)
        ours = find_payment(reference, payments=parts.payments, subscriptions=parts.subscriptions)
        _note(row, reference, ours, run, parts)
        calls += asked
        if ours is not None and is_behind(ours, row):
            parts.refresh_refunds(reference)
            calls += 2
    counted = replace(run, counts=with_refunds(run.counts, page.rows))
    return paged(counted, is_last=page.is_last), calls


def _reference_of(row: RefundRecord, parts: Parts) -> tuple[str, int]:
    """The reference, empty where Paystack has no such charge, and how often it was asked."""
    if row.reference:
        return row.reference, 0
    charge = parts.ledger.fetch_transaction(row.transaction_id)
    return charge.reference if charge else "", 1


def _note(row: RefundRecord, reference: str, ours: Payment | None, run: Run, parts: Parts) -> None:
    kind = compare_refund(ours, row)
    if kind is None:
        return
    theirs = Figures(row.amount, row.currency, state=row.state.value)
    difference = found(kind, reference, theirs, _ours(row, ours), run, parts.clock.now(), f"refund {row.id}")
    noted = replace(difference, paystack_id=row.transaction_id, refund_id=row.id, created_at=row.created_at)
    parts.store.add_difference(noted, run.id)


def _ours(row: RefundRecord, ours: Payment | None) -> Figures:
    """Our refund where there is one, our payment where there is none."""
    known = known_refund(ours, row) if ours else None
    return Figures(known.amount, row.currency, state=known.status.value) if known else figures_of(ours)
