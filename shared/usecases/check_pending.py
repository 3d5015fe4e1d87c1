"""A step of a reconciliation: a batch of ours that have no end yet, against verify."""

from contextlib import suppress
from dataclasses import replace

from shared.domain.comparison import compare
from shared.domain.difference import DifferenceKind, figures_of, figures_told
from shared.domain.errors import Conflict, GatewayUnavailable, PaymentNotFound, SchedulerUnavailable
from shared.domain.payment import ABANDONED_AFTER, Payment, PaymentStatus
from shared.domain.reconciliation import Cursor, Run, Step
from shared.domain.reference import CheckoutReference, parse_reference
from shared.domain.transaction import OutcomeKind
from shared.ports import DueItem
from shared.usecases.reconciliation_parts import Parts, found

BATCH = 20
_END = "end"
"""The mark of a walk that is over."""


def check_pending(run: Run, parts: Parts) -> tuple[Run, int]:
    """Choose a batch, or settle the one that was chosen; return as `compare_transactions`.

    The two are stored apart: what is in a batch was without an end when it was chosen, however often it is settled.
    Raise GatewayUnavailable.
    """
    if run.cursor.batch:
        return _settled(run, parts), 2 * len(run.cursor.batch)
    if run.cursor.after == _END:
        return replace(run, cursor=Cursor(Step.DIFFERENCES)), 0
    items, after = parts.due_index.walk(parts.clock.now() + ABANDONED_AFTER, run.cursor.after, BATCH)
    references = [_reference_of(item, run, parts) for item in items]
    batch = tuple(one for one in references if one)
    return replace(run, cursor=Cursor(Step.PENDING, after=after or _END, batch=batch)), 0


def _reference_of(item: DueItem, run: Run, parts: Parts) -> str:
    """What to ask about, empty for disputes, and for payments begun after the window."""
    if item.payment_id is not None:
        payment = parts.payments.get_payment(item.user_id, item.payment_id)
        is_open = payment is not None and not payment.is_settled and payment.created_at < run.end
        return payment.reference if payment and is_open else ""
    subscription = parts.subscriptions.get_subscription(item.user_id, item.subscription_id or 0)
    return str(subscription.in_flight.reference) if subscription and subscription.in_flight else ""


def _settled(run: Run, parts: Parts) -> Run:
    for reference in run.cursor.batch:
        payment = None
        with suppress(Conflict, PaymentNotFound, SchedulerUnavailable):  # others are at it; the sweep comes again
            payment = parts.settle(reference)
        if payment is not None and payment.is_settled:
            _note(payment, run, parts)
    counts = replace(run.counts, pending=run.counts.pending + len(run.cursor.batch))
    return replace(run, counts=counts, cursor=replace(run.cursor, batch=()))


def _note(payment: Payment, run: Run, parts: Parts) -> None:
    """Note a checkout that was paid without our having heard of it; what was in flight had its end to come anyway."""
    if not isinstance(parse_reference(payment.reference), CheckoutReference):
        return
    outcome = parts.provider.verify(payment.reference)
    if outcome.kind is OutcomeKind.UNKNOWN:
        raise GatewayUnavailable("The charge could not be verified yet.")
    ours = replace(figures_of(payment), fees=None, state=PaymentStatus.PENDING.value)
    theirs = figures_told(payment.money.subunits, payment.money.currency, outcome)
    kind = compare(replace(payment, status=PaymentStatus.PENDING), outcome) or DifferenceKind.STATE
    parts.store.add_difference(found(kind, payment.reference, theirs, ours, run, parts.clock.now()), run.id)
