"""Disputes in the `Payments` table."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import dispute_key, due_shard
from shared.adapters.dynamodb.table import Table
from shared.domain.dispute import Dispute, DisputeOutcome
from shared.ports import DisputePage, Lane

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_HIGHEST = 10**20


class DynamoDisputes:
    """Implements `shared.ports.DisputeStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_dispute(self, dispute: Dispute) -> Dispute:
        """Store a new dispute, or return the one that is there."""
        stored = self._table.put_new(to_item(dispute_key(dispute.id), dispute) | _due(dispute))
        return dispute if stored is None else from_item(Dispute, stored)

    def replace_dispute(self, dispute: Dispute) -> Dispute:
        """Store a dispute over the version it was read at."""
        self._table.put_over(dispute_key(dispute.id), dispute, dispute.version, _due(dispute))
        return replace(dispute, version=dispute.version + 1)

    def get_dispute(self, dispute_id: int) -> Dispute | None:
        """Read one dispute."""
        return self._table.get(Dispute, dispute_key(dispute_id))

    def list_disputes(self, limit: int, before: int | None, outcome: DisputeOutcome | None) -> DisputePage:
        """Query the partition from the newest on; a filter reads further pages until `limit` are found."""
        low, high = dispute_key(0), dispute_key((before or _HIGHEST) - 1)
        request: dict[str, Any] = {
            "ExpressionAttributeValues": {":pk": low["pk"], ":low": low["sk"], ":high": high["sk"]}
        }
        if outcome is not None:
            request["FilterExpression"] = "outcome = :outcome"
            request["ExpressionAttributeValues"][":outcome"] = serialize(outcome.value)
        found: list[Dispute] = []
        while True:
            answer = self._table.client.query(
                TableName=self._table.name,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
                ScanIndexForward=False,
                Limit=limit + 1,  # one more tells whether there is a next page
                ConsistentRead=True,
                **request,
            )
            found += [from_item(Dispute, item) for item in answer["Items"]]
            if len(found) > limit:
                return DisputePage(found[:limit], next_before=found[limit - 1].id)
            if "LastEvaluatedKey" not in answer:
                return DisputePage(found, next_before=None)
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _due(dispute: Dispute) -> Item:
    """What puts it into the due index while something is to come of it."""
    return {} if dispute.look_at is None else {"due_shard": serialize(due_shard(str(dispute.id), Lane.QUESTIONS))}
