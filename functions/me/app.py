"""GET, PUT and PATCH /auth/users/me/: who the caller is, and the caller's address."""

from shared import bootstrap, bootstrap_accounts
from shared.api.account_schemas import UPDATE_ME, USER
from shared.api.presenters import present_user
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.usecases.me import me
from shared.usecases.update_me import update_me

api = Api()
_CHANGE = {"summary": "Change one's address", "request": UPDATE_ME, "response": USER, "tells_late": True}


@api.endpoint("GET", "/auth/users/me/", summary="Show oneself", response=USER)
def show(request: Request) -> Answer:
    """Answer the caller."""
    return Answer(200, present_user(me(request.user_id, users=bootstrap.users())))


@api.endpoint("PUT", "/auth/users/me/", **_CHANGE)
@api.endpoint("PATCH", "/auth/users/me/", **_CHANGE)
def change(request: Request) -> Answer:
    """Answer the caller as they are now."""
    user = update_me(
        request.user_id,
        **request.body,
        problems=request.problems,
        needs_activation=bootstrap.settings().needs_activation,
        users=bootstrap.users(),
        mails=bootstrap_accounts.mail_queue(),
    )
    return Answer(200, present_user(user), log={"user_id": user.id})


handler = api.handler
