"""Have an event of Paystack's processed once more: what it calls for can always be done again."""

from shared.domain.errors import WebhookNotFound
from shared.domain.webhook import Webhook
from shared.ports import WebhookQueue, WebhookStore


def replay_webhook(webhook_id: str, *, webhooks: WebhookStore, queue: WebhookQueue) -> Webhook:
    """Return the event as it now waits to be processed.

    Raise WebhookNotFound, Conflict when it is being processed at this moment, or QueueUnavailable; asking again is
    harmless after either.
    """
    webhook = webhooks.get_webhook(webhook_id)
    if webhook is None:
        raise WebhookNotFound
    if webhook.is_processed:
        webhook = webhooks.replace_webhook(webhook.again())
    queue.queue_webhook(webhook.id)
    return webhook
