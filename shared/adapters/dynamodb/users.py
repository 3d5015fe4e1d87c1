"""Users in the `Users` table: the user, and one item each that makes its names unique."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item, to_item
from shared.adapters.dynamodb.keys import email_key, user_key, username_key
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import InvalidInput
from shared.domain.user import User, unique_email

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_TAKEN = {
    1: ("username", "A user with that username already exists."),
    2: ("email", "user with this email already exists."),
}
"""Which of the three items of a sign-up stands for which field, with the old API's words."""


class DynamoUsers:
    """Implements `shared.ports.UserStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_user(self, user: User) -> None:
        """Write the user and both names in one transaction, each only where there is none."""
        owner = {"user_id": {"S": user.id}}
        items: list[Item] = [
            to_item(user_key(user.id), user),
            username_key(user.username) | owner,
            email_key(unique_email(user.email)) | owner,
        ]
        try:
            self._table.client.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self._table.name,
                            "Item": item,
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    }
                    for item in items
                ]
            )
        except ClientError as error:
            if taken := _taken(error):
                raise InvalidInput(taken) from error
            raise

    def get_user(self, user_id: str) -> User | None:
        """Read one user."""
        return self._table.get(User, user_key(user_id))

    def find_user(self, username: str) -> User | None:
        """Read who has the name, then the user."""
        item = self._table.client.get_item(
            TableName=self._table.name, Key=username_key(username), ConsistentRead=True
        ).get("Item")
        return self.get_user(item["user_id"]["S"]) if item else None


def _taken(error: ClientError) -> dict[str, Any]:
    """Name each field whose uniqueness item was there; empty when the transaction failed for another reason."""
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    failed = [index for index, reason in enumerate(reasons) if reason.get("Code") == "ConditionalCheckFailed"]
    return {field: [text] for field, text in (_TAKEN[index] for index in failed if index in _TAKEN)}
