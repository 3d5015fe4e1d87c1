"""A step of a reconciliation: one page of Paystack's charges against our payments."""

from dataclasses import replace

from shared.domain.comparison import compare
from shared.domain.difference import figures_of, figures_told
from shared.domain.reconciliation import Run, paged, with_transactions
from shared.usecases.find_payment import find_payment
from shared.usecases.reconciliation_parts import Parts, found


def compare_transactions(run: Run, parts: Parts) -> tuple[Run, int]:
    """Note what differs, and act on nothing; return the run as it goes on, and how often Paystack was asked.

    Raise GatewayUnavailable.
    """
    page, now = parts.ledger.fetch_transactions(run.window, run.cursor.page), parts.clock.now()
    for row in page.rows:
        ours = find_payment(row.reference, payments=parts.payments, subscriptions=parts.subscriptions)
        kind = compare(ours, row.outcome)
        if kind is not None:
            theirs = figures_told(row.amount, row.currency, row.outcome)
            difference = found(kind, row.reference, theirs, figures_of(ours), run, now)
            noted = replace(difference, paystack_id=row.id, created_at=row.created_at)
            parts.store.add_difference(noted, run.id)
    counted = replace(run, counts=with_transactions(run.counts, page.rows))
    return paged(counted, is_last=page.is_last), 1
