"""GET /dukka/api/payments/{id}/: one payment, settled first when it is pending."""

from shared import bootstrap
from shared.api.paths import payment_id_in
from shared.api.presenters import present_payment
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAYMENT
from shared.usecases.get_payment import get_payment

api = Api()


@api.endpoint("GET", "/dukka/api/payments/<payment_id>/", summary="Show a payment", response=PAYMENT, errors=(404,))
def get(request: Request, payment_id: str) -> Answer:
    """Answer the payment."""
    payment = get_payment(
        request.user_id,
        payment_id_in(payment_id),
        payments=bootstrap.payments(),
        settle=bootstrap.settle_with_ports(),
    )
    return Answer(200, present_payment(payment), log={"reference": payment.reference})


handler = api.handler
bootstrap.warm_up(bootstrap.payments, bootstrap.tokens, bootstrap.settle_with_ports)
