"""Events in the table, to the byte, and in the queue."""

import json

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from shared.adapters.dynamodb import webhooks as module
from shared.adapters.dynamodb.webhooks import DynamoWebhooks
from shared.adapters.webhook_queue import SqsWebhookQueue
from shared.domain.errors import QueueUnavailable
from shared.domain.webhook import DAY, WebhookResult, webhook_of
from shared.ports import WebhookFilter
from tests.support.builders import NOW
from tests.support.fakes_world_webhooks import an_event

BODY = b'{"event": "charge.success", "data": {"reference": "dk",\n "note": "na\xc3\xafve"}}'
EVENT = webhook_of(BODY, NOW)
KEY = {"pk": {"S": f"WEBHOOK#{EVENT.id}"}, "sk": {"S": "WEBHOOK"}}


@pytest.fixture
def webhooks(dynamodb):
    return DynamoWebhooks(dynamodb, "Payments")


def items(dynamodb):
    return dynamodb.scan(TableName="Payments")["Items"]


def test_the_very_bytes_are_kept_for_ninety_days(dynamodb, webhooks):
    webhooks.add_webhook(EVENT, BODY)

    stored = dynamodb.get_item(TableName="Payments", Key=KEY)["Item"]
    assert stored["body"]["S"].encode("latin-1") == BODY
    assert {item["expires_at"]["N"] for item in items(dynamodb)} == {str(NOW + 90 * DAY)}


def test_an_end_changes_the_small_item_alone_and_keeps_its_expiry(dynamodb, webhooks):
    webhooks.add_webhook(EVENT, BODY)
    before = dynamodb.get_item(TableName="Payments", Key=KEY)["Item"]

    webhooks.replace_webhook(EVENT.processed(WebhookResult.SETTLED, NOW + 99))

    assert dynamodb.get_item(TableName="Payments", Key=KEY)["Item"] == before
    (entry,) = [item for item in items(dynamodb) if item["pk"]["S"].startswith("WEBHOOKS#")]
    assert entry["expires_at"]["N"] == str(NOW + 90 * DAY)
    assert "body" not in entry


def test_neither_item_is_in_an_index(dynamodb, webhooks):
    webhooks.add_webhook(EVENT, BODY)

    for item in items(dynamodb):
        assert not {"due_shard", "look_at", "watch_shard"} & item.keys()


def test_whoever_died_between_the_two_items_is_made_up_for(dynamodb, webhooks):
    webhooks.add_webhook(EVENT, BODY)
    (entry,) = [item for item in items(dynamodb) if item["pk"]["S"].startswith("WEBHOOKS#")]
    dynamodb.delete_item(TableName="Payments", Key={"pk": entry["pk"], "sk": entry["sk"]})
    assert webhooks.get_webhook(EVENT.id) is None

    again = webhooks.add_webhook(webhook_of(BODY, NOW + 180), BODY)

    assert again == EVENT
    assert webhooks.get_webhook(EVENT.id) == EVENT


def test_a_search_that_finds_little_stops_and_goes_on_where_it_was(webhooks, monkeypatch):
    monkeypatch.setattr(module, "MAX_QUERIES", 2)
    body = an_event("refund.failed", transaction_reference="dk")
    old = webhooks.add_webhook(webhook_of(body, NOW - 80 * DAY), body)
    wanted = WebhookFilter(event="refund.failed")

    first = webhooks.list_webhooks(5, None, wanted, NOW)
    second = webhooks.list_webhooks(5, first.next_before, wanted, NOW)

    assert (first.webhooks, second.webhooks) == ([], [old])
    assert first.next_before


def test_a_large_span_is_read_a_megabyte_at_a_time(webhooks, monkeypatch):
    """A query that stops half-way is gone on with, at the entry where it stopped."""
    names = [f"{'x' * 180}.{number}" for number in range(30)]
    for number, name in enumerate(names):
        body = an_event(name)
        webhooks.add_webhook(webhook_of(body, NOW - number), body)
    query = webhooks._table.client.query
    monkeypatch.setattr(webhooks._table.client, "query", lambda **request: query(**({"Limit": 7} | request)))

    page = webhooks.list_webhooks(5, None, WebhookFilter(event=names[20]), NOW)

    assert [one.event for one in page.webhooks] == [names[20]]


def test_a_message_has_the_key_and_nothing_else():
    with mock_aws():
        client = boto3.client("sqs", region_name="eu-west-1")
        url = client.create_queue(QueueName="webhooks")["QueueUrl"]

        SqsWebhookQueue(client, url).queue_webhook(EVENT.id)

        (message,) = client.receive_message(QueueUrl=url)["Messages"]
        assert json.loads(message["Body"]) == {"webhook_id": EVENT.id}


def test_a_queue_that_is_not_there_or_not_reached_is_told_as_such():
    class Unreachable:
        def send_message(self, **_):
            raise EndpointConnectionError(endpoint_url="https://sqs.eu-west-1.amazonaws.com")

    with pytest.raises(QueueUnavailable):
        SqsWebhookQueue(Unreachable(), "https://queue").queue_webhook(EVENT.id)
    with mock_aws(), pytest.raises(QueueUnavailable):
        client = boto3.client("sqs", region_name="eu-west-1")
        SqsWebhookQueue(client, "https://sqs.eu-west-1.amazonaws.com/123456789012/gone").queue_webhook(EVENT.id)
