"""POST /auth/jwt/create/ and /api/token/: log in."""

from shared import bootstrap
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import CREDENTIALS, TOKEN_PAIR
from shared.usecases.create_token import TokenPair, create_token

api = Api()


def _log_in(request: Request) -> TokenPair:
    return create_token(
        **request.body,
        users=bootstrap.users(),
        passwords=bootstrap.passwords(),
        tokens=bootstrap.tokens(),
    )


@api.endpoint(
    "POST",
    "/auth/jwt/create/",
    summary="Log in",
    request=CREDENTIALS,
    response=TOKEN_PAIR,
    needs_user=False,
    errors=(401,),
)
def create(request: Request) -> Answer:
    """Answer a refresh and an access token."""
    pair = _log_in(request)
    return Answer(200, {"refresh": pair.refresh, "access": pair.access})


@api.endpoint(
    "POST",
    "/api/token/",
    summary="Log in, for clients that read the access token as `token`",
    request=CREDENTIALS,
    response=TOKEN_PAIR,
    needs_user=False,
    errors=(401,),
)
def create_named_token(request: Request) -> Answer:
    """Answer the same tokens, the access token under its old name as well."""
    pair = _log_in(request)
    return Answer(200, {"refresh": pair.refresh, "access": pair.access, "token": pair.access})


handler = api.handler
