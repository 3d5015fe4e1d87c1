"""POST /auth/users/: create a user."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import SIGN_UP, USER
from shared.api.presenters import present_user
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.sign_up import NewUser, sign_up

api = Api()


@api.endpoint(
    "POST",
    "/auth/users/",
    summary="Sign up",
    status=201,
    request=SIGN_UP,
    response=USER,
    needs_user=False,
    tells_late=True,
)
def create(request: Request) -> Answer:
    """Answer the new user."""
    user = sign_up(
        NewUser(**request.body, problems=request.problems),
        needs_activation=bootstrap.settings().needs_activation,
        address=request.source_ip,
        users=bootstrap.users(),
        mails=bootstrap_accounts.mail_queue(),
        passwords=bootstrap_accounts.passwords(),
        common_passwords=bootstrap_accounts.common_passwords(),
        throttle=bootstrap_accounts.throttle(),
        ids=bootstrap.ids(),
        clock=bootstrap.clock(),
    )
    return Answer(201, present_user(user), log={"user_id": user.id})


handler = api.handler
