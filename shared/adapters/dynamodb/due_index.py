"""The due index: what must be looked at, over all users, in shards."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from shared.adapters.dynamodb.keys import DUE_INDEX, SHARDS, parse_key
from shared.ports import DueItem

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDueIndex:
    """Implements `shared.ports.DueIndex`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def due_items(self, now: int, limit: int) -> Iterator[DueItem]:
        """Yield from each shard in turn, the longest due first."""
        shards = [self._shard(str(shard), now, limit) for shard in range(SHARDS)]
        yield from islice(_in_turn(shards), limit)

    def _shard(self, shard: str, now: int, limit: int) -> Iterator[DueItem]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            IndexName=DUE_INDEX,
            KeyConditionExpression="due_shard = :shard AND look_at <= :now",
            ExpressionAttributeValues={":shard": {"S": shard}, ":now": {"N": str(now)}},
            PaginationConfig={"MaxItems": limit},
        )
        for page in pages:
            for item in page["Items"]:
                user_id, kind, number = parse_key(item["pk"]["S"], item["sk"]["S"])
                yield DueItem(
                    user_id,
                    int(item["look_at"]["N"]),
                    payment_id=number if kind == "PAYMENT" else None,
                    subscription_id=number if kind == "SUBSCRIPTION" else None,
                )


def _in_turn(shards: list[Iterator[DueItem]]) -> Iterator[DueItem]:
    """One item of each shard, again and again, so that a full shard does not starve the others."""
    while shards:
        still_going = []
        for shard in shards:
            item = next(shard, None)
            if item is not None:
                yield item
                still_going.append(shard)
        shards = still_going
