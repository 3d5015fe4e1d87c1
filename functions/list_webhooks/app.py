"""GET /dukka/api/staff/webhooks/: what Paystack delivered, newest first, and what became of it."""

from shared import bootstrap, bootstrap_webhooks
from shared.api.pages import next_address
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.api.webhook_schemas import WEBHOOK_LIST, WEBHOOK_LIST_QUERY, present_webhook
from shared.ports import WebhookFilter
from shared.usecases.list_webhooks import list_webhooks

PATH = "/dukka/api/staff/webhooks/"
api = Api()


@api.endpoint(
    "GET",
    PATH,
    summary="List Paystack's events, newest first",
    query=WEBHOOK_LIST_QUERY,
    response=WEBHOOK_LIST,
    needs_staff=True,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_webhooks(
        request.query.get("limit", PAGE_SIZE),
        request.query.get("cursor"),
        WebhookFilter(request.query.get("state"), request.query.get("event")),
        webhooks=bootstrap_webhooks.webhooks(),
        clock=bootstrap.clock(),
    )
    body = {
        "next": next_address(request, PATH, page.next_before),
        "results": [present_webhook(webhook) for webhook in page.webhooks],
    }
    return Answer(200, body, log={"webhooks": len(page.webhooks)})


handler = api.handler
