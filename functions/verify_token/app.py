"""POST /auth/jwt/verify/: tell whether a token is good."""

from shared import bootstrap
from shared.api.request import Request
from shared.api.rest import Answer, Api
from shared.api.schemas import NOTHING, TOKEN
from shared.usecases.verify_token import verify_token

api = Api()


@api.endpoint(
    "POST",
    "/auth/jwt/verify/",
    summary="Check a token of any kind",
    request=TOKEN,
    response=NOTHING,
    needs_user=False,
    errors=(401,),
)
def verify(request: Request) -> Answer:
    """Answer an empty object for a good token."""
    verify_token(**request.body, tokens=bootstrap.tokens())
    return Answer(200, {})


handler = api.handler
