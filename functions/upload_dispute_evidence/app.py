"""POST /dukka/api/staff/disputes/{id}/evidence/: where the file with which a dispute is declined is put."""

from shared import bootstrap, bootstrap_books, bootstrap_paystack
from shared.api.dispute_schemas import EVIDENCE_FILE, EVIDENCE_UPLOAD
from shared.api.paths import dispute_id_in
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.upload_dispute_evidence import upload_dispute_evidence

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/disputes/<dispute_id>/evidence/",
    summary="Get the address at Paystack to PUT a file of evidence to",
    request=EVIDENCE_FILE,
    response=EVIDENCE_UPLOAD,
    needs_staff=True,
    errors=(404, 409, 502),
)
def upload(request: Request, dispute_id: str) -> Answer:
    """Answer the address, which is good for 30 minutes, and the name to decline the dispute with."""
    upload = upload_dispute_evidence(
        dispute_id_in(dispute_id),
        request.body["file_name"],
        disputes=bootstrap_paystack.disputes(),
        refresh=bootstrap_books.refresh_dispute_with_ports(),
        clock=bootstrap.clock(),
    )
    return Answer(200, {"upload_url": upload.url, "file_name": upload.file_name}, log={"dispute": int(dispute_id)})


handler = api.handler
