"""Clients' Idempotency-Keys in the `Payments` table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import Item, to_item
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

    def get_key(self, user_id: str, key: str, now: int) -> IdempotencyRecord | None:
        """Read the key; an expired one is as good as deleted."""
        stored = self._table.get(_StoredKey, idempotency_key(user_id, key))
        if stored is None or stored.expires_at < now:
            return None
        return IdempotencyRecord(stored.payment_id, stored.lease_until, stored.body_hash)

    def add_key(self, user_id: str, key: str, record: IdempotencyRecord, now: int) -> None:
        """Store the key unless it is there and not expired."""
        item = _item(user_id, key, record, expires_at=now + KEPT_FOR)
        if self._table.put_if(item, "attribute_not_exists(pk) OR expires_at < :now", {":now": now}) is not None:
            raise Conflict("This Idempotency-Key was taken by another request.")

    def replace_key(self, user_id: str, key: str, record: IdempotencyRecord, previous: IdempotencyRecord) -> None:
        """Store the key over `previous`, and over nothing else."""
        item = _item(user_id, key, record, expires_at=record.lease_until + KEPT_FOR)
        expected = {":payment": previous.payment_id, ":lease": previous.lease_until}
        condition = "payment_id = :payment AND lease_until = :lease"
        if self._table.put_if(item, condition, expected) is not None:
            raise Conflict("This Idempotency-Key was taken up by another request.")


@dataclass(frozen=True, slots=True)
class _StoredKey:
    payment_id: int
    lease_until: int
    body_hash: str
    expires_at: int


def _item(user_id: str, key: str, record: IdempotencyRecord, expires_at: int) -> Item:
    stored = _StoredKey(record.payment_id, record.lease_until, record.body_hash, expires_at)
    return to_item(idempotency_key(user_id, key), stored)
