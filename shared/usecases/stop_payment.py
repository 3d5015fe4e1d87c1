"""Stop a customer's subscription: once this has answered, nothing more is claimed."""

from contextlib import suppress
from dataclasses import dataclass

from shared.domain.errors import Conflict, NoSubscription, PaymentNotFound, SchedulerUnavailable
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.subscription import (
    Subscription,
    SubscriptionStatus,
    stopped,
    stopped_before_start,
)
from shared.ports import Clock, PaymentStore, ScheduleRemover, SubscriptionStore


@dataclass(frozen=True, slots=True)
class Stop:
    """The stopped subscription; `last_reference` names a charge that was already under way, the last one."""

    subscription_id: int
    last_reference: str | None


def stop_payment(
    user_id: str,
    payment_id: int,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    scheduler: ScheduleRemover,
    clock: Clock,
) -> Stop:
    """Stop the subscription that one of the caller's payments began or belongs to; repeating it is harmless.

    Raise PaymentNotFound for a payment that is not the caller's, NoSubscription for one without a subscription.
    """
    payment = payments.get_payment(user_id, payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.subscription_id is None:
        raise NoSubscription
    subscription = _stop(payment, payment.subscription_id, subscriptions, clock)
    with suppress(SchedulerUnavailable):  # a schedule left behind finds the subscription stopped and deletes itself
        scheduler.delete_schedule(user_id, subscription.id)
    flight = subscription.in_flight
    return Stop(subscription.id, str(flight.reference) if flight else None)


def _stop(payment: Payment, subscription_id: int, subscriptions: SubscriptionStore, clock: Clock) -> Subscription:
    """Write the stop over whatever is stored, however often that changes meanwhile."""
    while True:
        read = subscriptions.get_subscription(payment.user_id, subscription_id)
        if read is None:
            read = _stop_unpaid(payment, subscriptions, clock)
        if read.status is SubscriptionStatus.STOPPED:
            return read
        with suppress(Conflict):
            return subscriptions.replace_subscription(stopped(read))


def _stop_unpaid(payment: Payment, subscriptions: SubscriptionStore, clock: Clock) -> Subscription:
    """Store a stopped subscription before its checkout is paid, so that paying it begins nothing."""
    if payment.terms is None or payment.status in {PaymentStatus.SUCCESS, PaymentStatus.QUARANTINED}:
        raise NoSubscription
    return subscriptions.add_subscription(stopped_before_start(payment, clock.now()))
