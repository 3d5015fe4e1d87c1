"""Every endpoint that takes a token in its body refuses every bad one in the old API's words, and changes nothing."""

import base64
import json
from typing import Any

import jwt
import pytest

from shared.adapters.tokens import key_id
from tests.support.builders import USER
from tests.support.events import with_body
from tests.support.stack import JWT_KEY, Answered, Stack

TAKE_TOKEN = {"refresh_token": "refresh", "blacklist_token": "refresh", "verify_token": "token"}
ENDPOINTS = pytest.mark.parametrize("function", TAKE_TOKEN)
INVALID = "Token is invalid"


def forged(
    stack: Stack, key: str | None = JWT_KEY, algorithm: str = "HS256", header: object = None, **over: Any
) -> str:
    """A refresh token made by hand; a claim given as `...` is left out."""
    now = stack.clock.now()
    claims = {"token_type": "refresh", "exp": now + 900, "iat": now, "jti": "0" * 32, "user_id": USER, "family": "f"}
    kept = {name: value for name, value in (claims | over).items() if value is not ...}
    named: Any = {"kid": key_id(JWT_KEY)} if header is None else header
    return jwt.encode(kept, key, algorithm=algorithm, headers=named)  # type: ignore[arg-type]


def send(stack: Stack, function: str, token: object) -> Answered:
    event = with_body(stack.event(f"{function}/missing"), {TAKE_TOKEN[function]: token})
    before = stack.dump()
    answer = stack.call(function, event)
    assert stack.dump() == before
    return answer


def assert_refused(answer: Answered, detail: str) -> None:
    assert (answer.status, answer.json) == (401, {"detail": detail, "code": "token_not_valid"})
    assert answer.headers["WWW-Authenticate"] == 'JWT realm="api"'


@ENDPOINTS
@pytest.mark.parametrize(
    "how",
    [
        {"algorithm": "none", "key": None},
        {"algorithm": "HS512", "key": JWT_KEY + JWT_KEY},
        {"key": "a key that is long enough to sign with"},
        {"header": {}},
        {"header": {"kid": "../../../etc/passwd"}},
        {"header": {"kid": "x' UNION SELECT 'key"}},
        {"header": {"kid": key_id(JWT_KEY), "typ": "at+jwt"}},
        {"header": {"kid": key_id(JWT_KEY), "jku": "https://evil.example", "typ": "JWE"}},
        {"exp": "1999999999"},
        {"exp": True},
        {"exp": [1]},
        {"iat": 10**11},
        {"nbf": 10**11},
        {"junk": "x" * 3_000},
        {"junk": {"a": [{"b": "c" * 2_000}]}},
    ],
    ids=lambda how: str(how)[:50],
)
def test_what_is_not_signed_as_ours_or_makes_no_sense_is_invalid(stack: Stack, function: str, how: dict[str, Any]):
    assert_refused(send(stack, function, forged(stack, **how)), INVALID)


@ENDPOINTS
@pytest.mark.parametrize(
    ("claims", "detail"),
    [
        ({"exp": ...}, "Token has no 'exp' claim"),
        ({"exp": 1}, "Token is expired"),
        ({"jti": ...}, "Token has no id"),
        ({"jti": {"a": 1}}, "Token has no id"),
    ],
    ids=repr,
)
def test_what_is_missing_or_over_is_named(stack: Stack, function: str, claims: dict[str, Any], detail: str):
    assert_refused(send(stack, function, forged(stack, **claims)), detail)


@pytest.mark.parametrize("function", ["refresh_token", "blacklist_token"])
@pytest.mark.parametrize(
    ("claims", "detail"),
    [
        ({"token_type": ...}, "Token has no type"),
        ({"token_type": "access"}, "Token has wrong type"),
        ({"token_type": ["refresh"]}, "Token has wrong type"),
        ({"user_id": ...}, "Token contained no recognizable user identification"),
        ({"user_id": 17}, "Token contained no recognizable user identification"),
    ],
    ids=repr,
)
def test_only_a_refresh_token_of_somebody_is_taken(stack: Stack, function: str, claims: dict[str, Any], detail: str):
    assert_refused(send(stack, function, forged(stack, **claims)), detail)


@ENDPOINTS
@pytest.mark.parametrize(
    "token",
    ["garbage", "a.b.c", "....", "é.é.é", "a" * 60_000, "=" * 3_000, "eyJhbGciOiJub25lIn0.e30.", "\u0000x", 17],
    ids=lambda token: str(token)[:20],
)
def test_garbage_is_refused(stack: Stack, function: str, token: object):
    answer = send(stack, function, token)

    if token == "\u0000x":
        assert (answer.status, answer.json) == (400, {TAKE_TOKEN[function]: ["Null characters are not allowed."]})
    else:
        assert_refused(answer, INVALID)


@ENDPOINTS
@pytest.mark.parametrize(
    "head", ['{"a":' * 300 + "1" + "}" * 300, "[" * 1_400, '{"alg":"HS256","kid":[[]]}', "1", "{"]
)
def test_junk_for_a_header_is_refused(stack: Stack, function: str, head: str):
    named = base64.urlsafe_b64encode(head.encode()).rstrip(b"=").decode()
    _, body, signature = forged(stack).split(".")

    assert_refused(send(stack, function, f"{named}.{body}.{signature}"), INVALID)


@ENDPOINTS
def test_a_body_may_be_a_lot_of_junk(stack: Stack, function: str):
    body = json.dumps({TAKE_TOKEN[function]: ["x"]} | {f"field{number}": number for number in range(300)})
    answer = stack.call(function, with_body(stack.event(f"{function}/missing"), body))

    assert (answer.status, answer.json) == (400, {TAKE_TOKEN[function]: ["Not a valid string."]})
