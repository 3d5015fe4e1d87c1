"""POST /dukka/api/subscriptions/{id}/stop/: stop a subscription, now or when the paid period ends."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_requests import STOP_SUBSCRIPTION
from shared.api.subscription_schemas import STOPPED_SUBSCRIPTION
from shared.usecases.stop_subscription import stop_subscription

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/subscriptions/<subscription_id>/stop/",
    summary="Stop a subscription, now or when the paid period ends",
    request=STOP_SUBSCRIPTION,
    response=STOPPED_SUBSCRIPTION,
    errors=(404, 409),
)
def stop(request: Request, subscription_id: str) -> Answer:
    """Answer it stopped, or with the time at which it stops; a charge already under way is the last."""
    stopped = stop_subscription(
        request.user_id,
        subscription_id_in(subscription_id),
        at_period_end=request.body.get("at_period_end", False),
        forget_card=request.body.get("forget_card", False),
        subscriptions=bootstrap.subscriptions(),
        scheduler=bootstrap.schedule_remover(),
        provider=bootstrap.provider(),
    )
    shown = present_subscription(stopped.subscription, bootstrap.clock().now())
    body = shown | {"card_forgotten": stopped.is_card_forgotten}
    return Answer(200, body, log={"subscription_id": stopped.subscription.id})


handler = api.handler
