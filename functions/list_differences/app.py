"""GET /dukka/api/staff/differences/: what Paystack's books and ours do not agree on, whichever run found it."""

from shared import bootstrap_books
from shared.api.pages import next_address
from shared.api.present_reconciliation import present_difference
from shared.api.reconciliation_schemas import DIFFERENCE_LIST, DIFFERENCE_LIST_QUERY
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.usecases.list_differences import list_differences

PATH = "/dukka/api/staff/differences/"
api = Api()


@api.endpoint(
    "GET",
    PATH,
    summary="List what Paystack's books and ours do not agree on",
    query=DIFFERENCE_LIST_QUERY,
    response=DIFFERENCE_LIST,
    needs_staff=True,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_differences(
        request.query.get("limit", PAGE_SIZE),
        request.query.get("cursor", ""),
        request.query.get("status"),
        store=bootstrap_books.reconciliations(),
    )
    body = {
        "next": next_address(request, PATH, page.next_after),
        "results": [*map(present_difference, page.differences)],
    }
    return Answer(200, body, log={"differences": len(page.differences)})


handler = api.handler
