"""GET /dukka/api/staff/reconciliations/{id}/: a comparison of the books, with what it found in pages."""

from shared import bootstrap_books
from shared.api.pages import next_address
from shared.api.paths import run_id_in
from shared.api.present_reconciliation import present_difference, present_run
from shared.api.reconciliation_schemas import FOUND_QUERY, RECONCILIATION_IN_FULL
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import PAGE_SIZE
from shared.usecases.get_reconciliation import get_reconciliation

api = Api()


@api.endpoint(
    "GET",
    "/dukka/api/staff/reconciliations/<run_id>/",
    summary="Show a comparison of the books, its figures and what it found",
    query=FOUND_QUERY,
    response=RECONCILIATION_IN_FULL,
    needs_staff=True,
    errors=(404,),
)
def get(request: Request, run_id: str) -> Answer:
    """Answer the run, and one page of its differences as they stand now."""
    run, page = get_reconciliation(
        run_id_in(run_id),
        request.query.get("limit", PAGE_SIZE),
        request.query.get("cursor", ""),
        store=bootstrap_books.reconciliations(),
    )
    path = f"/dukka/api/staff/reconciliations/{run.id}/"
    found = {
        "next": next_address(request, path, page.next_after),
        "results": [*map(present_difference, page.differences)],
    }
    return Answer(200, present_run(run) | {"found": found}, log={"run": run.id})


handler = api.handler
