"""GET /dukka/api/subscriptions/: the caller's subscriptions, newest first."""

from shared import bootstrap
from shared.api.pages import next_address
from shared.api.present_subscription import present_subscription
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.api.subscription_requests import SUBSCRIPTION_LIST_QUERY
from shared.api.subscription_schemas import SUBSCRIPTION_LIST
from shared.usecases.list_subscriptions import list_subscriptions

PATH = "/dukka/api/subscriptions/"
api = Api()


@api.endpoint(
    "GET",
    PATH,
    summary="List one's subscriptions, newest first",
    query=SUBSCRIPTION_LIST_QUERY,
    response=SUBSCRIPTION_LIST,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_subscriptions(
        request.user_id,
        request.query.get("limit", PAGE_SIZE),
        request.query.get("cursor"),
        subscriptions=bootstrap.subscriptions(),
    )
    now = bootstrap.clock().now()
    body = {
        "next": next_address(request, PATH, page.next_before),
        "results": [present_subscription(subscription, now) for subscription in page.subscriptions],
    }
    return Answer(200, body, log={"subscriptions": len(page.subscriptions)})


handler = api.handler
