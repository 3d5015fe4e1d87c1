"""Bring a payment up to date with Paystack: the one way in which a payment becomes paid.

Webhook, callback, `get_payment` and the sweep all call this; whoever comes first makes the transition, the others
find it made. What a webhook or a redirect claims is never believed: Paystack's verify decides.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.errors import Conflict, GatewayUnavailable, PaymentNotFound, SchedulerUnavailable
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.subscription import Subscription, SubscriptionStatus, activate, frozen
from shared.domain.transaction import Outcome, OutcomeKind
from shared.ports import Alerts, Clock, PaymentProvider, PaymentStore, Scheduler, SubscriptionStore
from shared.usecases.settle_charge import settle_charge

Settle = Callable[[str], Payment | None]
"""`settle` with its ports filled in: how the use cases that depend on it take it."""


def settle(
    reference: str,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: Scheduler,
    alerts: Alerts,
    clock: Clock,
) -> Payment | None:
    """Return the payment as it now stands; raise PaymentNotFound when the reference is not one of ours.

    For a charge of a subscription the payment is None while its end is unknown, and once it was settled before.
    """
    named = parse_reference(reference)
    if named is None:
        raise PaymentNotFound
    if isinstance(named, ChargeReference):
        return _settle_charge(named, payments, subscriptions, provider, alerts, clock)
    payment = payments.get_payment(named.user_id, named.payment_id)
    if payment is None or payment.reference != reference:
        raise PaymentNotFound
    if payment.is_final:
        return payment
    outcome = provider.verify(reference)
    changed = payment.settled(outcome, clock.now())
    if changed is payment:
        return payment
    if changed.status is PaymentStatus.SUCCESS and changed.terms:
        changed = _begin_subscription(changed, outcome, subscriptions, scheduler)
    if changed.status is PaymentStatus.QUARANTINED:
        alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, reference)
    return _store(changed, payments)


def _settle_charge(
    named: ChargeReference,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    alerts: Alerts,
    clock: Clock,
) -> Payment | None:
    subscription = subscriptions.get_subscription(named.user_id, named.subscription_id)
    if subscription is None:
        raise PaymentNotFound
    is_in_flight = subscription.in_flight is not None and subscription.in_flight.reference == named
    if not is_in_flight and named.index < subscription.next_index:
        return None  # its period is over: it was settled before
    outcome = provider.verify(str(named))
    if not is_in_flight:
        _freeze_on_late_money(subscription, named, outcome, subscriptions, alerts)
        return None
    return settle_charge(
        subscription, outcome, payments=payments, subscriptions=subscriptions, alerts=alerts, now=clock.now()
    )


def _freeze_on_late_money(
    subscription: Subscription,
    named: ChargeReference,
    outcome: Outcome,
    subscriptions: SubscriptionStore,
    alerts: Alerts,
) -> None:
    """Charge nothing more when an attempt that had failed or was dropped turns out taken: a person must look.

    Raise GatewayUnavailable when Paystack does not tell, and Conflict when somebody else changes the subscription
    now, so that whoever told us tells us again.
    """
    if outcome.kind is OutcomeKind.UNKNOWN:
        raise GatewayUnavailable("The charge could not be verified yet.")
    if outcome.kind is OutcomeKind.SUCCEEDED:
        subscriptions.replace_subscription(frozen(subscription))
        alerts.raise_alert(AlertKind.PAYMENT_QUARANTINED, str(named))


def _begin_subscription(
    payment: Payment, outcome: Outcome, subscriptions: SubscriptionStore, scheduler: Scheduler
) -> Payment:
    """Store the subscription, then its schedule, before the payment says success.

    The payment stays in the due index until the last of these writes is done, so a crash in between is finished
    by whoever settles next. A schedule that cannot be made now is made by the sweep. Where the customer paid
    with something that cannot be charged again, the payment returned has no subscription.
    """
    transaction = outcome.transaction
    authorization = transaction.authorization if transaction else None
    if transaction is None or authorization is None or not authorization.reusable:
        return replace(payment, subscription_id=None)
    email = transaction.customer_email or payment.email
    stored = subscriptions.add_subscription(activate(payment, authorization, email))
    if stored.status is not SubscriptionStatus.STOPPED:
        with suppress(SchedulerUnavailable):
            scheduler.ensure_schedule(stored)
    return payment


def _store(changed: Payment, payments: PaymentStore) -> Payment:
    try:
        return payments.replace_payment(changed)
    except Conflict:  # somebody else settled it at the same moment: what they stored stands
        stored = payments.get_payment(changed.user_id, changed.id)
        if stored is None:
            raise
        return stored
