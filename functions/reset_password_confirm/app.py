"""POST /auth/users/reset_password_confirm/: set a new password with the link of a mail."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import RESET_PASSWORD_CONFIRM
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.reset_password_confirm import reset_password_confirm

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/reset_password_confirm/",
    summary="Set a new password with the link of a mail; every refresh token is revoked",
    status=204,
    request=RESET_PASSWORD_CONFIRM,
    needs_user=False,
)
def confirm(request: Request) -> Answer:
    """Answer nothing."""
    reset_password_confirm(
        **request.body,
        users=bootstrap.users(),
        links=bootstrap_accounts.links(),
        passwords=bootstrap_accounts.passwords(),
        common_passwords=bootstrap_accounts.common_passwords(),
    )
    return Answer(204, "")


handler = api.handler
