"""POST /dukka/api/subscriptions/{id}/pause/: charge nothing until a date, or until it is resumed."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_requests import PAUSE_SUBSCRIPTION
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.pause_subscription import pause_subscription

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/pause/",
    summary="Charge nothing for a while",
    request=PAUSE_SUBSCRIPTION,
    response=SUBSCRIPTION,
    errors=(404, 409),
)
def pause(request: Request, subscription_id: str) -> Answer:
    """Answer it paused."""
    subscription = pause_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        request.body.get("until"),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(200, shown, log={"subscription_id": subscription.id})


handler = api.handler
