"""GET /dukka/api/subscriptions/{id}/upcoming/: what will be charged next, and when."""

from shared import bootstrap
from shared.api.paths import subscription_id_in
from shared.api.present_subscription import present_upcoming
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.subscription_requests import DEFAULT_UPCOMING, UPCOMING_QUERY
from shared.api.subscription_schemas import UPCOMING_CHARGES
from shared.usecases.list_upcoming_charges import list_upcoming_charges

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/subscriptions/<subscription_id>/upcoming/",
    summary="List the next charges of a subscription",
    query=UPCOMING_QUERY,
    response=UPCOMING_CHARGES,
    errors=(404,),
)
def show(request: Request, subscription_id: str) -> Answer:
    """Answer the charges, the next one first."""
    number = subscription_id_in(subscription_id)
    charges = list_upcoming_charges(
        request.user_id,
        number,
        request.query.get("count", DEFAULT_UPCOMING),
        subscriptions=bootstrap.subscriptions(),
        clock=bootstrap.clock(),
    )
    return Answer(200, present_upcoming(number, charges), log={"subscription_id": number})


handler = api.handler
