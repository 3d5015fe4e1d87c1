"""POST /auth/jwt/refresh/ and /api/token/refresh/: get a new access token."""

from shared import bootstrap
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import ACCESS, REFRESH
from shared.usecases.refresh_token import refresh_token

api = Api()
_DESCRIBED = {
    "summary": "Get a new access token",
    "request": REFRESH,
    "response": ACCESS,
    "needs_user": False,
    "errors": (401,),
}


@api.endpoint("POST", "/auth/jwt/refresh/", **_DESCRIBED)
@api.endpoint("POST", "/api/token/refresh/", **_DESCRIBED)
def refresh(request: Request) -> Answer:
    """Answer a new access token."""
    access = refresh_token(**request.body, users=bootstrap.users(), tokens=bootstrap.tokens())
    return Answer(200, {"access": access})


handler = api.handler
