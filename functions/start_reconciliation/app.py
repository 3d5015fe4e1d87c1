"""POST /dukka/api/staff/reconciliations/: compare Paystack's books with ours over a window."""

from shared import bootstrap, bootstrap_books
from shared.api.present_reconciliation import present_run
from shared.api.reconciliation_schemas import RECONCILIATION, START_RECONCILIATION
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.start_reconciliation import start_reconciliation

api = Api()


@api.endpoint(
    "POST",
    "/dukka/api/staff/reconciliations/",
    summary="Compare Paystack's books with ours over a window; one of it that is under way is answered",
    status=202,
    request=START_RECONCILIATION,
    response=RECONCILIATION,
    needs_staff=True,
    errors=(409,),
)
def start(request: Request) -> Answer:
    """Answer the run as it begins, or stands."""
    run = start_reconciliation(
        request.user_id,
        request.body.get("from"),
        request.body.get("to"),
        store=bootstrap_books.reconciliations(),
        reconciler=bootstrap_books.reconciler(),
        clock=bootstrap.clock(),
    )
    return Answer(202, present_run(run), log={"run": run.id})


handler = api.handler
