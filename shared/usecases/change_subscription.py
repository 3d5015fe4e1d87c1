"""Change what a customer's subscription charges, or when."""

from collections.abc import Callable

from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import Change, changed
from shared.ports import Clock, Scheduler, SubscriptionStore
from shared.usecases.own_subscription import change_own_subscription


def change_subscription(
    user_id: str,
    subscription_id: int,
    wanted: Callable[[Subscription], Change],
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    clock: Clock,
) -> Subscription:
    """Begin a new epoch from the change's start, or else with the next charge; the old terms hold until then.

    `wanted` makes the change out of the subscription as it is read: an amount is in its currency, a wall time in its
    zone.
    Raise SubscriptionNotFound, WrongState unless it is active or paused, InvalidInput, Conflict.
    """
    return change_own_subscription(
        user_id,
        subscription_id,
        lambda read, now: changed(read, wanted(read), now),
        subscriptions=subscriptions,
        scheduler=scheduler,
        clock=clock,
    )
