"""PATCH /dukka/api/subscriptions/{id}/: change what is charged, or when."""

from shared import bootstrap
from shared.api.changes import change_of
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_requests import CHANGE_SUBSCRIPTION
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.change_subscription import change_subscription

api = Api()


@api.endpoint(
    "PATCH",
    "/dukka/api/subscriptions/<subscription_id>/",
    summary="Change what a subscription charges, or when",
    request=CHANGE_SUBSCRIPTION,
    response=SUBSCRIPTION,
    errors=(404, 409),
)
def change(request: Request, subscription_id: str) -> Answer:
    """Answer it with the new terms: those of its open period, or those to come."""
    subscription = change_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        change_of(request.body),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(200, shown, log={"subscription_id": subscription.id})


handler = api.handler
