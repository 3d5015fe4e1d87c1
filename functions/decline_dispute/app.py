"""POST /dukka/api/staff/disputes/{id}/decline/: keep the money, with evidence."""

from shared import bootstrap, bootstrap_books, bootstrap_paystack
from shared.api.dispute_schemas import DECLINE_DISPUTE, DISPUTE
from shared.api.paths import dispute_id_in
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.staff_disputes import evidence_in, present_dispute
from shared.usecases.decline_dispute import decline_dispute

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/disputes/<dispute_id>/decline/",
    summary="Decline a dispute, with a file that was uploaded to the address from evidence/",
    request=DECLINE_DISPUTE,
    response=DISPUTE,
    needs_staff=True,
    errors=(404, 409, 502, 504),
)
def decline(request: Request, dispute_id: str) -> Answer:
    """Answer the dispute as it stands then."""
    dispute = decline_dispute(
        dispute_id_in(dispute_id),
        request.body["message"],
        request.body["file_name"],
        evidence_in(request.body),
        request.user_id,
        store=bootstrap_books.dispute_store(),
        disputes=bootstrap_paystack.disputes(),
        refresh=bootstrap_books.refresh_dispute_with_ports(),
        clock=bootstrap.clock(),
    )
    return Answer(200, present_dispute(dispute), log={"dispute": dispute.id, "staff": request.user_id})


handler = api.handler
