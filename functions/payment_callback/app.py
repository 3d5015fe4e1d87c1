"""GET /dukka/api/callback/: where Paystack sends customers back to."""

from shared import bootstrap
from shared.api.receipt import RECEIPT_HEADERS, receipt_page
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import CALLBACK_QUERY
from shared.usecases.payment_callback import payment_callback

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/callback/",
    summary="Settle a payment and show its receipt",
    query=CALLBACK_QUERY,
    needs_user=False,
    errors=(404,),
    content_type="text/html; charset=utf-8",
)
def receive(request: Request) -> Answer:
    """Answer the receipt page."""
    reference = request.query.get("reference") or request.query.get("trxref") or ""
    payment = payment_callback(reference, settle=bootstrap.settle_with_ports())
    return Answer(
        200,
        receipt_page(payment),
        content_type="text/html; charset=utf-8",
        headers=RECEIPT_HEADERS,
        log={"reference": payment.reference, "payment_status": payment.status},
    )


handler = api.handler
bootstrap.warm_up(bootstrap.settle_with_ports)
