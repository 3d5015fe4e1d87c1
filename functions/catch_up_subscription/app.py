"""POST /dukka/api/subscriptions/{id}/catch-up/: choose what becomes of missed periods."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_requests import CATCH_UP_SUBSCRIPTION
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.catch_up_subscription import catch_up_subscription

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/catch-up/",
    summary="Choose what becomes of missed periods",
    request=CATCH_UP_SUBSCRIPTION,
    response=SUBSCRIPTION,
    errors=(404, 409),
)
def catch_up(request: Request, subscription_id: str) -> Answer:
    """Answer it as it goes on: what is charged now is seen a moment later."""
    subscription = catch_up_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        request.body["choice"],
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        queue=bootstrap.charge_queue(),
        clock=bootstrap.clock(),
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(200, shown, log={"subscription_id": subscription.id})


handler = api.handler
