"""Show staff what Paystack delivered, and what became of it."""

from shared.ports import Clock, WebhookFilter, WebhookPage, WebhookStore


def list_webhooks(
    limit: int, before: str | None, wanted: WebhookFilter, *, webhooks: WebhookStore, clock: Clock
) -> WebhookPage:
    """Return up to `limit` events from a page's cursor on, newest first; raise InvalidInput for a false cursor."""
    return webhooks.list_webhooks(limit, before, wanted, clock.now())
