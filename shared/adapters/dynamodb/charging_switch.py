"""The main switch: off by the template's parameter, or by an item that staff write."""

from typing import TYPE_CHECKING

from shared.adapters.dynamodb.keys import charging_switch_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoChargingSwitch:
    """Implements `shared.ports.ChargingSwitch`."""

    def __init__(self, client: "DynamoDBClient", table_name: str, *, is_enabled: bool) -> None:
        self._client = client
        self._table_name = table_name
        self._is_enabled = is_enabled

    def is_on(self) -> bool:
        """Read the item each time, consistently: whoever turns charging off means now."""
        if not self._is_enabled:
            return False
        answer = self._client.get_item(TableName=self._table_name, Key=charging_switch_key(), ConsistentRead=True)
        return not answer.get("Item", {}).get("is_off", {}).get("BOOL", False)

    def turn(self, *, on: bool) -> None:
        """Turn charging on or off for the whole stack."""
        item = charging_switch_key() | {"is_off": {"BOOL": not on}}
        self._client.put_item(TableName=self._table_name, Item=item)
