"""The due index: what must be looked at, over all users, in shards."""

import heapq
import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb.items import Item
from shared.adapters.dynamodb.keys import DUE_INDEX, due_shards, parse_key
from shared.ports import DueItem, Lane

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 100
"""Entries of a shard that are read at once: about one unit and a half of reading."""


class DynamoDueIndex:
    """Implements `shared.ports.DueIndex`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def due_items(self, now: int, limit: int, lane: Lane) -> Iterator[DueItem]:
        """Yield from all shards of the lane, the longest due first; pages are read as they are needed."""
        shards = [self._shard(shard, now) for shard in due_shards(lane)]
        yield from islice(heapq.merge(*shards, key=lambda item: item.look_at), limit)

    def walk(self, until: int, after: str, limit: int) -> tuple[list[DueItem], str | None]:
        """Query one shard of the questions, backwards; the mark is the shard and the last key of it that was read."""
        mark: dict[str, Any] = json.loads(after) if after else {"shard": 0}
        number, last = int(mark["shard"]), mark.get("last")
        shards = due_shards(Lane.QUESTIONS)
        request: dict[str, Any] = {"ExclusiveStartKey": last} if last else {}
        answer = self._client.query(
            TableName=self._table_name,
            IndexName=DUE_INDEX,
            KeyConditionExpression="due_shard = :shard AND look_at <= :until",
            ExpressionAttributeValues={":shard": {"S": shards[number]}, ":until": {"N": str(until)}},
            ScanIndexForward=False,
            Limit=limit,
            **request,
        )
        found, last = [_due_item(item) for item in answer["Items"]], answer.get("LastEvaluatedKey")
        if last:
            return found, json.dumps({"shard": number, "last": last})
        return found, json.dumps({"shard": number + 1}) if number + 1 < len(shards) else None

    def _shard(self, shard: str, now: int) -> Iterator[DueItem]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table_name,
            IndexName=DUE_INDEX,
            KeyConditionExpression="due_shard = :shard AND look_at <= :now",
            ExpressionAttributeValues={":shard": {"S": shard}, ":now": {"N": str(now)}},
            PaginationConfig={"PageSize": PAGE},
        )
        for page in pages:
            for item in page["Items"]:
                yield _due_item(item)


def _due_item(item: Item) -> DueItem:
    user_id, kind, number = parse_key(item["pk"]["S"], item["sk"]["S"])
    return DueItem(
        "" if kind == "DISPUTE" else user_id,
        int(item["look_at"]["N"]),
        payment_id=number if kind == "PAYMENT" else None,
        subscription_id=number if kind == "SUBSCRIPTION" else None,
        dispute_id=number if kind == "DISPUTE" else None,
    )
