"""Get a new access token."""

from shared.domain.errors import NotAuthenticated
from shared.ports import Tokens, UserStore


def refresh_token(refresh: str, *, users: UserStore, tokens: Tokens) -> str:
    """Return a new access token; raise NotAuthenticated for a bad token or a user who is gone or inactive."""
    user_id = tokens.read(refresh, "refresh")
    user = users.get_user(user_id)
    if user is None or not user.is_active:
        raise NotAuthenticated("No active account found for the given token.", "no_active_account")
    return tokens.issue(user_id, "access")
