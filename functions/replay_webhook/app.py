"""POST /dukka/api/staff/webhooks/{id}/replay/: have an event processed once more."""

from shared import bootstrap_webhooks
from shared.api.paths import webhook_id_in
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.webhook_schemas import WEBHOOK, present_webhook
from shared.usecases.replay_webhook import replay_webhook

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/webhooks/<webhook_id>/replay/",
    summary="Have an event of Paystack's processed once more",
    status=202,
    response=WEBHOOK,
    needs_staff=True,
    errors=(404, 409, 503),
)
def replay(request: Request, webhook_id: str) -> Answer:
    """Answer it as it waits again."""
    webhook = replay_webhook(
        webhook_id_in(webhook_id), webhooks=bootstrap_webhooks.webhooks(), queue=bootstrap_webhooks.webhook_queue()
    )
    return Answer(202, present_webhook(webhook), log={"webhook_id": webhook.id, "by": request.user_id})


handler = api.handler
