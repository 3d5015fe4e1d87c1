"""Signed tokens and hashed passwords."""

import json
from typing import Any

import jwt
import pytest
from argon2 import extract_parameters

from shared.adapters.passwords import Argon2Passwords
from shared.adapters.tokens import JwtTokens, key_id
from shared.domain.errors import NotAuthenticated
from tests.support.builders import NOW, USER

CURRENT, PREVIOUS = "the current signing key, thirty-two bytes", "the previous signing key, thirty-two byte"
LIFETIMES = {"access": 900, "refresh": 86_400}


class Keys:
    """A keyring of the test's own."""

    def __init__(self, *keys: str) -> None:
        self.all = list(keys)

    @property
    def current(self) -> str:
        """The first."""
        return self.all[0]


class At:
    """A clock that stands at one instant."""

    def __init__(self, instant: int) -> None:
        self._instant = instant

    def now(self) -> int:
        """Return the instant."""
        return self._instant


def tokens(*keys: str, at: int = NOW) -> JwtTokens:
    return JwtTokens(Keys(*keys or (CURRENT, PREVIOUS)), LIFETIMES.__getitem__, At(at))  # type: ignore[arg-type]


def refused(token: str, kind: str | None = "access", at: int = NOW) -> str:
    with pytest.raises(NotAuthenticated) as raised:
        tokens(at=at).read(token, kind)
    return raised.value.detail


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_says_who_until_exactly_its_end(kind: str):
    token = tokens().issue(USER, kind)

    assert tokens(at=NOW + LIFETIMES[kind] - 1).read(token, kind) == USER
    assert refused(token, kind, at=NOW + LIFETIMES[kind]) == "Token is expired"


def test_a_token_has_the_claims_of_the_old_api():
    first, second = (jwt.decode(tokens().issue(USER, "access"), options={"verify_signature": False}) for _ in "ab")

    assert sorted(first) == ["exp", "iat", "jti", "token_type", "user_id"]
    assert first["jti"] != second["jti"]


def test_either_kind_is_read_where_the_kind_does_not_matter():
    assert [tokens().read(tokens().issue(USER, kind)) for kind in LIFETIMES] == [USER, USER]


def test_a_token_of_the_previous_key_is_good_until_the_key_is_gone():
    token = tokens(PREVIOUS).issue(USER, "access")

    assert tokens(CURRENT, PREVIOUS).read(token, "access") == USER
    with pytest.raises(NotAuthenticated, match="Token is invalid"):
        tokens(CURRENT).read(token, "access")


def test_new_tokens_are_signed_with_the_current_key():
    assert jwt.get_unverified_header(tokens().issue(USER, "access"))["kid"] == key_id(CURRENT)


@pytest.mark.parametrize(
    ("key", "kid", "algorithm"),
    [
        (CURRENT, "", "HS256"),
        (CURRENT, "00000000", "HS256"),
        (CURRENT, key_id(PREVIOUS), "HS256"),
        (PREVIOUS, key_id(CURRENT), "HS256"),
        ("another key of somebody else, long enough", key_id(CURRENT), "HS256"),
        (CURRENT + "another key of 64 bytes, for the longer one", key_id(CURRENT), "HS512"),
        (None, key_id(CURRENT), "none"),
    ],
)
def test_another_key_name_or_algorithm_is_refused(key: str | None, kid: str, algorithm: str):
    claims = {"token_type": "access", "exp": NOW + 9, "iat": NOW, "jti": "j", "user_id": USER}
    forged = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})  # type: ignore[arg-type]

    assert refused(forged) == "Token is invalid"


@pytest.mark.parametrize("header", [{"kid": 5}, {"kid": None}, {"kid": ["a"]}, {}])
def test_a_key_name_that_is_no_text_is_refused(header: dict[str, Any]):
    segment = jwt.utils.base64url_encode(json.dumps({"alg": "HS256"} | header).encode()).decode()
    _, body, signature = tokens().issue(USER, "access").split(".")

    assert refused(f"{segment}.{body}.{signature}") == "Token is invalid"


def test_the_wrong_kind_is_refused():
    assert refused(tokens().issue(USER, "refresh"), "access") == "Token has wrong type"


def test_a_key_name_tells_nothing_of_the_key():
    assert key_id(CURRENT) != key_id(PREVIOUS)
    assert key_id(CURRENT) not in CURRENT.encode().hex()


def test_a_password_is_hashed_at_owasps_parameters_with_its_own_salt():
    first, second = (Argon2Passwords().hash_password("correct horse battery") for _ in "ab")

    assert first != second
    parameters = extract_parameters(first)
    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID",
        19 * 1024,
        2,
        1,
    )


def test_only_the_password_itself_is_right():
    passwords = Argon2Passwords()
    stored = passwords.hash_password("correct horse battery")

    assert passwords.verify_password("correct horse battery", stored)
    assert not passwords.verify_password("correct horse batterY", stored)
    assert not passwords.verify_password("", stored)


@pytest.mark.parametrize("stored", [None, "", "not a hash", "pbkdf2_sha256$1000000$salt$hash", "$argon2id$v=19$"])
def test_without_a_hash_of_ours_no_password_is_right(stored: str | None):
    passwords = Argon2Passwords()

    assert not passwords.verify_password("correct horse battery", stored)
    assert not passwords.verify_password("the password of nobody", stored)
