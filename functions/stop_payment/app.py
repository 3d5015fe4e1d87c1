"""POST and GET /dukka/api/stop-payment/{id}/: stop the subscription that a payment belongs to."""

from shared import bootstrap
from shared.api.paths import payment_id_in
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import STOP
from shared.usecases.stop_payment import stop_payment

api = Api()
_DESCRIBED = {"summary": "Stop a subscription", "response": STOP, "errors": (404, 409)}


@api.endpoint("POST", "/dukka/api/stop-payment/<payment_id>/", **_DESCRIBED)
@api.endpoint("GET", "/dukka/api/stop-payment/<payment_id>/", **_DESCRIBED)
def stop(request: Request, payment_id: str) -> Answer:
    """Answer that nothing more will be charged."""
    stopped = stop_payment(
        request.user_id,
        payment_id_in(payment_id),
        payments=bootstrap.payments(),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.schedule_remover(),
        clock=bootstrap.clock(),
    )
    body = {
        "detail": "Automatic payment stopped.",
        "subscription": stopped.id,
        "status": stopped.status.value,
        "last_charge": str(stopped.in_flight.reference) if stopped.in_flight else None,
    }
    return Answer(200, body, log={"subscription_id": stopped.id})


handler = api.handler
bootstrap.warm_up(bootstrap.payments, bootstrap.subscriptions, bootstrap.tokens, bootstrap.schedule_remover)
