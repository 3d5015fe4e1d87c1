"""GET /dukka/api/payments-history/: the caller's payments, newest first, as JSON or CSV."""

from shared import bootstrap
from shared.api.pages import filter_in, limit_in, page_answer
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import LIST_QUERY, PAYMENT_LIST
from shared.usecases.list_payments import list_payments

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/payments-history/",
    summary="List one's payments, newest first",
    query=LIST_QUERY,
    response=PAYMENT_LIST,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_payments(
        request.user_id,
        limit_in(request.query),
        request.query.get("cursor"),
        filter_in(request.query),
        payments=bootstrap.payments(),
    )
    return page_answer(request, page)


handler = api.handler
bootstrap.warm_up(bootstrap.payments, bootstrap.tokens)
