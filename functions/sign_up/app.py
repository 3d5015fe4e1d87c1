"""POST /auth/users/: create a user."""

from shared import bootstrap
from shared.api.presenters import present_user
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import SIGN_UP, USER
from shared.usecases.sign_up import sign_up

api = Api()


@api.endpoint("POST", "/auth/users/", summary="Sign up", status=201, request=SIGN_UP, response=USER, needs_user=False)
def create(request: Request) -> Answer:
    """Answer the new user."""
    user = sign_up(
        **request.body,
        users=bootstrap.users(),
        passwords=bootstrap.passwords(),
        ids=bootstrap.ids(),
        clock=bootstrap.clock(),
    )
    return Answer(201, present_user(user), log={"user_id": user.id})


handler = api.handler
