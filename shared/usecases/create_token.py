"""Log a user in."""

from dataclasses import dataclass

from shared.domain.errors import NotAuthenticated
from shared.domain.user import normal_username
from shared.ports import PasswordHasher, Tokens, UserStore


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A short-lived access token and the refresh token that gets new ones."""

    access: str
    refresh: str


def create_token(
    username: str, password: str, *, users: UserStore, passwords: PasswordHasher, tokens: Tokens
) -> TokenPair:
    """Return tokens for the right password; raise NotAuthenticated otherwise, without telling which was wrong."""
    user = users.find_user(normal_username(username))
    matches = passwords.verify_password(password, user.password_hash if user else None)
    if user is None or not matches or not user.is_active:
        raise NotAuthenticated("No active account found with the given credentials")
    return TokenPair(access=tokens.issue(user.id, "access"), refresh=tokens.issue(user.id, "refresh"))
