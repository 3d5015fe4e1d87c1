"""Families of refresh tokens in the `Users` table; DynamoDB deletes them some time after their last token expires."""

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import to_item
from shared.adapters.dynamodb.keys import family_key
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import Conflict
from shared.domain.token import RefreshFamily

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoFamilies:
    """Implements `shared.ports.FamilyStore`; a family that has ended is deleted."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_family(self, family: RefreshFamily) -> None:
        """Store a new family."""
        if self._table.put_new(to_item(family_key(family.user_id, family.id), family)) is not None:
            raise Conflict("This family is there already.")

    def get_family(self, user_id: str, family_id: str) -> RefreshFamily | None:
        """Read one family."""
        return self._table.get(RefreshFamily, family_key(user_id, family_id))

    def replace_family(self, family: RefreshFamily) -> RefreshFamily:
        """Store a family over the version it was read at: of any number of refreshes at once, one write succeeds."""
        self._table.put_over(family_key(family.user_id, family.id), family, family.version, {})
        return replace(family, version=family.version + 1)

    def end_family(self, user_id: str, family_id: str) -> bool:
        """Delete the family, whatever it became meanwhile: no write over a version can bring it back."""
        answer = self._table.client.delete_item(
            TableName=self._table.name, Key=family_key(user_id, family_id), ReturnValues="ALL_OLD"
        )
        return "Attributes" in answer
