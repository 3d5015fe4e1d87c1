"""Room for charges, counted in an item for each window, and how far the line of those that wait has come."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.items import Item
from shared.adapters.dynamodb.keys import charge_line_key, pace_key
from shared.domain.charge_pace import WINDOW, Limit, window_of, windows_shut

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_FOR = 86_400
"""Seconds for which a window's item stays: long enough to look at it."""
NEWS_FOR = 600
"""Seconds for which what a sweep said of the line is believed: then the sweep itself has stopped."""
_FULL = 10**6


class DynamoChargePace:
    """Implements `shared.ports.ChargePace`."""

    def __init__(self, client: "DynamoDBClient", table_name: str, limit: Limit) -> None:
        self._client = client
        self._table_name = table_name
        self._limit = limit
        self._full: tuple[int, int] = (0, 0)

    def take(self, wanted: int, at: int, *, is_waited_for: bool = False) -> int:
        """Count them in one conditional write; a window that was found full is not asked again by this process."""
        window = window_of(at)
        room = self._limit.room if is_waited_for else self._limit.room_of_line
        if self._full[0] == window and self._full[1] >= room:
            return 0
        wanted = min(wanted, room)
        left = self._add(window, wanted, room)
        if 0 < left < wanted:
            wanted = left
            left = self._add(window, wanted, room)
        if left < wanted:
            self._full = (window, room)
            return 0
        return wanted

    def _add(self, window: int, wanted: int, room: int) -> int:
        """Add them if the window has room for all, and return their number; else return the room that it has."""
        try:
            self._client.update_item(
                TableName=self._table_name,
                Key=pace_key(window),
                UpdateExpression="ADD taken :wanted SET expires_at = :expires_at",
                ConditionExpression="attribute_not_exists(taken) OR taken <= :most",
                ExpressionAttributeValues={
                    ":wanted": {"N": str(wanted)},
                    ":most": {"N": str(room - wanted)},
                    ":expires_at": {"N": str(window * WINDOW + KEPT_FOR)},
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            item: Item = error.response.get("Item", {})  # type: ignore[assignment]
            return max(0, room - int(item["taken"]["N"])) if item else 0
        return wanted

    def shut(self, now: int) -> None:
        """Fill every window of the next minute, for all processes."""
        for window in windows_shut(now):
            self._client.update_item(
                TableName=self._table_name,
                Key=pace_key(window),
                UpdateExpression="SET taken = :full, expires_at = :expires_at",
                ExpressionAttributeValues={
                    ":full": {"N": str(_FULL)},
                    ":expires_at": {"N": str(window * WINDOW + KEPT_FOR)},
                },
            )

    def note_line(self, waiting_since: int, now: int) -> None:
        """Write it over what the last sweep said."""
        news = {"waiting_since": {"N": str(waiting_since)}, "noted_at": {"N": str(now)}}
        self._client.put_item(TableName=self._table_name, Item=charge_line_key() | news)

    def reached(self, now: int) -> int:
        """Read it consistently; old news are none."""
        answer = self._client.get_item(TableName=self._table_name, Key=charge_line_key(), ConsistentRead=True)
        item = answer.get("Item")
        if not item or now - int(item["noted_at"]["N"]) > NEWS_FOR:
            return now
        return min(now, int(item["waiting_since"]["N"]))
