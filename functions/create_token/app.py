"""POST /auth/jwt/create/ and /api/token/: log in."""

from shared import bootstrap, bootstrap_accounts
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import CREDENTIALS, TOKEN_PAIR
from shared.domain.client import Client
from shared.domain.token import TokenPair
from shared.usecases.create_token import create_token

api = Api()
_DESCRIBED = {"request": CREDENTIALS, "response": TOKEN_PAIR, "needs_user": False, "errors": (401,)}


def _log_in(request: Request) -> TokenPair:
    return create_token(
        **request.body,
        client=Client(request.source_ip, request.user_agent),
        users=bootstrap.users(),
        passwords=bootstrap_accounts.passwords(),
        tokens=bootstrap.tokens(),
        families=bootstrap_accounts.families(),
        throttle=bootstrap_accounts.throttle(),
        devices=bootstrap_accounts.devices(),
    )


@api.endpoint("POST", "/auth/jwt/create/", summary="Log in, by user name or by e-mail", **_DESCRIBED)
def create(request: Request) -> Answer:
    """Answer a refresh and an access token."""
    pair = _log_in(request)
    return Answer(200, {"refresh": pair.refresh, "access": pair.access})


@api.endpoint(
    "POST", "/api/token/", summary="Log in, for clients that read the access token as `token`", **_DESCRIBED
)
def create_named_token(request: Request) -> Answer:
    """Answer the same tokens, the access token under its old name as well."""
    pair = _log_in(request)
    return Answer(200, {"refresh": pair.refresh, "access": pair.access, "token": pair.access})


handler = api.handler
bootstrap.warm_up(bootstrap.users, bootstrap_accounts.passwords, bootstrap.tokens, bootstrap_accounts.throttle)
