"""Resume a customer's subscription."""

from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import resumed
from shared.ports import Clock, Scheduler, SubscriptionStore
from shared.usecases.own_subscription import change_own_subscription


def resume_subscription(
    user_id: str,
    subscription_id: int,
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    clock: Clock,
) -> Subscription:
    """End its pause, or take back that it was to stop with its period; what was due in a pause is not charged.

    Raise SubscriptionNotFound, WrongState when it is neither paused nor about to stop, Conflict.
    """
    return change_own_subscription(
        user_id,
        subscription_id,
        lambda read, now: resumed(read, now + 1),
        subscriptions=subscriptions,
        scheduler=scheduler,
        clock=clock,
    )
