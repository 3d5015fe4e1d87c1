"""One table: reads by key, conditional writes, and AWS's condition failures in our words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import Key
from shared.domain.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")


class Table:
    """A DynamoDB table with string keys `pk` and `sk`, and a `version` on every item that changes."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self.client = client
        self.name = name

    def get(self, kind: type[T], key: Key) -> T | None:
        """Return the entity under a key, read consistently."""
        item = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")
        return from_item(kind, item) if item else None

    def put_new(self, item: Item) -> Item | None:
        """Store an item where there is none and return None; else return the item that is there."""
        return self.put_if(item, "attribute_not_exists(pk)", {})

    def put_if(self, item: Item, condition: str, values: Mapping[str, object]) -> Item | None:
        """Store an item if the condition holds and return None; else return the item that is there."""
        request: dict[str, Any] = {"ConditionExpression": condition}
        if values:
            request["ExpressionAttributeValues"] = {name: serialize(value) for name, value in values.items()}
        try:
            self.client.put_item(
                TableName=self.name, Item=item, ReturnValuesOnConditionCheckFailure="ALL_OLD", **request
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            found: Item = error.response.get("Item", {})  # type: ignore[assignment]
            return found
        return None

    def put_over(self, key: Key, entity: object, version: int, extra: Item) -> None:
        """Store an entity over its `version`; raise Conflict, with nothing written, when another is stored."""
        item = to_item(key, entity) | {"version": serialize(version + 1)} | extra
        if self.put_if(item, "version = :version", {":version": version}) is not None:
            raise Conflict("The item was changed by somebody else.")
