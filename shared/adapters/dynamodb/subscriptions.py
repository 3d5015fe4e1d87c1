"""Subscriptions in the `Payments` table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import from_item, to_item
from shared.adapters.dynamodb.keys import subscription_key
from shared.adapters.dynamodb.payments import due_attributes
from shared.adapters.dynamodb.table import Table
from shared.domain.subscription import Subscription

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoSubscriptions:
    """Implements `shared.ports.SubscriptionStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_subscription(self, subscription: Subscription) -> Subscription:
        """Store a new subscription, or return the one that is there."""
        key = subscription_key(subscription.user_id, subscription.id)
        due = due_attributes(subscription.user_id, subscription.look_at)
        stored = self._table.put_new(to_item(key, subscription) | due)
        return subscription if stored is None else from_item(Subscription, stored)

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        """Store a subscription over the version it was read at."""
        self._table.put_over(
            subscription_key(subscription.user_id, subscription.id),
            subscription,
            subscription.version,
            due_attributes(subscription.user_id, subscription.look_at),
        )
        return replace(subscription, version=subscription.version + 1)

    def get_subscription(self, user_id: str, subscription_id: int) -> Subscription | None:
        """Read one subscription."""
        return self._table.get(Subscription, subscription_key(user_id, subscription_id))
