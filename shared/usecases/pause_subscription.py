"""Pause a customer's subscription."""

from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import paused
from shared.ports import Clock, Scheduler, SubscriptionStore
from shared.usecases.own_subscription import change_own_subscription


def pause_subscription(
    user_id: str,
    subscription_id: int,
    until: int | None,
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    clock: Clock,
) -> Subscription:
    """Charge nothing until `until` (UTC epoch seconds), or until it is resumed.

    Raise SubscriptionNotFound, WrongState unless it is active, InvalidInput for a time that is not ahead, Conflict.
    """
    return change_own_subscription(
        user_id,
        subscription_id,
        lambda read, now: paused(read, until, now),
        subscriptions=subscriptions,
        scheduler=scheduler,
        clock=clock,
    )
