"""Write down how the charge in flight of a subscription ended, or that it has not ended yet."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.charge_journal import (
    captured,
    declined,
    has_challenge_expired,
    held_back,
    is_unresolved_too_long,
    landed,
    unresolved,
)
from shared.domain.decline import CHALLENGE_EXPIRED, Decline
from shared.domain.errors import Conflict
from shared.domain.payment import Payment, PaymentStatus, new_attempt
from shared.domain.subscription import Attention, InFlight, Subscription, needing_attention
from shared.domain.transaction import Outcome, OutcomeKind
from shared.usecases.books import Books
from shared.usecases.wake_ups import keep_in_step

_ENDED = frozenset({PaymentStatus.SUCCESS, PaymentStatus.FAILED, PaymentStatus.QUARANTINED})
_NOT_CONFIRMED = Outcome(
    OutcomeKind.DECLINED,
    failure_code=CHALLENGE_EXPIRED,
    failure_text="The payment was not confirmed in time.",
)
Change = Callable[[Subscription], Subscription]


def settle_charge(subscription: Subscription, outcome: Outcome, *, books: Books, now: int) -> Payment | None:
    """Return the payment of the charge in flight, or None while its end is not known.

    First the payment, then the subscription: each write is conditional and repeatable, so that a process that
    dies between them leaves only work for the next one, which finds the payment and goes on.
    """
    flight = subscription.in_flight
    if flight is None:
        raise ValueError("nothing is in flight")
    if outcome.kind is OutcomeKind.ABANDONED and has_challenge_expired(subscription, now):
        outcome = _NOT_CONFIRMED
    attempt = new_attempt(
        flight.reference, flight.payment_id, subscription.money, subscription.email, flight.claimed_at
    )
    payment = attempt.settled(outcome, now)
    if payment.status not in _ENDED:
        if is_unresolved_too_long(subscription, now):
            books.alerts.raise_alert(AlertKind.CHARGE_UNRESOLVED, payment.reference)
        _advance(subscription, flight, _still_open(outcome, now), books, now)
        return None
    if payment.status is PaymentStatus.QUARANTINED:
        books.alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, payment.reference)
    payment = books.payments.add_payment(payment)
    _advance(subscription, flight, _after(payment, flight, books, now), books, now)
    return payment


def _still_open(outcome: Outcome, now: int) -> Change:
    if outcome.kind is OutcomeKind.HELD_BACK:
        return lambda read: held_back(read, now)
    return lambda read: unresolved(
        read,
        now,
        not_found=outcome.kind is OutcomeKind.NOT_FOUND,
        challenge_url=outcome.challenge_url,
        is_left=outcome.kind is OutcomeKind.ABANDONED,
    )


def _after(payment: Payment, flight: InFlight, books: Books, now: int) -> Change:
    """What becomes of the subscription, whatever else is stored of it meanwhile."""
    match payment.status:
        case PaymentStatus.SUCCESS:
            return lambda read: captured(replace(read, spread=books.spread), payment.paid_at or now)
        case PaymentStatus.FAILED:
            decline = Decline(payment.failure_code, payment.failure_text)
            free_at = _count_decline(payment, flight, books, now)
            return lambda read: declined(read, decline, books.policy, card_free_at=free_at, now=now)
        case _:
            return lambda read: needing_attention(landed(read), Attention.UNCLEAR_MONEY)


def _count_decline(payment: Payment, flight: InFlight, books: Books, now: int) -> int:
    """Count it against the card, once; return when the card may be tried again (UTC epoch seconds)."""
    if not Decline(payment.failure_code).is_classified:
        books.alerts.raise_alert(AlertKind.DECLINE_UNCLASSIFIED, payment.reference)
    while True:
        declines = books.cards.get_declines(payment.user_id, flight.card)
        declines = declines.added(payment.id, flight.claimed_at, now)
        with suppress(Conflict):
            books.cards.put_declines(payment.user_id, flight.card, declines, now)
            return declines.free_at(now)


def _advance(subscription: Subscription, flight: InFlight, change: Change, books: Books, now: int) -> None:
    """Store the change; after a conflict decide again on what is stored, unless that charge was settled since."""
    read: Subscription | None = subscription
    while read is not None and read.in_flight is not None and read.in_flight.reference == flight.reference:
        try:
            stored = books.subscriptions.replace_subscription(change(read))
        except Conflict:
            read = books.subscriptions.get_subscription(subscription.user_id, subscription.id)
        else:
            keep_in_step(read, stored, books.scheduler, now)
            return
