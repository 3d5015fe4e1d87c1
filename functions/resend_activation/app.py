"""POST /auth/users/resend_activation/: ask once more for the mail with which an account is opened."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import EMAIL_ADDRESS
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.resend_activation import resend_activation

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/resend_activation/",
    summary="Ask once more for the mail that opens an account; 400 with no body where none is needed",
    status=204,
    request=EMAIL_ADDRESS,
    needs_user=False,
    errors=(503,),
)
def resend(request: Request) -> Answer:
    """Answer nothing."""
    resend_activation(
        **request.body,
        address=request.source_ip,
        needs_activation=bootstrap.settings().needs_activation,
        throttle=bootstrap_accounts.throttle(),
        mails=bootstrap_accounts.mail_queue(),
    )
    return Answer(204, "")


handler = api.handler
