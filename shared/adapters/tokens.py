"""JSON Web Tokens as the old API made them: HS256, claims `token_type`, `exp`, `iat`, `jti`, `user_id`.

Added are `family` in refresh tokens and `role` in the access tokens of staff. The header names the key (`kid`, from
the key's own hash), so that a rotated key still checks older tokens.
"""

import hashlib
import uuid
from collections.abc import Callable

import jwt

from shared.adapters.keyring import Keyring
from shared.domain.errors import NotAuthenticated
from shared.domain.token import ACCESS, REFRESH, RefreshFamily, Stamp, Token
from shared.ports import Clock

ALGORITHM = "HS256"
MAX_LENGTH = 2_048
"""Characters of a token; ours have about 350. Nothing longer is looked into."""
CLOCK_SKEW = 5
"""Seconds by which the clock of the machine that made a token may be ahead of ours."""
_SIGNATURE_ONLY = {
    f"verify_{claim}": False for claim in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")
}  # times are checked below, against our own clock; the others are not ours


class JwtTokens:
    """Implements `shared.ports.Tokens`; `lifetime` gives the seconds of a kind."""

    def __init__(self, keyring: Keyring, lifetime: Callable[[str], int], clock: Clock) -> None:
        self._keyring = keyring
        self._lifetime = lifetime
        self._clock = clock

    def issue_access(self, user_id: str, role: str = "") -> str:
        """Return a new signed access token."""
        now = self._clock.now()
        added = {"role": role} if role else {}
        return self._sign(ACCESS, now, now + self._lifetime(ACCESS), uuid.uuid4().hex, user_id, added)

    def issue_refresh(self, family: RefreshFamily) -> str:
        """Return the family's refresh token, signed with the current key."""
        added = {"family": family.id}
        return self._sign(REFRESH, family.issued_at, family.expires_at, family.jti, family.user_id, added)

    def new_stamp(self) -> Stamp:
        """Return id and times for a refresh token that begins now."""
        now = self._clock.now()
        return Stamp(jti=uuid.uuid4().hex, issued_at=now, expires_at=now + self._lifetime(REFRESH))

    def _sign(self, kind: str, begins: int, ends: int, jti: str, user_id: str, added: dict[str, str]) -> str:
        claims = {"token_type": kind, "exp": ends, "iat": begins, "jti": jti, "user_id": user_id} | added
        key = self._keyring.current
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id(key)})

    def read(self, token: str, kind: str | None = None) -> Token:
        """Return what a valid token says; raise NotAuthenticated with the old API's words otherwise."""
        claims = self._signed_claims(token)
        self._check_times(claims)
        if not _text(claims, "jti"):
            raise _not_valid("Token has no id")
        if kind is not None:
            _check_kind(claims, kind)
        names = ("user_id", "token_type", "jti", "family", "role")
        user_id, its_kind, jti, family, role = (_text(claims, name) for name in names)
        return Token(user_id, its_kind, jti, family, role)

    def _signed_claims(self, token: str) -> dict[str, object]:
        """Return the claims of a token that is signed with a key of ours, by the one algorithm."""
        if len(token) > MAX_LENGTH or not token.isascii():
            raise _not_valid("Token is invalid")
        try:
            header = jwt.get_unverified_header(token)
            key = next((key for key in self._keyring.all if key_id(key) == header.get("kid")), None)
            if key is None or header.get("typ") != "JWT":
                raise _not_valid("Token is invalid")
            claims: dict[str, object] = jwt.decode(token, key, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY)  # type: ignore[arg-type]
        except jwt.PyJWTError as error:
            raise _not_valid("Token is invalid") from error
        return claims

    def _check_times(self, claims: dict[str, object]) -> None:
        now = self._clock.now()
        for claim in ("iat", "nbf"):
            if claim in claims and _whole(claims[claim]) > now + CLOCK_SKEW:
                raise _not_valid("Token is invalid")
        if "exp" not in claims:
            raise _not_valid("Token has no 'exp' claim")
        if now >= _whole(claims["exp"]):
            raise _not_valid("Token is expired")


def key_id(key: str) -> str:
    """Return the public name of a signing key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _check_kind(claims: dict[str, object], kind: str) -> None:
    if "token_type" not in claims:
        raise _not_valid("Token has no type")
    if claims["token_type"] != kind:
        raise _not_valid("Token has wrong type")
    if not _text(claims, "user_id"):
        raise _not_valid("Token contained no recognizable user identification")


def _text(claims: dict[str, object], name: str) -> str:
    """A claim that is text; anything else is as good as absent."""
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    """A time claim as a number of seconds; anything else makes the token invalid."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _not_valid("Token is invalid")
    return value


def _not_valid(problem: str) -> NotAuthenticated:
    return NotAuthenticated(problem, "token_not_valid")
