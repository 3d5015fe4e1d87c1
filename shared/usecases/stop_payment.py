"""Stop a customer's subscription: once this has answered, nothing more is claimed."""

from shared.domain.errors import NoSubscription, PaymentNotFound
from shared.domain.payment import Payment
from shared.domain.subscription import Subscription
from shared.domain.subscription_periods import stopped_before_start
from shared.ports import Clock, PaymentStore, ScheduleRemover, SubscriptionStore
from shared.usecases.stop_now import stop_now


def stop_payment(
    user_id: str,
    payment_id: int,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    scheduler: ScheduleRemover,
    clock: Clock,
) -> Subscription:
    """Stop the subscription that one of the caller's payments began or belongs to; repeating it is harmless.

    A charge that is in flight is the last one. Raise PaymentNotFound for a payment that is not the caller's,
    NoSubscription for one without a subscription.
    """
    payment = payments.get_payment(user_id, payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.subscription_id is None:
        raise NoSubscription
    subscription = subscriptions.get_subscription(user_id, payment.subscription_id)
    return stop_now(subscription or _stop_unpaid(payment, subscriptions, clock), subscriptions, scheduler)


def _stop_unpaid(payment: Payment, subscriptions: SubscriptionStore, clock: Clock) -> Subscription:
    """Store a stopped subscription before its checkout is paid, so that paying it begins nothing."""
    if payment.terms is None or payment.is_settled:
        raise NoSubscription
    return subscriptions.add_subscription(stopped_before_start(payment, clock.now()))
