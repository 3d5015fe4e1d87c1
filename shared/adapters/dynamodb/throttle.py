"""Attempts and known devices in the `Users` table. DynamoDB deletes late, so an expiry is checked here as well."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.adapters.dynamodb.keys import attempts_key, device_key
from shared.domain.errors import Throttled
from shared.domain.throttling import Counter, Rule, account_counter, address_counter
from shared.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KNOWN_FOR = 90 * 86_400
"""Seconds for which a device is known after it logged in."""


class DynamoThrottle:
    """Implements `shared.ports.Throttle`: one conditional write counts an attempt, in a crowd too."""

    def __init__(self, client: "DynamoDBClient", table_name: str, clock: Clock, address_factor: int) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock
        self._address_factor = address_factor

    def check(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        """Count against the address first: who tries many accounts from one place spends none of theirs."""
        if not known_device:
            self._count(address_counter(rule, address, self._address_factor))
        self._count(account_counter(rule, account, known_device))

    def give_back(self, rule: Rule, *, account: str, address: str, known_device: str = "") -> None:
        """Set the account's count to nothing, and take one off the address's, where their windows still last."""
        some = "hits > :zero"
        self._update(account_counter(rule, account, known_device), "SET hits = :zero", some, {":zero": 0})
        if not known_device:
            counter = address_counter(rule, address, self._address_factor)
            self._update(counter, "SET hits = hits - :one", some, {":zero": 0, ":one": 1})

    def _count(self, counter: Counter) -> None:
        change, fewer = "ADD hits :one SET expires_at = :end", "attribute_not_exists(hits) OR hits < :limit"
        now = self._clock.now()
        values = {":one": 1, ":end": counter.ends_at(now), ":limit": counter.limit.attempts}
        if not self._update(counter, change, fewer, values):
            raise Throttled(counter.ends_at(now) - now)

    def _update(self, counter: Counter, change: str, condition: str, values: dict[str, int]) -> bool:
        """Change the counter's present window; return False when the condition does not hold."""
        try:
            self._client.update_item(
                TableName=self._table_name,
                Key=attempts_key(counter.name, counter.window(self._clock.now())),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: {"N": str(value)} for name, value in values.items()},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True


class DynamoDevices:
    """Implements `shared.ports.KnownDevices`."""

    def __init__(self, client: "DynamoDBClient", table_name: str, clock: Clock) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock

    def is_known(self, device: str) -> bool:
        """Read the device's item."""
        answer = self._client.get_item(TableName=self._table_name, Key=device_key(device), ConsistentRead=True)
        return int(answer.get("Item", {}).get("expires_at", {"N": "0"})["N"]) > self._clock.now()

    def remember(self, device: str) -> None:
        """Write the device's item, or write it anew."""
        expires_at = {"N": str(self._clock.now() + KNOWN_FOR)}
        self._client.put_item(TableName=self._table_name, Item=device_key(device) | {"expires_at": expires_at})
