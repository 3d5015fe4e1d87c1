"""Try what a customer owes once more, because they ask for it."""

from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import retried
from shared.ports import ChargeQueue, Clock, Scheduler, SubscriptionStore
from shared.usecases.own_subscription import change_own_subscription
from shared.usecases.wake_ups import charge_soon


def retry_subscription(
    user_id: str,
    subscription_id: int,
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    queue: ChargeQueue,
    clock: Clock,
) -> Subscription:
    """Have the open period's next attempt made at once, by the charge function.

    Raise SubscriptionNotFound, WrongState when nothing is owed or the card cannot be tried again, Conflict.
    """
    stored = change_own_subscription(
        user_id,
        subscription_id,
        retried,
        subscriptions=subscriptions,
        scheduler=scheduler,
        clock=clock,
    )
    charge_soon(stored, queue, clock.now())
    return stored
