"""A user: somebody who can log in and pay."""

import base64
import re
import unicodedata
from dataclasses import dataclass, replace

MAX_USERNAME_LENGTH = 150
USERNAME = r"[\w.@+-]+"


@dataclass(frozen=True, slots=True)
class User:
    """A stored user; `created_at` in UTC epoch seconds.

    `token_generation` is raised in the same write as a new password hash: refresh tokens of an older one are dead.
    `awaits_activation` tells who is inactive until the address is confirmed from who was made so by somebody.
    """

    id: str
    username: str
    email: str
    password_hash: str
    created_at: int
    is_active: bool = True
    is_staff: bool = False
    token_generation: int = 0
    version: int = 0
    awaits_activation: bool = False


def normal_username(username: str) -> str:
    """Return the one spelling under which a user name is stored and looked up (NFKC, as Django does)."""
    return unicodedata.normalize("NFKC", username)


def account_name(username: str) -> str:
    """Return the one spelling of what somebody logs in with, a user name or an address, to count attempts by."""
    name = normal_username(username)
    return unique_email(name) if "@" in name else name


def shown_email(email: str) -> str:
    """Return an address as it is stored and shown: its domain in lower case, as Django does."""
    name, _, domain = email.rpartition("@")
    return f"{name}@{domain.lower()}"


def unique_email(email: str) -> str:
    """Return the one spelling under which an address is unique: without regard to case."""
    return email.lower()


def is_username(name: str) -> bool:
    """Whether a name, in its one spelling, is one that a user may have (`USERNAME`, at most 150 characters)."""
    return len(name) <= MAX_USERNAME_LENGTH and bool(re.fullmatch(USERNAME, name))


def password_attributes(username: str, email: str) -> dict[str, str]:
    """Return what a password may not be like, by the names that people are told."""
    return {"username": username, "email address": email}


def with_password(user: User, password_hash: str) -> User:
    """Return the user with another password: every refresh token so far is dead."""
    return replace(user, password_hash=password_hash, token_generation=user.token_generation + 1)


def uid_of(user_id: str) -> str:
    """Return a user's id as links carry it: base64url without padding, as Djoser does."""
    return base64.urlsafe_b64encode(user_id.encode()).rstrip(b"=").decode()


def user_id_in(uid: str) -> str | None:
    """Return the user id that a link carries; None for what cannot be one."""
    try:
        user_id = base64.urlsafe_b64decode(uid.encode() + b"=" * (-len(uid) % 4)).decode()
    except ValueError:
        return None
    return user_id if re.fullmatch(r"[a-z2-7]{20}", user_id) else None
