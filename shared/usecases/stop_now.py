"""Stop a subscription whatever is stored of it meanwhile: the core of everything that stops one."""

from contextlib import suppress

from shared.domain.errors import Conflict, SchedulerUnavailable
from shared.domain.subscription import ENDED, Subscription, stopped
from shared.ports import ScheduleRemover, SubscriptionStore


def stop_now(
    subscription: Subscription, subscriptions: SubscriptionStore, scheduler: ScheduleRemover
) -> Subscription:
    """Return the subscription ended: stopped, or completed before. Its schedule goes with it.

    Once this has returned nothing more is claimed; a charge in flight is the last one.
    """
    read: Subscription | None = subscription
    while read is not None and read.status not in ENDED:
        try:
            subscription = read = subscriptions.replace_subscription(stopped(read))
        except Conflict:
            read = subscriptions.get_subscription(subscription.user_id, subscription.id)
    with suppress(SchedulerUnavailable):  # a schedule left behind finds the subscription stopped and deletes itself
        scheduler.delete_schedule(subscription.user_id, subscription.id)
    return read or subscription
