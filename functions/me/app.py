"""GET /auth/users/me/: who the caller is."""

from shared import bootstrap
from shared.api.presenters import present_user
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import USER
from shared.usecases.me import me

api = Api()


@api.endpoint("GET", "/auth/users/me/", summary="Show oneself", response=USER)
def show(request: Request) -> Answer:
    """Answer the caller."""
    return Answer(200, present_user(me(request.user_id, users=bootstrap.users())))


handler = api.handler
