"""Signed tokens and hashed passwords."""

import json
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from shared.adapters import tokens as tokens_module
from shared.adapters.passwords import _NOBODYS_HASH, Argon2Passwords
from shared.adapters.tokens import JwtTokens, key_id
from shared.domain.errors import NotAuthenticated
from shared.domain.token import Token, begun
from tests.support.builders import NOW, USER, a_user

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


def issued(kind: str, *keys: str) -> str:
    """A new token of a kind."""
    issuer = tokens(*keys)
    family = begun(a_user(), issuer.new_stamp())
    return issuer.issue_access(USER) if kind == "access" else issuer.issue_refresh(family)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(kid: str | None = None, **over: Any) -> str:
    """A token made by hand with the current key; a claim given as `...` is left out."""
    given = {"token_type": "access", "exp": NOW + 9, "iat": NOW, "jti": "j", "user_id": USER} | over
    claims = {name: value for name, value in given.items() if value is not ...}
    return jwt.encode(claims, CURRENT, algorithm="HS256", headers={"kid": kid or key_id(CURRENT)})


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_says_who_until_exactly_its_end(kind: str):
    token = issued(kind)

    assert tokens(at=NOW + LIFETIMES[kind] - 1).read(token, kind).user_id == USER
    assert refused(token, kind, at=NOW + LIFETIMES[kind]) == "Token is expired"


@pytest.mark.parametrize(("kind", "added"), [("access", []), ("refresh", ["family"])])
def test_a_token_has_the_claims_of_the_old_api_in_their_order(kind: str, added: list[str]):
    first, second = (claims_of(issued(kind)) for _ in "ab")

    assert [*first] == ["token_type", "exp", "iat", "jti", "user_id", *added]
    assert first["exp"] - first["iat"] == LIFETIMES[kind]
    assert len(first["jti"]) == 32
    assert first["jti"] != second["jti"]


def test_only_a_role_is_claimed():
    assert claims_of(tokens().issue_access(USER, "staff"))["role"] == "staff"
    assert "role" not in claims_of(tokens().issue_access(USER))


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({"iat": NOW + 200}, "Token is invalid"),
        ({"nbf": NOW + 200}, "Token is invalid"),
        ({"iat": "now"}, "Token is invalid"),
        ({"exp": str(NOW + 9)}, "Token is invalid"),
        ({"exp": None}, "Token is invalid"),
        ({"exp": NOW + 9.5}, "Token is invalid"),
        ({"exp": 10**4000}, ""),
        ({"exp": -(10**4000)}, "Token is expired"),
        ({"exp": NOW - 1, "jti": ..., "token_type": ...}, "Token is expired"),
        ({"jti": ["j"]}, "Token has no id"),
        ({"jti": ..., "token_type": ...}, "Token has no id"),
        ({"token_type": ["access"]}, "Token has wrong type"),
        ({"user_id": 17}, "Token contained no recognizable user identification"),
        ({"iat": ...}, ""),
        ({"iat": NOW + 1}, ""),
        ({"nbf": NOW}, ""),
        ({"aud": "x", "iss": "y", "sub": 5, "role": ["admin"], "family": {"a": []}}, ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_claims_are_read_as_the_old_api_read_them(
    claims: dict[str, Any], problem: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tokens_module, "MAX_LENGTH", 10**5)
    token = signed(**claims)

    if problem:
        assert refused(token) == problem
    else:
        assert tokens().read(token, "access") == Token(USER, "access", "j")


@pytest.mark.parametrize("missing", ["token_type", "user_id"])
def test_where_the_kind_does_not_matter_neither_do_type_and_user(missing: str):
    assert tokens().read(signed(**{missing: ...})).jti == "j"


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_of_the_previous_key_is_good_until_the_key_is_gone(kind: str):
    token = issued(kind, PREVIOUS)

    assert tokens(CURRENT, PREVIOUS).read(token, kind).user_id == USER
    with pytest.raises(NotAuthenticated, match="Token is invalid"):
        tokens(CURRENT).read(token, kind)


def test_new_tokens_are_signed_with_the_current_key():
    assert jwt.get_unverified_header(issued("access"))["kid"] == key_id(CURRENT)


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


@pytest.mark.parametrize("typ", ["at+jwt", "JWE", "jwt", "", None, 5])
def test_another_type_of_message_is_refused(typ: object):
    forged = jwt.encode(claims_of(signed()), CURRENT, headers={"kid": key_id(CURRENT), "typ": typ})

    assert refused(forged) == "Token is invalid"


@pytest.mark.parametrize("kid", ["../../dev/null", "' OR 1=1 --", "\x00", "x" * 500, key_id(CURRENT).upper()])
def test_a_key_name_is_compared_and_nothing_else(kid: str):
    assert refused(signed(kid=kid)) == "Token is invalid"


def segment(raw: bytes) -> str:
    encoded: bytes = jwt.utils.base64url_encode(raw)
    return encoded.decode()


@pytest.mark.parametrize(
    "header",
    [b"[" * 1_000, b'{"a":' * 200, b"\xff", b"[]", b"null", b'"x"', b"1e999", b'{"alg":["HS256"]}', b'{"b64":false}'],
    ids=lambda header: str(header[:20]),
)
def test_junk_in_the_header_is_refused(header: bytes):
    _, body, signature = signed().split(".")

    assert refused(f"{segment(header)}.{body}.{signature}") == "Token is invalid"


@pytest.mark.parametrize(
    "payload", [b"", b"[" * 1_000, b"[]", b"null", b"{", b"\xff", b'{"exp":NaN}', b'{"exp":1e999}'], ids=str
)
def test_junk_signed_with_our_key_is_refused(payload: bytes):
    forged = jwt.api_jws.encode(payload, CURRENT, headers={"kid": key_id(CURRENT), "typ": "JWT"})

    assert refused(forged) == "Token is invalid"


def test_a_token_longer_than_any_of_ours_is_not_looked_into(monkeypatch: pytest.MonkeyPatch):
    longest = max(len(issued(kind)) for kind in LIFETIMES)
    monkeypatch.setattr(jwt, "get_unverified_header", lambda _: pytest.fail("it was looked into"))

    assert longest < tokens_module.MAX_LENGTH / 4
    assert refused("a" * (tokens_module.MAX_LENGTH + 1)) == "Token is invalid"
    assert refused("\ud800") == "Token is invalid"


@pytest.mark.parametrize("header", [{"kid": 5}, {"kid": None}, {"kid": ["a"]}, {}])
def test_a_key_name_that_is_no_text_is_refused(header: dict[str, Any]):
    named = segment(json.dumps({"alg": "HS256", "typ": "JWT"} | header).encode())
    _, body, signature = issued("access").split(".")

    assert refused(f"{named}.{body}.{signature}") == "Token is invalid"


def test_the_wrong_kind_is_refused():
    assert refused(issued("refresh"), "access") == "Token has wrong type"


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


def test_to_look_for_a_user_who_is_not_there_takes_as_long():
    assert extract_parameters(_NOBODYS_HASH) == extract_parameters(Argon2Passwords().hash_password("any"))


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


@pytest.mark.parametrize(
    ("parameters", "is_old"),
    [
        ({"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}, False),
        ({"time_cost": 1, "memory_cost": 19 * 1024, "parallelism": 1}, True),
        ({"time_cost": 2, "memory_cost": 8 * 1024, "parallelism": 1}, True),
        ({"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1, "type": Type.I}, True),
    ],
    ids=str,
)
def test_a_hash_of_other_parameters_is_made_anew(parameters: dict[str, Any], is_old: bool):
    stored = PasswordHasher(**parameters).hash("correct horse battery")

    assert Argon2Passwords().verify_password("correct horse battery", stored)
    assert Argon2Passwords().needs_rehash(stored) is is_old
