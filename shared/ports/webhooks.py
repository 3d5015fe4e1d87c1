"""Events that Paystack delivered: what is kept of them, and the queue in which they wait."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.webhook import Webhook, WebhookState


@dataclass(frozen=True, slots=True)
class WebhookFilter:
    """Which events to list; `event` is a whole name such as `charge.success`."""

    state: WebhookState | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """Events, newest first; `next_before` is the cursor to go on from, None at the end.

    A page may be short, or empty, and yet have a next one: a search stops after so many that were not wanted.
    """

    webhooks: list[Webhook]
    next_before: str | None


class WebhookStore(Protocol):
    """Events by dedupe key, kept for 90 days."""

    def add_webhook(self, webhook: Webhook, body: bytes) -> Webhook:
        """Store a new event with the bytes that were delivered; one that is there is returned as it now stands."""
        ...

    def get_webhook(self, webhook_id: str) -> Webhook | None:
        """Return an event."""
        ...

    def replace_webhook(self, webhook: Webhook) -> Webhook:
        """Store a changed event over the version it was read at; return it with its new version."""
        ...

    def list_webhooks(self, limit: int, before: str | None, wanted: WebhookFilter, now: int) -> WebhookPage:
        """Return up to `limit` events from a page's cursor on, newest first; raise InvalidInput for a false one."""
        ...


class WebhookQueue(Protocol):
    """Hands events to the function that processes them, at least once each."""

    def queue_webhook(self, webhook_id: str) -> None:
        """Have an event processed soon; raise QueueUnavailable when it cannot be."""
        ...
