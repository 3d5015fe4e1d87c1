"""What Paystack delivers and what the queue then does, one line each, on every fake joined."""

import json
from typing import Any

from shared.domain.webhook import Webhook, WebhookResult
from shared.usecases.process_webhook import process_webhook
from shared.usecases.receive_webhook import Reception, receive_webhook
from shared.usecases.replay_webhook import replay_webhook
from tests.support.fakes import FakeSignatures


def an_event(name: str, **data: Any) -> bytes:
    """Return the bytes of an event."""
    return json.dumps({"event": name, "data": data}).encode()


class Deliveries:
    """The part of `World` that Paystack reaches; what a method needs beyond its arguments is the world's."""

    clock: Any
    settle: Any
    refresh_refunds: Any
    refresh_dispute: Any
    webhooks: Any
    webhook_queue: Any
    signatures: Any = FakeSignatures()

    def receive(self, body: bytes, address: str = "", addresses: tuple[str, ...] = (), **over: Any) -> Reception:
        """Paystack delivers an event."""
        given = {"signature": FakeSignatures().sign(body)} | over
        reception, _ = receive_webhook(
            body,
            given["signature"],
            address,
            addresses=addresses,
            signatures=self.signatures,
            webhooks=self.webhooks,
            queue=self.webhook_queue,
            clock=self.clock,
        )
        return reception

    def process(self, webhook_id: str) -> WebhookResult | None:
        """The queue hands an event on."""
        return process_webhook(
            webhook_id,
            webhooks=self.webhooks,
            settle=self.settle,
            refresh_refunds=self.refresh_refunds,
            refresh_dispute=self.refresh_dispute,
            clock=self.clock,
        )

    def deliver(self, body: bytes) -> list[WebhookResult | None]:
        """Paystack delivers an event, and the queue hands everything on that waits."""
        self.receive(body)
        waiting, self.webhook_queue.queued[:] = list(self.webhook_queue.queued), []
        return [self.process(webhook_id) for webhook_id in waiting]

    def replay(self, webhook_id: str) -> Webhook:
        """Staff have an event processed once more."""
        return replay_webhook(webhook_id, webhooks=self.webhooks, queue=self.webhook_queue)
