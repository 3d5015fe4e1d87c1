"""What the endpoints about Paystack's events take and give."""

from typing import Any

from shared.api.fields import Choice, HttpUrl, Instant, Text, Whole
from shared.api.presenters import present_instant
from shared.api.schemas import MAX_PAGE_SIZE, PAGE_SIZE
from shared.api.structures import Many, Object
from shared.domain.webhook import Webhook, WebhookResult, WebhookState
from shared.usecases.receive_webhook import Reception

RECEIVED = Object(
    {"status": Choice(Reception, help="queued: it will be processed within seconds; known: it was processed before.")}
)
WEBHOOK = Object(
    {
        "id": Text(help="Made of the event's name, object, state and bytes: a repeated delivery has the same."),
        "event": Text(example="charge.success", help="Empty where the body was none."),
        "subject": Text(help="A reference, or Paystack's own name of what it is about; empty where it says none."),
        "status": Text(help="The state of its object, as it claims."),
        "state": Choice(WebhookState),
        "result": Choice(
            WebhookResult,
            nullable=True,
            help="settled, refreshed: Paystack was asked, and its answer is booked; not_ours: about something else "
            "on the same Paystack account; recorded: nothing depends on it; unknown: an event that Paystack does not "
            "document; unreadable: no event, or one that does not say what it is about.",
        ),
        "received_at": Instant(help="When it was first delivered."),
        "processed_at": Instant(nullable=True),
    }
)
WEBHOOK_LIST = Object(
    {
        "next": HttpUrl(
            nullable=True, help="Address of the next page; a page may be short, or empty, and yet have one."
        ),
        "results": Many(WEBHOOK, min_items=0, max_items=MAX_PAGE_SIZE),
    }
)
WEBHOOK_LIST_QUERY = Object(
    {
        "limit": Whole(
            required=False,
            minimum=1,
            maximum=MAX_PAGE_SIZE,
            help=f"Events a page: {PAGE_SIZE} if absent, at most {MAX_PAGE_SIZE}.",
        ),
        "cursor": Text(required=False, max_length=64, help="From the previous page's next."),
        "state": Choice(WebhookState, required=False),
        "event": Text(required=False, max_length=100, example="charge.success", help="A whole name."),
    }
)


def present_webhook(webhook: Webhook) -> dict[str, Any]:
    """An event as staff see it: not its bytes, which have the customer's address in them."""
    return {
        "id": webhook.id,
        "event": webhook.event,
        "subject": webhook.subject,
        "status": webhook.status,
        "state": webhook.state.value,
        "result": webhook.result.value if webhook.result else None,
        "received_at": present_instant(webhook.received_at),
        "processed_at": present_instant(webhook.processed_at) if webhook.processed_at else None,
    }
