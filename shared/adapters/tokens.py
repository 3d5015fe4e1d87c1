"""JSON Web Tokens as the old API made them: HS256, claims `token_type`, `exp`, `iat`, `jti`, `user_id`.

The header names the key (`kid`, from the key's own hash), so that a rotated key still checks older tokens.
"""

import hashlib
import uuid
from collections.abc import Callable

import jwt

from shared.adapters.keyring import Keyring
from shared.domain.errors import NotAuthenticated
from shared.ports import Clock

ALGORITHM = "HS256"
_REQUIRED_CLAIMS = {
    "exp": "Token has no 'exp' claim",
    "jti": "Token has no id",
    "token_type": "Token has no type",
}


class JwtTokens:
    """Implements `shared.ports.Tokens`; `lifetime` gives the seconds of a kind."""

    def __init__(self, keyring: Keyring, lifetime: Callable[[str], int], clock: Clock) -> None:
        self._keyring = keyring
        self._lifetime = lifetime
        self._clock = clock

    def issue(self, user_id: str, kind: str) -> str:
        """Return a new signed token of kind `access` or `refresh`."""
        now, key = self._clock.now(), self._keyring.current
        claims = {
            "token_type": kind,
            "exp": now + self._lifetime(kind),
            "iat": now,
            "jti": uuid.uuid4().hex,
            "user_id": user_id,
        }
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id(key)})

    def read(self, token: str, kind: str | None = None) -> str:
        """Return the user id of a valid token; raise NotAuthenticated with the old API's words otherwise."""
        claims = self._claims(token)
        for claim, problem in _REQUIRED_CLAIMS.items():
            if claim not in claims:
                raise _not_valid(problem)
        if self._clock.now() >= _whole(claims["exp"]):
            raise _not_valid("Token is expired")
        if kind is not None and claims["token_type"] != kind:
            raise _not_valid("Token has wrong type")
        user_id = claims.get("user_id")
        if not isinstance(user_id, str) or not user_id:
            raise NotAuthenticated("Token contained no recognizable user identification", "token_not_valid")
        return user_id

    def _claims(self, token: str) -> dict[str, object]:
        try:
            named = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in self._keyring.all if key_id(key) == named), None)
            if key is None:
                raise _not_valid("Token is invalid")
            # Expiry is checked above, against our own clock.
            claims: dict[str, object] = jwt.decode(
                token, key, algorithms=[ALGORITHM], options={"verify_exp": False, "verify_iat": False}
            )
        except jwt.PyJWTError as error:
            raise _not_valid("Token is invalid") from error
        return claims


def key_id(key: str) -> str:
    """Return the public name of a signing key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _whole(value: object) -> int:
    """A time claim as a number of seconds; anything else makes the token invalid."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _not_valid("Token is invalid")
    return value


def _not_valid(problem: str) -> NotAuthenticated:
    return NotAuthenticated(problem, "token_not_valid")
