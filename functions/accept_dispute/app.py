"""POST /dukka/api/staff/disputes/{id}/accept/: give in to a dispute, wholly or in part."""

from shared import bootstrap, bootstrap_books, bootstrap_paystack
from shared.api.dispute_schemas import ACCEPT_DISPUTE, DISPUTE
from shared.api.paths import dispute_id_in
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.staff_disputes import accepted_subunits_in, present_dispute
from shared.usecases.accept_dispute import accept_dispute

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/disputes/<dispute_id>/accept/",
    summary="Accept a dispute: the money, or a part of it, goes back",
    request=ACCEPT_DISPUTE,
    response=DISPUTE,
    needs_staff=True,
    errors=(404, 409, 502),
)
def accept(request: Request, dispute_id: str) -> Answer:
    """Answer the dispute as it stands then."""
    dispute = accept_dispute(
        dispute_id_in(dispute_id),
        request.body["message"],
        accepted_subunits_in(request.body),
        request.user_id,
        store=bootstrap_books.dispute_store(),
        disputes=bootstrap_paystack.disputes(),
        refresh=bootstrap_books.refresh_dispute_with_ports(),
        clock=bootstrap.clock(),
    )
    return Answer(200, present_dispute(dispute), log={"dispute": dispute.id, "staff": request.user_id})


handler = api.handler
