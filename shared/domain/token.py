"""Access and refresh tokens: what they say, and the families in which refresh tokens follow each other.

A login begins a family with one refresh token. Each refresh replaces that token by its successor, so that one token
of a family is good at a time. A replaced token that comes again was used by two: the family ends, for both (RFC 9700,
4.14.2). A family that is not stored has ended.
"""

import hmac
from dataclasses import dataclass, replace
from enum import Enum, auto

from shared.domain.user import User

ACCESS, REFRESH = "access", "refresh"
STAFF = "staff"
RETRY_SECONDS = 10
"""For which a replaced token gets its successor again, for the client that replaced it."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a valid token says; `kind` is `access` or `refresh`, `role` is `staff` or empty."""

    user_id: str
    kind: str
    jti: str
    family: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A short-lived access token and the refresh token that gets new ones, both signed."""

    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a new refresh token has of its own: its id, and its times in UTC epoch seconds."""

    jti: str
    issued_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class RefreshFamily:
    """A login that lives on: its refresh token (`jti`, `issued_at`, `expires_at`) and the one before.

    `generation` is the user's when they logged in; `replaced_by` is the mark of the client that got the present token
    for the previous one.
    """

    user_id: str
    id: str
    generation: int
    jti: str
    issued_at: int
    expires_at: int
    previous_jti: str = ""
    replaced_by: str = ""
    version: int = 0


class Presented(Enum):
    """What a refresh token is to its family."""

    CURRENT = auto()
    """The one that is good."""
    REPEATED = auto()
    """Replaced a moment ago, by this client: its answer was lost, or it asked more than once."""
    REUSED = auto()
    """Replaced: somebody has a copy."""


def begun(user: User, stamp: Stamp) -> RefreshFamily:
    """Return the family of a new login; it has the id of its first token."""
    return RefreshFamily(
        user.id, stamp.jti, user.token_generation, stamp.jti, stamp.issued_at, expires_at=stamp.expires_at
    )


def rotated(family: RefreshFamily, stamp: Stamp, mark: str) -> RefreshFamily:
    """Return the family with its token replaced, by the client of that mark."""
    return replace(
        family,
        jti=stamp.jti,
        issued_at=stamp.issued_at,
        expires_at=stamp.expires_at,
        previous_jti=family.jti,
        replaced_by=mark,
    )


def presented(family: RefreshFamily, jti: str, mark: str, arrived_at: int) -> Presented:
    """Return what the token `jti`, sent by the client of that mark and arrived at that time, is to its family."""
    if jti == family.jti:
        return Presented.CURRENT
    is_recent = jti == family.previous_jti != "" and arrived_at <= family.issued_at + RETRY_SECONDS
    if is_recent and hmac.compare_digest(mark, family.replaced_by):
        return Presented.REPEATED
    return Presented.REUSED


def is_alive(family: RefreshFamily, user: User | None) -> bool:
    """Whether the family's user is there and active, and has kept the password they logged in with."""
    return user is not None and user.is_active and family.generation == user.token_generation


def role_of(user: User) -> str:
    """Return the role that a user's access tokens claim."""
    return STAFF if user.is_staff else ""
