"""Subscriptions in the `Payments` table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import WATCH_INDEX, parse_key, subscription_key, watch_shard
from shared.adapters.dynamodb.payments import due_attributes
from shared.adapters.dynamodb.table import Table
from shared.domain.subscription import Subscription, is_asked_about, is_watched
from shared.ports import Lane, SubscriptionPage, WatchedSubscription, part_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoSubscriptions:
    """Implements `shared.ports.SubscriptionStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_subscription(self, subscription: Subscription) -> Subscription:
        """Store a new subscription, or return the one that is there."""
        key = subscription_key(subscription.user_id, subscription.id)
        stored = self._table.put_new(to_item(key, subscription) | _index_attributes(subscription))
        return subscription if stored is None else from_item(Subscription, stored)

    def replace_subscription(self, subscription: Subscription) -> Subscription:
        """Store a subscription over the version it was read at."""
        self._table.put_over(
            subscription_key(subscription.user_id, subscription.id),
            subscription,
            subscription.version,
            _index_attributes(subscription),
        )
        return replace(subscription, version=subscription.version + 1)

    def get_subscription(self, user_id: str, subscription_id: int) -> Subscription | None:
        """Read one subscription."""
        return self._table.get(Subscription, subscription_key(user_id, subscription_id))

    def list_subscriptions(self, user_id: str, limit: int, before: int | None = None) -> SubscriptionPage:
        """Query the user's partition from the newest on."""
        low = subscription_key(user_id, 0)
        high = subscription_key(user_id, (before - 1) if before else 10**12 - 1)
        answer = self._table.client.query(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={":pk": low["pk"], ":low": low["sk"], ":high": high["sk"]},
            ScanIndexForward=False,
            Limit=limit + 1,  # one more tells whether there is a next page
            ConsistentRead=True,
        )
        found = [from_item(Subscription, item) for item in answer["Items"]]
        return SubscriptionPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


def _index_attributes(subscription: Subscription) -> Item:
    lane = Lane.QUESTIONS if is_asked_about(subscription) else Lane.CHARGES
    due = due_attributes(subscription.user_id, subscription.look_at, lane)
    return due | (
        {"watch_shard": serialize(watch_shard(part_of(subscription.user_id)))} if is_watched(subscription) else {}
    )


class DynamoRegistry:
    """Implements `shared.ports.SubscriptionRegistry`: the index of watched subscriptions, a shard for each part."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def watched(self, part: int) -> Iterator[WatchedSubscription]:
        """Walk a shard; its entries are small, so that a megabyte of a page holds thousands."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            IndexName=WATCH_INDEX,
            KeyConditionExpression="watch_shard = :shard",
            ExpressionAttributeValues={":shard": {"S": watch_shard(part)}},
        )
        for page in pages:
            for item in page["Items"]:
                user_id, _, subscription_id = parse_key(item["pk"]["S"], item["sk"]["S"])
                look_at = int(item["look_at"]["N"]) if "look_at" in item else None
                yield WatchedSubscription(user_id, subscription_id, look_at)
