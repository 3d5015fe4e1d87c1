"""POST /dukka/api/staff/differences/{id}/resolve/: note that somebody has looked at a difference."""

from shared import bootstrap, bootstrap_books
from shared.api.paths import difference_id_in
from shared.api.present_reconciliation import present_difference
from shared.api.reconciliation_schemas import DIFFERENCE, RESOLVE_DIFFERENCE
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.resolve_difference import resolve_difference

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/differences/<difference_id>/resolve/",
    summary="Note what came of a difference between the books",
    request=RESOLVE_DIFFERENCE,
    response=DIFFERENCE,
    needs_staff=True,
    errors=(404, 409),
)
def resolve(request: Request, difference_id: str) -> Answer:
    """Answer it resolved."""
    difference = resolve_difference(
        request.user_id,
        difference_id_in(difference_id),
        request.body["note"],
        store=bootstrap_books.reconciliations(),
        clock=bootstrap.clock(),
    )
    return Answer(200, present_difference(difference), log={"difference": difference.id})


handler = api.handler
