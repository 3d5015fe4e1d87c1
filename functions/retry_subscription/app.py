"""POST /dukka/api/subscriptions/{id}/retry/: try what is owed once more."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.retry_subscription import retry_subscription

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/retry/",
    summary="Try what is owed once more, at once",
    status=202,
    response=SUBSCRIPTION,
    errors=(404, 409),
)
def retry(request: Request, subscription_id: str) -> Answer:
    """Answer that it is being tried: what comes of it is seen a moment later."""
    subscription = retry_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        queue=bootstrap.charge_queue(),
        clock=bootstrap.clock(),
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(202, shown, log={"subscription_id": subscription.id})


handler = api.handler
