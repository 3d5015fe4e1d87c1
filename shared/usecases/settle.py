"""Bring a payment up to date with Paystack: the one way in which a payment becomes paid.

Webhook, callback, `get_payment` and the sweep all call this; whoever comes first makes the transition, the others
find it made. What a webhook or a redirect claims is never believed: Paystack's verify decides.
"""

from collections.abc import Callable

from shared.domain.alert import AlertKind
from shared.domain.errors import Conflict, GatewayUnavailable, PaymentNotFound
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import Subscription
from shared.domain.transaction import Outcome, OutcomeKind
from shared.ports import ChargeQueue, Clock, PaymentProvider, Refunds
from shared.usecases.books import Books
from shared.usecases.freeze import freeze
from shared.usecases.give_back import give_back
from shared.usecases.settle_charge import settle_charge
from shared.usecases.take_authorization import take_authorization

Settle = Callable[[str], Payment | None]
"""`settle` with its ports filled in: how the use cases that depend on it take it."""


def settle(
    reference: str,
    *,
    books: Books,
    provider: PaymentProvider,
    refunds: Refunds,
    queue: ChargeQueue,
    clock: Clock,
) -> Payment | None:
    """Return the payment as it now stands; raise PaymentNotFound when the reference is not one of ours.

    For a charge of a subscription the payment is None while its end is unknown, and once it was settled before.
    """
    named = parse_reference(reference)
    if named is None:
        raise PaymentNotFound
    if isinstance(named, ChargeReference):
        return _settle_charge(named, books, provider, clock)
    payment = books.payments.get_payment(named.user_id, named.payment_id)
    if payment is None or payment.reference != reference:
        raise PaymentNotFound
    if payment.is_final:
        return payment
    if not payment.is_settled:
        payment = _settle_checkout(payment, books, provider, queue, clock.now())
    if payment.is_paid and not payment.is_final:
        return give_back(payment, books=books, provider=provider, refunds=refunds, clock=clock)
    return payment


def _settle_checkout(
    payment: Payment, books: Books, provider: PaymentProvider, queue: ChargeQueue, now: int
) -> Payment:
    outcome = provider.verify(payment.reference)
    changed = payment.settled(outcome, now)
    if changed is payment:
        return payment
    if changed.status is PaymentStatus.SUCCESS:
        changed = take_authorization(changed, outcome, books=books, queue=queue, now=now)
    if changed.status is PaymentStatus.QUARANTINED:
        books.alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, payment.reference)
    return _store(changed, books)


def _settle_charge(named: ChargeReference, books: Books, provider: PaymentProvider, clock: Clock) -> Payment | None:
    subscription = books.subscriptions.get_subscription(named.user_id, named.subscription_id)
    if subscription is None:
        raise PaymentNotFound
    is_in_flight = subscription.in_flight is not None and subscription.in_flight.reference == named
    is_given_up = str(named) in subscription.given_up
    if not is_in_flight and not is_given_up and named.index < subscription.next_index:
        return None  # its period is over: it was settled before
    outcome = provider.verify(str(named))
    if not is_in_flight:
        _freeze_on_late_money(subscription, named, outcome, books, clock.now())
        return None
    return settle_charge(subscription, outcome, books=books, now=clock.now())


def _freeze_on_late_money(
    subscription: Subscription, named: ChargeReference, outcome: Outcome, books: Books, now: int
) -> None:
    """Charge nothing more when an attempt that had failed or was dropped turns out taken: a person must look.

    Raise GatewayUnavailable when Paystack does not tell, and Conflict when somebody else changes the subscription
    now, so that whoever told us tells us again.
    """
    if outcome.kind is OutcomeKind.UNKNOWN:
        raise GatewayUnavailable("The charge could not be verified yet.")
    if outcome.kind is OutcomeKind.SUCCEEDED:
        freeze(subscription, str(named), books, now)


def _store(changed: Payment, books: Books) -> Payment:
    try:
        return books.payments.replace_payment(changed)
    except Conflict:  # somebody else settled it at the same moment: what they stored stands
        stored = books.payments.get_payment(changed.user_id, changed.id)
        if stored is None:
            raise
        return stored
