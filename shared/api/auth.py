"""Who is calling: `Authorization: JWT <access token>`, or `Bearer`."""

from shared import bootstrap
from shared.domain.errors import NotAuthenticated

_PREFIXES = frozenset({"JWT", "Bearer"})
_PARTS = 2


def authenticate(authorization: str) -> str:
    """Return the user id of the access token in the header; raise NotAuthenticated with the old API's words."""
    parts = authorization.split()
    if not parts or parts[0] not in _PREFIXES:
        raise NotAuthenticated("Authentication credentials were not provided.")
    if len(parts) != _PARTS:
        raise NotAuthenticated(
            "Authorization header must contain two space-delimited values", "bad_authorization_header"
        )
    try:
        return bootstrap.tokens().read(parts[1], "access")
    except NotAuthenticated as error:
        if error.detail == "Token contained no recognizable user identification":
            raise
        raise NotAuthenticated(
            "Given token not valid for any token type",
            "token_not_valid",
            [{"token_class": "AccessToken", "token_type": "access", "message": error.detail}],
        ) from error
