"""POST /dukka/api/webhooks/paystack/: events that Paystack delivers."""

from shared import bootstrap
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import RECEIVED
from shared.usecases.receive_webhook import receive_webhook

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/webhooks/paystack/",
    summary="Receive a signed event",
    response=RECEIVED,
    needs_user=False,
    errors=(401, 502),
)
def receive(request: Request) -> Answer:
    """Answer 200 once the event has done its work, so that Paystack stops delivering it."""
    result = receive_webhook(
        request.raw_body,
        request.headers.get("x-paystack-signature", ""),
        signatures=bootstrap.signatures(),
        settle=bootstrap.settle_with_ports(),
    )
    return Answer(200, {"status": result}, log={"result": result})


handler = api.handler
bootstrap.warm_up(bootstrap.signatures, bootstrap.settle_with_ports)
