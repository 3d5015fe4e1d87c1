"""Who may call: every function that needs a user refuses every bad token alike, and does nothing."""

import base64
import json
from typing import Any

import jwt
import pytest

from shared.adapters.tokens import key_id
from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_headers
from tests.support.stack import JWT_KEY, PREVIOUS_JWT_KEY, Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment

NEED_USER = [
    "me/ok",
    "me/put_ok",
    "set_password/ok",
    "delete_me/ok",
    "export_me/ok",
    "initialize_payment/one_time",
    "initialize_payment/idempotent",
    "list_payments/first_page",
    "get_payment/ok",
    "stop_payment/ok",
    "stop_payment/by_link",
]
MINUTE = 60


def token(now: int, *, key: str = JWT_KEY, algorithm: str = "HS256", kid: str | None = None, **over: Any) -> str:
    """Make a token by hand; a claim given as `...` is left out."""
    claims = {"token_type": "access", "exp": now + 900, "iat": now, "jti": "0" * 32, "user_id": USER} | over
    kept = {name: value for name, value in claims.items() if value is not ...}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid or key_id(key)})


def call(stack: Stack, name: str, authorization: str | None) -> Answered:
    """Send an event with another Authorization header; return the answer once nothing was left behind."""
    before = stack.dump()
    answer = stack.call(name.split("/", maxsplit=1)[0], with_headers(stack.event(name), Authorization=authorization))
    assert stack.dump() == before
    return answer


def assert_refused(answer: Answered, message: str) -> None:
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'JWT realm="api"'
    assert answer.json == {
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [{"token_class": "AccessToken", "token_type": "access", "message": message}],
    }


@pytest.mark.parametrize("name", NEED_USER)
@pytest.mark.parametrize("header", [None, "", "Token abc", "jwt abc", "bearer abc", "Basic YTpi", "abc"], ids=repr)
def test_without_credentials_nothing_is_done(stack: Stack, paystack: Paystack, name: str, header: str | None):
    answer = call(stack, name, header)

    assert answer.status == 401
    assert answer.json == {"detail": "Authentication credentials were not provided."}
    assert paystack.calls("initialize") == []


@pytest.mark.parametrize("name", NEED_USER)
@pytest.mark.parametrize("header", ["JWT", "Bearer ", "JWT two words", "Bearer a b c"], ids=repr)
def test_a_header_of_more_or_fewer_than_two_words_is_refused(stack: Stack, name: str, header: str):
    answer = call(stack, name, header)

    assert (answer.status, answer.json["code"]) == (401, "bad_authorization_header")


@pytest.mark.parametrize("name", NEED_USER)
def test_an_expired_token_is_refused(stack: Stack, name: str):
    expired = f"JWT {token(stack.clock.now(), exp=stack.clock.now())}"

    assert_refused(call(stack, name, expired), "Token is expired")


@pytest.mark.parametrize("name", NEED_USER)
def test_a_refresh_token_does_not_authenticate(stack: Stack, name: str):
    assert_refused(
        call(stack, name, f"Bearer {token(stack.clock.now(), token_type='refresh')}"), "Token has wrong type"
    )


@pytest.mark.parametrize("name", NEED_USER)
def test_a_token_signed_with_another_key_is_refused(stack: Stack, name: str):
    forged = token(stack.clock.now(), key="a key that is long enough to sign with", kid=key_id(JWT_KEY))

    assert_refused(call(stack, name, f"JWT {forged}"), "Token is invalid")


@pytest.mark.parametrize("name", NEED_USER)
def test_a_token_of_another_deployment_is_refused(stack: Stack, name: str):
    foreign = token(stack.clock.now(), key="the signing key of somebody else's stack")

    assert_refused(call(stack, name, f"JWT {foreign}"), "Token is invalid")


@pytest.mark.parametrize("name", NEED_USER)
@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "RS256", ""])
def test_a_token_of_another_algorithm_is_refused(stack: Stack, name: str, algorithm: str):
    head, body, signature = token(stack.clock.now()).split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": algorithm}
    other = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()

    for forged in (f"{other}.{body}.", f"{other}.{body}.{signature}"):
        assert_refused(call(stack, name, f"JWT {forged}"), "Token is invalid")


@pytest.mark.parametrize("name", NEED_USER)
def test_a_token_whose_claims_were_changed_is_refused(stack: Stack, name: str):
    head, _, signature = token(stack.clock.now()).split(".")
    _, other, _ = token(stack.clock.now(), user_id=OTHER_USER).split(".")

    assert_refused(call(stack, name, f"JWT {head}.{other}.{signature}"), "Token is invalid")


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"exp": ...}, "Token has no 'exp' claim"),
        ({"jti": ...}, "Token has no id"),
        ({"token_type": ...}, "Token has no type"),
        ({"token_type": "sliding"}, "Token has wrong type"),
        ({"exp": "tomorrow"}, "Token is invalid"),
        ({"exp": True}, "Token is invalid"),
        ({"exp": 10**12 + 0.5}, "Token is invalid"),
    ],
    ids=repr,
)
def test_a_signed_token_without_the_right_claims_is_refused(stack: Stack, claims: dict[str, Any], message: str):
    assert_refused(call(stack, "get_payment/ok", f"JWT {token(stack.clock.now(), **claims)}"), message)


@pytest.mark.parametrize("user_id", [..., None, 17, "", ["a"]], ids=repr)
def test_a_token_of_nobody_is_refused(stack: Stack, user_id: object):
    answer = call(stack, "get_payment/ok", f"JWT {token(stack.clock.now(), user_id=user_id)}")

    assert answer.status == 401
    assert answer.json == {
        "detail": "Token contained no recognizable user identification",
        "code": "token_not_valid",
    }


@pytest.mark.parametrize("garbage", ["x", "a.b.c", "...", "e30.e30.e30", "é.é.é", "0" * 10_000])
def test_garbage_is_refused(stack: Stack, garbage: str):
    assert_refused(call(stack, "get_payment/ok", f"Bearer {garbage}"), "Token is invalid")


def test_a_token_is_good_until_the_second_in_which_it_expires(stack: Stack):
    issued = stack.event("list_payments/first_page")
    stack.clock.advance(15 * MINUTE - 1)
    last = stack.call("list_payments", issued)
    stack.clock.advance(1)

    assert (last.status, stack.call("list_payments", issued).status) == (200, 401)


def test_a_token_signed_with_the_key_before_is_still_good(stack: Stack):
    before = token(stack.clock.now(), key=PREVIOUS_JWT_KEY)

    assert call(stack, "list_payments/first_page", f"JWT {before}").status == 200


@pytest.mark.parametrize("name", ["get_payment/ok", "stop_payment/ok", "stop_payment/by_link"])
def test_another_users_payment_is_as_a_missing_one(stack: Stack, name: str):
    begin_payment(stack, "subscription", USER)
    before = stack.dump()
    function = name.split("/", maxsplit=1)[0]

    foreign = stack.call(function, stack.event(name, OTHER_USER))
    missing = stack.call(function, stack.event(f"{function}/missing", USER))

    assert (foreign.status, foreign.text) == (missing.status, missing.text)
    assert foreign.status == 404
    assert foreign.json["code"] == "not_found"
    assert stack.dump() == before
