"""POST /auth/jwt/verify/ and /api/token/verify/: tell whether a token is good."""

from shared import bootstrap, bootstrap_accounts
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import NOTHING, TOKEN
from shared.usecases.verify_token import verify_token

api = Api()
_DESCRIBED = {
    "summary": "Check a token of any kind",
    "request": TOKEN,
    "response": NOTHING,
    "needs_user": False,
    "errors": (401,),
}


@api.endpoint("POST", "/auth/jwt/verify/", **_DESCRIBED)
@api.endpoint("POST", "/api/token/verify/", **_DESCRIBED)
def verify(request: Request) -> Answer:
    """Answer an empty object for a good token."""
    verify_token(
        **request.body, users=bootstrap.users(), families=bootstrap_accounts.families(), tokens=bootstrap.tokens()
    )
    return Answer(200, {})


handler = api.handler
