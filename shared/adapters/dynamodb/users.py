"""Users in the `Users` table: the user, and one item each that makes its names unique."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item, serialize, to_item
from shared.adapters.dynamodb.keys import Key, email_key, user_key, username_key
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import Conflict, InvalidInput
from shared.domain.user import User, unique_email

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_USERNAME_TAKEN = "A user with that username already exists."
_EMAIL_TAKEN = "user with this email already exists."
_LONGEST_KEY = 2_048
"""Bytes; DynamoDB refuses to look for a longer one, which nobody can have."""
_ATTEMPTS = 4
"""At a transaction that meets another one on the same names."""


class DynamoUsers:
    """Implements `shared.ports.UserStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_user(self, user: User) -> None:
        """Write the user and both names in one transaction, each only where there is none."""
        failed = self._transact(
            self._put_new(to_item(user_key(user.id), user)),
            self._put_new(username_key(user.username) | _owner(user)),
            self._put_new(email_key(unique_email(user.email)) | _owner(user)),
        )
        taken: dict[str, object] = {"username": [_USERNAME_TAKEN]} if 1 in failed else {}
        if taken := taken | ({"email": [_EMAIL_TAKEN]} if 2 in failed else {}):  # noqa: PLR2004 - the third write
            raise InvalidInput(taken)
        if failed:
            raise Conflict("This user id is taken.")

    def replace_user(self, user: User) -> User:
        """Store a user over the version it was read at."""
        self._table.put_over(user_key(user.id), user, user.version, {})
        return replace(user, version=user.version + 1)

    def change_email(self, user: User, email: str) -> User:
        """Write the user, take the new address and give the old one back, in one transaction."""
        if unique_email(email) == unique_email(user.email):
            return self.replace_user(replace(user, email=email))
        changed = replace(user, email=email, version=user.version + 1)
        failed = self._transact(
            {"Put": self._over(user) | {"Item": to_item(user_key(user.id), changed)}},
            self._put_new(email_key(unique_email(email)) | _owner(user)),
            {"Delete": {"TableName": self._table.name, "Key": email_key(unique_email(user.email))}},
        )
        if 1 in failed:
            raise InvalidInput({"email": [_EMAIL_TAKEN]})
        if failed:
            raise Conflict("The user was changed by somebody else.")
        return changed

    def delete_user(self, user: User) -> None:
        """Delete the user over the version it was read at, and both names, in one transaction."""
        names = (username_key(user.username), email_key(unique_email(user.email)))
        deletes = [{"Delete": {"TableName": self._table.name, "Key": key}} for key in names]
        if self._transact({"Delete": self._over(user) | {"Key": user_key(user.id)}}, *deletes):
            raise Conflict("The user was changed by somebody else.")

    def get_user(self, user_id: str) -> User | None:
        """Read one user."""
        return self._table.get(User, user_key(user_id))

    def find_user(self, username: str) -> User | None:
        """Read who has the name, then the user."""
        return self._find(username_key(username))

    def find_user_by_email(self, email: str) -> User | None:
        """Read who has the address, then the user."""
        return self._find(email_key(unique_email(email)))

    def taken_names(self, username: str, email: str) -> dict[str, object]:
        """Read both names' items; an empty name is nobody's."""
        taken: dict[str, object] = {}
        if username and self._item(username_key(username)):
            taken["username"] = [_USERNAME_TAKEN]
        if email and self._item(email_key(unique_email(email))):
            taken["email"] = [_EMAIL_TAKEN]
        return taken

    def _find(self, name: Key) -> User | None:
        """Read twice whether anybody has the name or not, so that the time it takes does not tell."""
        found = self._item(name) or {}
        return self.get_user(found.get("user_id", {"S": "nobody"})["S"])

    def _item(self, key: Key) -> Item | None:
        if len(key["pk"]["S"].encode()) > _LONGEST_KEY:
            return None
        return self._table.client.get_item(TableName=self._table.name, Key=key, ConsistentRead=True).get("Item")

    def _put_new(self, item: Item) -> dict[str, Any]:
        return {
            "Put": {
                "TableName": self._table.name,
                "Item": item,
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }

    def _over(self, user: User) -> dict[str, Any]:
        """What makes a write one over the version that was read."""
        return {
            "TableName": self._table.name,
            "ConditionExpression": "version = :version",
            "ExpressionAttributeValues": {":version": serialize(user.version)},
        }

    def _transact(self, *writes: Any) -> set[int]:  # noqa: ANN401 - boto3's own
        """Make all writes or none; return the places of those whose condition failed."""
        for left in reversed(range(_ATTEMPTS)):
            try:
                self._table.client.transact_write_items(TransactItems=[*writes])
            except ClientError as error:
                reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
                codes = [reason.get("Code") for reason in reasons]
                if "ConditionalCheckFailed" in codes:
                    return {place for place, code in enumerate(codes) if code == "ConditionalCheckFailed"}
                if "TransactionConflict" not in codes:
                    raise
                if not left:
                    raise Conflict("Somebody else is changing the same names.") from error
            else:
                break
        return set()


def _owner(user: User) -> Item:
    return {"user_id": serialize(user.id)}
