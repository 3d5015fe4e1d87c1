"""A step of a reconciliation: act on a page of what it found, tell people where that is due, and count it."""

from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.difference import BROUGHT_UP_TO_DATE, Difference, DifferenceKind, Done
from shared.domain.errors import GatewayUnavailable
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reconciliation import Run, RunKind, added, finished
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import ENDED, Attention
from shared.domain.transaction import Outcome, OutcomeKind
from shared.usecases.find_payment import find_payment
from shared.usecases.reconciliation_parts import Parts

_PAGE = 20
_BEHIND = frozenset({PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.ABANDONED})


def deal_with_differences(run: Run, parts: Parts) -> tuple[Run, int]:
    """Deal with a page of differences; return as `compare_transactions`. Raise Conflict and GatewayUnavailable.

    What an earlier run has dealt with is counted, and left as it is: nobody is told of it twice.
    """
    page = parts.store.list_found(run.id, _PAGE, run.cursor.after)
    counts = run.counts
    for difference in page.differences:
        if not difference.is_dealt_with:
            _deal_with(difference, parts)
        counts = replace(
            counts,
            differences=added(counts.differences, difference.kind.value, 1),
            new_differences=counts.new_differences + (difference.run_id == run.id),
        )
    counted = replace(run, counts=counts, cursor=replace(run.cursor, after=page.next_after or ""))
    if page.next_after is not None:
        return counted, 2 * len(page.differences)
    if run.kind is RunKind.DAILY:
        parts.store.cover(run.end)
    return finished(counted, parts.clock.now()), 0


def _deal_with(difference: Difference, parts: Parts) -> None:
    """People are told before it is noted that they were: whoever dies in between has told them."""
    dealt_with = difference.dealt_with(_do(difference, parts))
    if dealt_with.rings:
        is_ours = parse_reference(difference.reference) is not None  # another system's may hold anything
        named = difference.reference if is_ours else difference.id
        parts.alerts.raise_alert(AlertKind.RECONCILIATION_DIFFERENCE, named)
    parts.store.replace_difference(dealt_with)


def _do(difference: Difference, parts: Parts) -> Done:
    """Do what can be done by itself; doing it again comes to the same."""
    reference = difference.reference
    if difference.kind is DifferenceKind.ORPHAN_REFUND:
        return Done.NOTHING
    if difference.kind is DifferenceKind.MISSED_REFUND or difference.refund_id is not None:
        return _refresh(difference, parts)
    if difference.kind in BROUGHT_UP_TO_DATE and difference.ours.state in _BEHIND:
        return _bring_up_to_date(reference, parts)
    if difference.kind is DifferenceKind.ORPHAN:
        return Done.HELD if _hold(reference, parts) else Done.NOTHING
    return Done.NOTHING


def _refresh(difference: Difference, parts: Parts) -> Done:
    parts.refresh_refunds(difference.reference)
    ours = _ours(difference.reference, parts)
    if ours is None:
        return Done.NOTHING
    numbers = {one.paystack_id for one in ours.refunds}
    is_known = (
        ours.status is not PaymentStatus.SUCCESS if difference.refund_id is None else difference.refund_id in numbers
    )
    return Done.REFRESHED if is_known else Done.NOTHING


def _bring_up_to_date(reference: str, parts: Parts) -> Done:
    """Settle it as a webhook would; what came too late to be settled is booked."""
    is_attempt = isinstance(parse_reference(reference), ChargeReference)
    ours = _ours(reference, parts)
    if is_attempt and ours is not None and ours.status is PaymentStatus.FAILED:
        return _book(ours, parts)
    parts.settle(reference)
    ours = _ours(reference, parts)
    if ours is None or not ours.is_settled:
        _verified(reference, parts)
        return Done.NOTHING
    return Done.QUARANTINED if ours.status is PaymentStatus.QUARANTINED else Done.SETTLED


def _book(ours: Payment, parts: Parts) -> Done:
    """Write a refused attempt down as what it became, and hold its subscription while its period might be charged.

    It is held first: nobody comes by again once the payment agrees with Paystack.
    """
    outcome = _verified(ours.reference, parts)
    booked = ours.settled(outcome, parts.clock.now())
    if not booked.is_settled:
        return Done.NOTHING
    theirs = outcome.transaction
    is_given_back = theirs is not None and (theirs.is_reversed or theirs.is_reversal_pending)
    is_held = not is_given_back and _hold(ours.reference, parts)
    parts.payments.replace_payment(booked)
    return Done.BOOKED_AND_HELD if is_held else Done.BOOKED


def _hold(reference: str, parts: Parts) -> bool:
    """Whether a subscription is held because of a charge of it; settling does that, once."""
    named = parse_reference(reference)
    if not isinstance(named, ChargeReference):
        return False
    subscription = parts.subscriptions.get_subscription(named.user_id, named.subscription_id)
    if subscription is None or subscription.status in ENDED:
        return False
    if subscription.attention is not Attention.UNCLEAR_MONEY:
        parts.settle(reference)
        subscription = parts.subscriptions.get_subscription(named.user_id, named.subscription_id)
    return subscription is not None and subscription.attention is Attention.UNCLEAR_MONEY


def _ours(reference: str, parts: Parts) -> Payment | None:
    return find_payment(reference, payments=parts.payments, subscriptions=parts.subscriptions)


def _verified(reference: str, parts: Parts) -> Outcome:
    """What Paystack says now; raise GatewayUnavailable when it says nothing, so that the step is repeated later."""
    outcome = parts.provider.verify(reference)
    if outcome.kind is OutcomeKind.UNKNOWN:
        raise GatewayUnavailable("The charge could not be verified yet.")
    return outcome
