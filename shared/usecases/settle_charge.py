"""Write down how the charge in flight of a subscription ended, or that it has not ended yet."""

from collections.abc import Callable

from shared.domain.alert import AlertKind
from shared.domain.charge_journal import (
    captured,
    declined,
    is_unresolved_too_long,
    unresolved,
)
from shared.domain.errors import Conflict
from shared.domain.payment import Payment, PaymentStatus, new_attempt
from shared.domain.subscription import InFlight, Subscription, needing_attention
from shared.domain.transaction import Outcome, OutcomeKind
from shared.ports import Alerts, PaymentStore, SubscriptionStore

_ENDED = frozenset({PaymentStatus.SUCCESS, PaymentStatus.FAILED, PaymentStatus.QUARANTINED})


def settle_charge(
    subscription: Subscription,
    outcome: Outcome,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    alerts: Alerts,
    now: int,
) -> Payment | None:
    """Return the payment of the charge in flight, or None while its end is not known.

    First the payment, then the subscription: each write is conditional and repeatable, so that a process that
    dies between them leaves only work for the next one, which finds the payment and goes on.
    """
    flight = subscription.in_flight
    if flight is None:
        return None
    attempt = new_attempt(
        flight.reference, flight.payment_id, subscription.money, subscription.email, flight.claimed_at
    )
    payment = attempt.settled(outcome, now)
    if payment.status not in _ENDED:
        not_found = outcome.kind is OutcomeKind.NOT_FOUND
        if is_unresolved_too_long(subscription, now):
            alerts.raise_alert(AlertKind.CHARGE_UNRESOLVED, payment.reference)
        _advance(subscription, flight, lambda read: unresolved(read, now, not_found=not_found), subscriptions)
        return None
    if payment.status is PaymentStatus.QUARANTINED:
        alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, payment.reference)
    payment = payments.add_payment(payment)
    _advance(subscription, flight, lambda read: _after(read, payment, now), subscriptions)
    return payment


def _after(subscription: Subscription, payment: Payment, now: int) -> Subscription:
    match payment.status:
        case PaymentStatus.SUCCESS:
            return captured(subscription, payment.paid_at or now)
        case PaymentStatus.FAILED:
            return declined(subscription, now)
        case _:
            return needing_attention(subscription)


def _advance(
    subscription: Subscription,
    flight: InFlight,
    change: Callable[[Subscription], Subscription],
    subscriptions: SubscriptionStore,
) -> None:
    """Store the change; after a conflict decide again on what is stored, unless that charge was settled since."""
    read: Subscription | None = subscription
    while read is not None and read.in_flight is not None and read.in_flight.reference == flight.reference:
        try:
            subscriptions.replace_subscription(change(read))
        except Conflict:
            read = subscriptions.get_subscription(subscription.user_id, subscription.id)
        else:
            return
