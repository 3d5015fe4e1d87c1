"""Clients' Idempotency-Keys in the `Payments` table."""

from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import idempotency_key
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import Conflict
from shared.ports import IdempotencyRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_FOR = 7 * 86_400
"""Seconds; DynamoDB deletes late, so the expiry is checked here as well."""


class DynamoIdempotency:
    """Implements `shared.ports.IdempotencyStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def claim_key(self, user_id: str, key: str, record: IdempotencyRecord, now: int) -> IdempotencyRecord | None:
        """Store the key unless it is there and not expired; return what is there."""
        item = _item(user_id, key, record, expires_at=now + KEPT_FOR)
        stored = self._table.put_if(item, "attribute_not_exists(pk) OR expires_at < :now", {":now": now})
        return None if stored is None else from_item(IdempotencyRecord, stored)

    def retake_key(self, user_id: str, key: str, record: IdempotencyRecord, previous: IdempotencyRecord) -> None:
        """Store the key over `previous`, and over nothing else."""
        item = _item(user_id, key, record, expires_at=record.lease_until + KEPT_FOR)
        expected = {":payment": previous.payment_id, ":lease": previous.lease_until}
        if self._table.put_if(item, "payment_id = :payment AND lease_until = :lease", expected) is not None:
            raise Conflict("This Idempotency-Key was taken up by another request.")


def _item(user_id: str, key: str, record: IdempotencyRecord, expires_at: int) -> Item:
    return to_item(idempotency_key(user_id, key), record) | {"expires_at": serialize(expires_at)}
