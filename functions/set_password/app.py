"""POST /auth/users/set_password/: change one's password."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import SET_PASSWORD
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.password_check import PasswordCheck
from shared.usecases.set_password import set_password

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/set_password/",
    summary="Change one's password; every refresh token is revoked",
    status=204,
    request=SET_PASSWORD,
    tells_late=True,
    errors=(409,),
)
def change(request: Request) -> Answer:
    """Answer nothing."""
    set_password(
        request.user_id,
        **request.body,
        problems=request.problems,
        users=bootstrap.users(),
        check=PasswordCheck(bootstrap_accounts.passwords(), bootstrap_accounts.throttle(), request.source_ip),
        common_passwords=bootstrap_accounts.common_passwords(),
    )
    return Answer(204, "", log={"user_id": request.user_id})


handler = api.handler
