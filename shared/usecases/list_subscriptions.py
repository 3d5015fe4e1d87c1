"""Show a customer their subscriptions."""

from shared.ports import SubscriptionPage, SubscriptionStore


def list_subscriptions(
    user_id: str, limit: int, before: int | None, *, subscriptions: SubscriptionStore
) -> SubscriptionPage:
    """Return up to `limit` of the caller's subscriptions with ids below `before`, newest first."""
    return subscriptions.list_subscriptions(user_id, limit, before)
