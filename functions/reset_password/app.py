"""POST /auth/users/reset_password/: ask for a mail with which a password can be set anew."""

from shared import bootstrap_accounts
from shared.api.account_schemas import EMAIL_ADDRESS
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.reset_password import reset_password

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/reset_password/",
    summary="Ask for a mail to set a new password; the answer is the same whoever has the address",
    status=204,
    request=EMAIL_ADDRESS,
    needs_user=False,
    errors=(503,),
)
def ask(request: Request) -> Answer:
    """Answer nothing."""
    reset_password(
        **request.body,
        address=request.source_ip,
        throttle=bootstrap_accounts.throttle(),
        mails=bootstrap_accounts.mail_queue(),
    )
    return Answer(204, "")


handler = api.handler
