"""What is kept of cards in the `Payments` table: when they were refused, and whose trials they had."""

from typing import TYPE_CHECKING

from shared.adapters.dynamodb.items import serialize, to_item
from shared.adapters.dynamodb.keys import card_key, trial_key
from shared.adapters.dynamodb.table import Table
from shared.domain.dunning import CARD_WINDOW, CardDeclines
from shared.domain.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoCards:
    """Implements `shared.ports.CardStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def get_declines(self, user_id: str, card: str) -> CardDeclines:
        """Read the card's item, if it has one."""
        return self._table.get(CardDeclines, card_key(user_id, card)) or CardDeclines()

    def put_declines(self, user_id: str, card: str, declines: CardDeclines, now: int) -> None:
        """Store it over the version it was read at; it goes when none of it counts any more."""
        item = to_item(card_key(user_id, card), declines) | {"version": serialize(declines.version + 1)}
        if not declines.is_disputed:
            item["expires_at"] = serialize(now + CARD_WINDOW)
        is_the_version_read = "attribute_not_exists(pk) OR version = :version"
        if self._table.put_if(item, is_the_version_read, {":version": declines.version}) is not None:
            raise Conflict("The card was refused somewhere else at the same moment.")

    def claim_trial(self, card: str, offer: str, reference: str) -> bool:
        """Store whose trial it is, unless it is somebody's."""
        stored = self._table.put_new(trial_key(card, offer) | {"reference": serialize(reference)})
        return stored is None or stored["reference"] == serialize(reference)
