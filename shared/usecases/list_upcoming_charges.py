"""Show a customer beforehand what they will be charged."""

from shared.domain.upcoming import UpcomingCharge, upcoming
from shared.ports import Clock, SubscriptionStore
from shared.usecases.own_subscription import own_subscription


def list_upcoming_charges(
    user_id: str, subscription_id: int, count: int, *, subscriptions: SubscriptionStore, clock: Clock
) -> list[UpcomingCharge]:
    """Return the next `count` charges of one of the caller's subscriptions; raise SubscriptionNotFound."""
    return upcoming(own_subscription(user_id, subscription_id, subscriptions), count, clock.now())
