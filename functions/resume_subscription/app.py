"""POST /dukka/api/subscriptions/{id}/resume/: end a pause, or take back a stop that was to come."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.resume_subscription import resume_subscription

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/resume/",
    summary="End a pause, or take back a stop at the end of the period",
    response=SUBSCRIPTION,
    errors=(404, 409),
)
def resume(request: Request, subscription_id: str) -> Answer:
    """Answer it as it goes on."""
    subscription = resume_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(200, shown, log={"subscription_id": subscription.id})


handler = api.handler
