"""Joins the ports of webhooks to their adapters, as `shared.bootstrap` does the others."""

from functools import cache
from typing import TYPE_CHECKING

from shared import bootstrap

if TYPE_CHECKING:
    from shared import ports


@cache
def webhooks() -> "ports.WebhookStore":
    """Events in the `Payments` table."""
    from shared.adapters.dynamodb.webhooks import DynamoWebhooks

    return DynamoWebhooks(bootstrap.dynamodb(), bootstrap.settings().payments_table)


@cache
def webhook_queue() -> "ports.WebhookQueue":
    """The queue of events."""
    from shared.adapters.webhook_queue import SqsWebhookQueue

    return SqsWebhookQueue(bootstrap.client("sqs"), bootstrap.settings().webhook_queue_url)
