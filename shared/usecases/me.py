"""Show the caller who they are."""

from shared.domain.errors import NotAuthenticated
from shared.domain.user import User
from shared.ports import UserStore


def me(user_id: str, *, users: UserStore) -> User:
    """Return the caller; raise NotAuthenticated when the account is gone or inactive."""
    user = users.get_user(user_id)
    if user is None:
        raise NotAuthenticated("User not found", "user_not_found")
    if not user.is_active:
        raise NotAuthenticated("User is inactive", "user_inactive")
    return user
