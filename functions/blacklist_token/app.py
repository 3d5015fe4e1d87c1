"""POST /auth/jwt/blacklist/ and /api/token/blacklist/: log out."""

from shared import bootstrap, bootstrap_accounts
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import NOTHING, REFRESH
from shared.usecases.blacklist_token import blacklist_token

api = Api()
_DESCRIBED = {
    "summary": "Log out: end a refresh token and all that follow it",
    "request": REFRESH,
    "response": NOTHING,
    "needs_user": False,
    "errors": (401,),
}


@api.endpoint("POST", "/auth/jwt/blacklist/", **_DESCRIBED)
@api.endpoint("POST", "/api/token/blacklist/", **_DESCRIBED)
def blacklist(request: Request) -> Answer:
    """Answer an empty object."""
    blacklist_token(**request.body, families=bootstrap_accounts.families(), tokens=bootstrap.tokens())
    return Answer(200, {})


handler = api.handler
