"""Paystack's events in the `Payments` table.

An event is two items. Its bytes are written once and never again: they are most of its size, and stored as text in
which each byte is the character of its number (Latin-1). Its entry in the list of events is small and changes. The
bytes come first, and name the time by which the entry is found.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.adapters.dynamodb.items import Item, from_item, serialize, to_item
from shared.adapters.dynamodb.keys import WEBHOOK_SPAN, Key, webhook_entry_key, webhook_key, webhook_list
from shared.adapters.dynamodb.table import Table
from shared.domain.errors import InvalidInput
from shared.domain.webhook import KEPT_FOR, Webhook
from shared.ports import WebhookFilter, WebhookPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MAX_QUERIES = 12
"""Queries of one page: each reads up to a megabyte, some thousands of events."""
CLOCKS_DIFFER = 60
"""Seconds by which an event's time may be ahead of ours."""
_PLACE = re.compile(r"[0-9]{12}(#[0-9a-f]{32})?")


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What was delivered, and when it was first."""

    received_at: int
    expires_at: int
    body: str = ""


class DynamoWebhooks:
    """Implements `shared.ports.WebhookStore`."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._table = Table(client, table_name)

    def add_webhook(self, webhook: Webhook, body: bytes) -> Webhook:
        """Put the bytes, then the entry, each unless it is there: whoever died in between is made up for."""
        kept = _Bytes(webhook.received_at, webhook.received_at + KEPT_FOR, body.decode("latin-1"))
        there = self._table.put_new(to_item(webhook_key(webhook.id), kept))
        if there is not None:
            webhook = replace(webhook, received_at=from_item(_Bytes, there).received_at)
        entry = self._table.put_new(to_item(_entry_key(webhook), webhook) | _expiry(webhook))
        return webhook if entry is None else from_item(Webhook, entry)

    def get_webhook(self, webhook_id: str) -> Webhook | None:
        """Read the bytes' item for its time, then the entry."""
        kept = self._table.get(_Bytes, webhook_key(webhook_id))
        return self._table.get(Webhook, webhook_entry_key(kept.received_at, webhook_id)) if kept else None

    def replace_webhook(self, webhook: Webhook) -> Webhook:
        """Put the entry over the version it was read at."""
        self._table.put_over(_entry_key(webhook), webhook, webhook.version, _expiry(webhook))
        return replace(webhook, version=webhook.version + 1)

    def list_webhooks(self, limit: int, before: str | None, wanted: WebhookFilter, now: int) -> WebhookPage:
        """Query the spans of 30 days from the newest back, until the page is full or enough was read for one."""
        place, found = _place(before, now), list[Webhook]()
        for _ in range(MAX_QUERIES):
            answer = self._query(place, limit, wanted)
            found += [from_item(Webhook, item) for item in answer["Items"]]
            if len(found) > limit:
                return WebhookPage(found[:limit], _entry_key(found[limit - 1])["sk"]["S"])
            if "LastEvaluatedKey" in answer:
                place = answer["LastEvaluatedKey"]["sk"]["S"]
                continue
            began = (_instant(place) // WEBHOOK_SPAN) * WEBHOOK_SPAN
            if began <= now - KEPT_FOR:
                return WebhookPage(found, None)
            place = f"{began:012d}"
        return WebhookPage(found, place)

    def _query(self, place: str, limit: int, wanted: WebhookFilter) -> Any:  # noqa: ANN401 - boto3's own
        """Read what comes before a place in the list, a megabyte at most."""
        given = {name: value for name, value in (("state", wanted.state), ("event", wanted.event)) if value}
        values = {f":{name}": serialize(str(value)) for name, value in given.items()}
        values |= {":pk": serialize(webhook_list(_instant(place))), ":place": serialize(place)}
        request: dict[str, Any] = {"ExpressionAttributeValues": values}
        if given:
            request["FilterExpression"] = " AND ".join(f"#{name} = :{name}" for name in given)
            request["ExpressionAttributeNames"] = {f"#{name}": name for name in given}
        else:
            request["Limit"] = limit + 1  # one more tells whether there is a next page
        return self._table.client.query(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND sk < :place",
            ScanIndexForward=False,
            **request,
        )


def _place(before: str | None, now: int) -> str:
    """A place in the list: the sort key of an entry, or a time alone, which comes before all entries of it."""
    if before is None:
        return f"{now + CLOCKS_DIFFER:012d}"
    if not _PLACE.fullmatch(before):
        raise InvalidInput({"cursor": ["Not a cursor of this list."]})
    return before


def _instant(place: str) -> int:
    """The latest time of an entry before a place."""
    instant, _, is_entry = place.partition("#")
    return int(instant) - (not is_entry)


def _entry_key(webhook: Webhook) -> Key:
    return webhook_entry_key(webhook.received_at, webhook.id)


def _expiry(webhook: Webhook) -> Item:
    return {"expires_at": serialize(webhook.received_at + KEPT_FOR)}
