"""GET /dukka/api/staff/disputes/: disputes, newest first."""

from shared import bootstrap_books
from shared.api.dispute_schemas import DISPUTE_LIST, DISPUTE_QUERY
from shared.api.pages import next_address
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.api.staff_disputes import present_dispute
from shared.usecases.list_disputes import list_disputes

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/staff/disputes/",
    summary="List disputes, newest first",
    query=DISPUTE_QUERY,
    response=DISPUTE_LIST,
    needs_staff=True,
)
def show(request: Request) -> Answer:
    """Answer one page."""
    page = list_disputes(
        request.query.get("limit", PAGE_SIZE),
        request.query.get("cursor"),
        request.query.get("outcome"),
        store=bootstrap_books.dispute_store(),
    )
    following = next_address(request, "/dukka/api/staff/disputes/", page.next_before)
    results = [present_dispute(dispute) for dispute in page.disputes]
    return Answer(200, {"next": following, "results": results}, log={"disputes": len(results)})


handler = api.handler
