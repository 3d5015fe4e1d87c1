"""POST /dukka/api/staff/payments/{user}/{id}/refunds/: give a payment, or a part of it, back."""

from shared import bootstrap
from shared.api.paths import payment_id_in, user_id_in
from shared.api.refund_schemas import REFUND_REQUEST, STAFF_REFUND
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.staff_refunds import present_staff_refund, refund_request_of
from shared.usecases.refund_payment import refund_payment

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/payments/<user_id>/<payment_id>/refunds/",
    summary="Refund a payment, or a part of it; repeatable with an Idempotency-Key header",
    status=201,
    request=REFUND_REQUEST,
    response=STAFF_REFUND,
    needs_staff=True,
    errors=(404, 409, 422, 502),
)
def refund(request: Request, user_id: str, payment_id: str) -> Answer:
    """Answer the refund: `requested` where Paystack has not said what became of it."""
    payment, made = refund_payment(
        user_id_in(user_id),
        payment_id_in(payment_id),
        refund_request_of(request),
        payments=bootstrap.payments(),
        refunds=bootstrap.refunds(),
        clock=bootstrap.clock(),
    )
    log = {"reference": payment.reference, "refund": made.id, "refund_status": made.status, "staff": request.user_id}
    return Answer(201, present_staff_refund(payment, made), log=dict(log))


handler = api.handler
