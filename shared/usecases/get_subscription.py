"""Show a customer one of their subscriptions."""

from shared.domain.subscription import Subscription
from shared.ports import SubscriptionStore
from shared.usecases.own_subscription import own_subscription


def get_subscription(user_id: str, subscription_id: int, *, subscriptions: SubscriptionStore) -> Subscription:
    """Return it as it is stored; raise SubscriptionNotFound."""
    return own_subscription(user_id, subscription_id, subscriptions)
