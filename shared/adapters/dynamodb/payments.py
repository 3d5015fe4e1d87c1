"""Payments in the `Payments` table."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import counters_key, due_shard, payment_key
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import Conflict
from shared.domain.payment import Payment
from shared.ports import Lane, PaymentFilter, PaymentPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CONDITIONS = {
    "status": "#status = :status",
    "subscription_id": "subscription_id = :subscription_id",
    "created_from": "created_at >= :created_from",
    "created_to": "created_at < :created_to",
}


def due_attributes(user_id: str, look_at: int | None, lane: Lane = Lane.QUESTIONS) -> Item:
    """Return what puts an item into the due index: nothing, for one that nobody needs to look at."""
    return {} if look_at is None else {"due_shard": serialize(due_shard(user_id, lane))}


class DynamoPayments:
    """Implements `shared.ports.PaymentStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def new_payment_id(self, user_id: str) -> int:
        """Count the user's payments up by one."""
        return self._count_up(user_id, "payments")["payments"]

    def new_subscription_id(self, user_id: str) -> tuple[int, int]:
        """Count the user's payments and subscriptions up by one each, in one write."""
        counters = self._count_up(user_id, "payments", "subscriptions")
        return counters["payments"], counters["subscriptions"]

    def close_account(self, user_id: str) -> None:
        """Mark the user's counters, without which nothing begins."""
        self._table.client.update_item(
            TableName=self._table.name,
            Key=counters_key(user_id),
            UpdateExpression="SET closed = :yes",
            ExpressionAttributeValues={":yes": serialize(True)},
        )

    def _count_up(self, user_id: str, *names: str) -> dict[str, int]:
        # An SDK retry after a lost answer counts twice: that only leaves a gap.
        try:
            answer = self._table.client.update_item(
                TableName=self._table.name,
                Key=counters_key(user_id),
                UpdateExpression="ADD " + ", ".join(f"{name} :one" for name in names),
                ConditionExpression="attribute_not_exists(closed)",
                ExpressionAttributeValues={":one": {"N": "1"}},
                ReturnValues="UPDATED_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise Conflict("This account is closed.") from error
        return {name: int(answer["Attributes"][name]["N"]) for name in names}

    def add_payment(self, payment: Payment) -> Payment:
        """Store a new payment, or return the one that is there under the same reference."""
        key = payment_key(payment.user_id, payment.id)
        stored = self._table.put_new(to_item(key, payment) | due_attributes(payment.user_id, payment.look_at))
        if stored is None:
            return payment
        there = from_item(Payment, stored)
        if there.reference != payment.reference:
            raise Conflict("This payment id belongs to another reference.")
        return there

    def replace_payment(self, payment: Payment) -> Payment:
        """Store a payment over the version it was read at."""
        key = payment_key(payment.user_id, payment.id)
        self._table.put_over(key, payment, payment.version, due_attributes(payment.user_id, payment.look_at))
        return replace(payment, version=payment.version + 1)

    def get_payment(self, user_id: str, payment_id: int) -> Payment | None:
        """Read one payment."""
        return self._table.get(Payment, payment_key(user_id, payment_id))

    def list_payments(self, user_id: str, limit: int, before: int | None, wanted: PaymentFilter) -> PaymentPage:
        """Query the user's partition from the newest on; a filter reads further pages until `limit` are found."""
        found: list[Payment] = []
        low, high = payment_key(user_id, 0), payment_key(user_id, (before - 1) if before else 10**12 - 1)
        request: dict[str, Any] = _filter(wanted)
        request["ExpressionAttributeValues"] |= {":pk": low["pk"], ":low": low["sk"], ":high": high["sk"]}
        while True:
            answer = self._table.client.query(
                TableName=self._table.name,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
                ScanIndexForward=False,
                Limit=limit + 1,  # one more tells whether there is a next page
                ConsistentRead=True,
                **request,
            )
            found += [from_item(Payment, item) for item in answer["Items"]]
            if len(found) > limit:
                return PaymentPage(found[:limit], next_before=found[limit - 1].id)
            if "LastEvaluatedKey" not in answer:
                return PaymentPage(found, next_before=None)
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _filter(wanted: PaymentFilter) -> dict[str, Any]:
    given = {name: getattr(wanted, name) for name in _CONDITIONS if getattr(wanted, name) is not None}
    request: dict[str, Any] = {
        "ExpressionAttributeValues": {f":{name}": serialize(value) for name, value in given.items()}
    }
    if given:
        request["FilterExpression"] = " AND ".join(_CONDITIONS[name] for name in given)
    if "status" in given:
        request["ExpressionAttributeNames"] = {"#status": "status"}
    return request
