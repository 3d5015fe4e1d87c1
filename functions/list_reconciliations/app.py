"""GET /dukka/api/staff/reconciliations/: comparisons of the books, newest first."""

from shared import bootstrap_books
from shared.api.pages import next_address
from shared.api.present_reconciliation import present_run
from shared.api.reconciliation_schemas import RECONCILIATION_LIST, RECONCILIATION_LIST_QUERY
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.usecases.list_reconciliations import list_reconciliations

PATH = "/dukka/api/staff/reconciliations/"
api = Api()


@api.endpoint(
    "GET",
    PATH,
    summary="List comparisons of the books, newest first",
    query=RECONCILIATION_LIST_QUERY,
    response=RECONCILIATION_LIST,
    needs_staff=True,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_reconciliations(
        request.query.get("limit", PAGE_SIZE), request.query.get("cursor"), store=bootstrap_books.reconciliations()
    )
    body = {"next": next_address(request, PATH, page.next_before), "results": [*map(present_run, page.runs)]}
    return Answer(200, body, log={"runs": len(page.runs)})


handler = api.handler
