"""POST /dukka/api/webhooks/paystack/: events that Paystack delivers."""

from shared import bootstrap, bootstrap_webhooks
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.webhook_schemas import RECEIVED
from shared.usecases.receive_webhook import receive_webhook

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/webhooks/paystack/",
    summary="Receive a signed event",
    response=RECEIVED,
    needs_user=False,
    errors=(401, 403, 413, 503),
)
def receive(request: Request) -> Answer:
    """Answer 200 once the event is kept and queued, so that Paystack stops delivering it."""
    reception, webhook = receive_webhook(
        request.raw_body,
        request.headers.get("x-paystack-signature", ""),
        request.source_ip,
        addresses=bootstrap.settings().webhook_addresses,
        signatures=bootstrap.signatures(),
        webhooks=bootstrap_webhooks.webhooks(),
        queue=bootstrap_webhooks.webhook_queue(),
        clock=bootstrap.clock(),
    )
    log: dict[str, object] = {"result": reception, "webhook_id": webhook.id, "event": webhook.event}
    return Answer(200, {"status": reception}, log=log)


handler = api.handler
bootstrap.warm_up(bootstrap.signatures, bootstrap_webhooks.webhooks, bootstrap_webhooks.webhook_queue)
