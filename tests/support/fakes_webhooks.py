"""Paystack's events in memory: kept, queued, and delivered as Paystack does."""

import re
from dataclasses import replace

from shared.domain.errors import InvalidInput, QueueUnavailable
from shared.domain.webhook import KEPT_FOR, Webhook
from shared.ports import WebhookFilter, WebhookPage
from tests.support.fakes_stores import Interruptible, put_over

CURSOR = re.compile(r"[0-9]{12}(#[0-9a-f]{32})?")


class FakeWebhooks(Interruptible):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, Webhook] = {}
        self.bodies: dict[str, bytes] = {}

    def add_webhook(self, webhook: Webhook, body: bytes) -> Webhook:
        self._write(lambda: self.stored.setdefault(webhook.id, webhook))
        self.bodies.setdefault(webhook.id, body)
        return self.stored[webhook.id]

    def get_webhook(self, webhook_id: str) -> Webhook | None:
        return self.stored.get(webhook_id)

    def replace_webhook(self, webhook: Webhook) -> Webhook:
        changed = replace(webhook, version=webhook.version + 1)
        self._write(lambda: put_over(self.stored, webhook.id, changed))
        return changed

    def list_webhooks(self, limit: int, before: str | None, wanted: WebhookFilter, now: int) -> WebhookPage:
        if before is not None and not CURSOR.fullmatch(before):
            raise InvalidInput({"cursor": ["Not a cursor of this list."]})
        kept = {_place(one): one for one in self.stored.values() if one.received_at > now - KEPT_FOR}
        found = [
            kept[place]
            for place in sorted(kept, reverse=True)
            if (before is None or place < before)
            and wanted.state in {None, kept[place].state}
            and wanted.event in {None, kept[place].event}
        ]
        return WebhookPage(found[:limit], _place(found[limit - 1]) if len(found) > limit else None)


def _place(webhook: Webhook) -> str:
    return f"{webhook.received_at:012d}#{webhook.id}"


class FakeWebhookQueue:
    """Keeps what was queued."""

    def __init__(self) -> None:
        self.queued: list[str] = []
        self.is_down = False

    def queue_webhook(self, webhook_id: str) -> None:
        if self.is_down:
            raise QueueUnavailable("The event is kept and could not be queued.")
        self.queued.append(webhook_id)
