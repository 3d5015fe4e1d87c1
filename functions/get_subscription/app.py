"""GET /dukka/api/subscriptions/{id}/: one subscription."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_schemas import SUBSCRIPTION
from shared.usecases.get_subscription import get_subscription

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/subscriptions/<subscription_id>/",
    summary="Show a subscription",
    response=SUBSCRIPTION,
    errors=(404,),
)
def get(request: Request, subscription_id: str) -> Answer:
    """Answer the subscription."""
    subscription = get_subscription(
        request.user_id, subscription_id_in(subscription_id), subscriptions=bootstrap.subscriptions()
    )
    shown = present_subscription(subscription, bootstrap.clock().now())
    return Answer(200, shown, log={"subscription_id": subscription.id})


handler = api.handler
