"""POST /dukka/api/initialize-payment/: begin a payment, one-time or the first of a subscription."""

from shared import bootstrap
from shared.api.orders import order_of
from shared.api.presenters import present_checkout
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import CHECKOUT, INITIALIZE_PAYMENT
from shared.usecases.initialize_payment import initialize_payment

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/initialize-payment/",
    summary="Begin a payment; repeatable with an Idempotency-Key header",
    status=201,
    request=INITIALIZE_PAYMENT,
    response=CHECKOUT,
    errors=(409, 422, 502, 504),
)
def begin(request: Request) -> Answer:
    """Answer where the customer pays."""
    own_callback = bootstrap.settings().callback_url or f"{request.base_url}/dukka/api/callback/"
    payment = initialize_payment(
        order_of(request, own_callback),
        payments=bootstrap.payments(),
        keys=bootstrap.idempotency(),
        provider=bootstrap.provider(),
        clock=bootstrap.clock(),
    )
    return Answer(201, present_checkout(payment), log={"reference": payment.reference})


handler = api.handler
bootstrap.warm_up(bootstrap.payments, bootstrap.idempotency, bootstrap.tokens, bootstrap.provider)
