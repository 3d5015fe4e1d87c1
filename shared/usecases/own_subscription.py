"""The caller's own subscriptions: found, and changed as they wish."""

from collections.abc import Callable, Iterator

from shared.domain.errors import Conflict, SubscriptionNotFound
from shared.domain.subscription import Subscription
from shared.ports import Clock, Scheduler, SubscriptionStore
from shared.usecases.wake_ups import keep_in_step

_PAGE = 100


def own_subscription(user_id: str, subscription_id: int, subscriptions: SubscriptionStore) -> Subscription:
    """Return it; raise SubscriptionNotFound for a missing one and for another user's alike."""
    subscription = subscriptions.get_subscription(user_id, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound
    return subscription


def every_subscription(user_id: str, subscriptions: SubscriptionStore) -> Iterator[Subscription]:
    """Return each of a user's subscriptions, newest first, read page by page."""
    before = None
    while True:
        page = subscriptions.list_subscriptions(user_id, _PAGE, before)
        yield from page.subscriptions
        if (before := page.next_before) is None:
            return


def change_own_subscription(
    user_id: str,
    subscription_id: int,
    change: Callable[[Subscription, int], Subscription],
    *,
    subscriptions: SubscriptionStore,
    scheduler: Scheduler,
    clock: Clock,
) -> Subscription:
    """Store what `change` makes of it at this instant, and keep its wake-up calls in step.

    Raise Conflict when somebody else changes it at the same moment: of two changes at once one is made, and the other
    caller looks again. Also what `change` raises; nothing is stored then.
    """
    now = clock.now()
    read = own_subscription(user_id, subscription_id, subscriptions)
    try:
        stored = subscriptions.replace_subscription(change(read, now))
    except Conflict:
        raise Conflict("The subscription was changed at the same moment. Look at it, and try again.") from None
    keep_in_step(read, stored, scheduler, now)
    return stored
