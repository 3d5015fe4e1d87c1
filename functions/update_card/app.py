"""POST /dukka/api/subscriptions/{id}/update-card/: give a subscription another card."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.presenters import present_checkout
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import CHECKOUT
from shared.api.subscription_requests import UPDATE_CARD
from shared.usecases.update_card import update_card

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/update-card/",
    summary="Give a subscription another card, by a small payment that is given back",
    status=201,
    request=UPDATE_CARD,
    response=CHECKOUT,
    errors=(404, 409, 502, 504),
)
def begin(request: Request, subscription_id: str) -> Answer:
    """Answer where the customer gives the card."""
    own_callback = bootstrap.settings().callback_url or f"{request.base_url}/dukka/api/callback/"
    payment = update_card(
        request.user_id,
        subscription_id_in(subscription_id),
        request.body.get("email", ""),
        request.body.get("callback_url") or own_callback,
        payments=bootstrap.payments(),
        subscriptions=bootstrap.subscriptions(),
        provider=bootstrap.provider(),
        clock=bootstrap.clock(),
    )
    return Answer(201, present_checkout(payment), log={"reference": payment.reference})


handler = api.handler
