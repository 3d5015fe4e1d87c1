"""POST /auth/jwt/refresh/ and /api/token/refresh/: get new tokens for a refresh token."""

from shared import bootstrap, bootstrap_accounts
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import NEXT_TOKEN_PAIR, REFRESH
from shared.domain.client import Client
from shared.usecases.refresh_token import refresh_token

api = Api()
_DESCRIBED = {
    "summary": "Get a new access token, and the next refresh token",
    "request": REFRESH,
    "response": NEXT_TOKEN_PAIR,
    "needs_user": False,
    "errors": (401,),
}


@api.endpoint("POST", "/auth/jwt/refresh/", **_DESCRIBED)
@api.endpoint("POST", "/api/token/refresh/", **_DESCRIBED)
def refresh(request: Request) -> Answer:
    """Answer both new tokens."""
    pair = refresh_token(
        **request.body,
        client=Client(request.source_ip, request.user_agent),
        arrived_at=request.arrived_at,
        users=bootstrap.users(),
        families=bootstrap_accounts.families(),
        tokens=bootstrap.tokens(),
    )
    return Answer(200, {"access": pair.access, "refresh": pair.refresh})


handler = api.handler
