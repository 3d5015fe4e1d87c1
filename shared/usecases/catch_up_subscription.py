"""Go on with a subscription that has missed periods, as its customer chooses."""

from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import CatchUp, caught_up
from shared.ports import ChargeQueue, Clock, Scheduler, SubscriptionStore
from shared.usecases.own_subscription import change_own_subscription
from shared.usecases.wake_ups import charge_soon


def catch_up_subscription(
    user_id: str,
    subscription_id: int,
    choice: CatchUp,
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    queue: ChargeQueue,
    clock: Clock,
) -> Subscription:
    """Charge the missed periods, one of them, or none, and go on.

    Raise SubscriptionNotFound, WrongState when there is nothing to choose, Conflict.
    """
    stored = change_own_subscription(
        user_id,
        subscription_id,
        lambda read, now: caught_up(read, choice, now),
        subscriptions=subscriptions,
        scheduler=scheduler,
        clock=clock,
    )
    charge_soon(stored, queue, clock.now())
    return stored
