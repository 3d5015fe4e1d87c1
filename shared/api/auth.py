"""Who is calling: `Authorization: JWT <access token>`, or `Bearer`."""

from shared import bootstrap
from shared.domain.errors import NotAuthenticated, PermissionDenied
from shared.domain.token import ACCESS, STAFF, Token

_PREFIXES = frozenset({"JWT", "Bearer"})
_PARTS = 2
NOT_PROVIDED = "Authentication credentials were not provided."


def authenticate(authorization: str) -> Token:
    """Return what the access token in the header says; raise NotAuthenticated with the old API's words."""
    parts = authorization.split()
    if not has_credentials(authorization):
        raise NotAuthenticated(NOT_PROVIDED)
    if len(parts) != _PARTS:
        raise NotAuthenticated(
            "Authorization header must contain two space-delimited values", "bad_authorization_header"
        )
    try:
        return bootstrap.tokens().read(parts[1], ACCESS)
    except NotAuthenticated as error:
        if error.detail == "Token contained no recognizable user identification":
            raise
        raise NotAuthenticated(
            "Given token not valid for any token type",
            "token_not_valid",
            [{"token_class": "AccessToken", "token_type": "access", "message": error.detail}],
        ) from error


def has_credentials(authorization: str) -> bool:
    """Whether the header holds credentials of ours, good or bad."""
    return authorization.split()[:1] in ([prefix] for prefix in _PREFIXES)


def require_staff(token: Token) -> None:
    """Return for a caller who claims to be staff and is at this moment; raise PermissionDenied."""
    user = bootstrap.users().get_user(token.user_id) if token.role == STAFF else None
    if user is None or not (user.is_staff and user.is_active):
        raise PermissionDenied
