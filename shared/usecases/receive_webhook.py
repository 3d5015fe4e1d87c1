"""Take an event that Paystack delivers: keep it and have it processed soon. Paystack is not asked anything here."""

from collections.abc import Collection
from enum import StrEnum

from shared.domain.errors import PermissionDenied, SignatureRejected
from shared.domain.webhook import Webhook, webhook_of
from shared.ports import Clock, SignatureChecker, WebhookQueue, WebhookStore


class Reception(StrEnum):
    """How an event was taken."""

    QUEUED = "queued"
    KNOWN = "known"
    """It had been processed before: nothing is done."""


def receive_webhook(
    body: bytes,
    signature: str,
    address: str,
    *,
    addresses: Collection[str],
    signatures: SignatureChecker,
    webhooks: WebhookStore,
    queue: WebhookQueue,
    clock: Clock,
) -> tuple[Reception, Webhook]:
    """Store a signed event and queue it, unless it was processed before; what is in it does not matter here.

    It is stored first. One that was stored and then not queued, since we died, is queued when it is delivered again.
    Raise PermissionDenied for an `address` that is not among the `addresses`, if there are any; SignatureRejected for
    bytes that Paystack did not sign, before anything is parsed; and QueueUnavailable: Paystack delivers again then.
    """
    if addresses and address not in addresses:
        raise PermissionDenied
    if not signatures.is_signed(body, signature):
        raise SignatureRejected
    webhook = webhooks.add_webhook(webhook_of(body, clock.now()), body)
    if webhook.is_processed:
        return Reception.KNOWN, webhook
    queue.queue_webhook(webhook.id)
    return Reception.QUEUED, webhook
