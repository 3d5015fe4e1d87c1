"""Logging in, refreshing and verifying, and who one is."""

from typing import Any

import jwt
import pytest

from shared import bootstrap
from shared.adapters.tokens import key_id
from tests.support.builders import USER
from tests.support.events import with_body, with_fields, with_headers, with_path
from tests.support.stack import JWT_KEY, USERS, Answered, Stack

WRONG = {"detail": "No active account found with the given credentials"}


@pytest.fixture
def user(stack: Stack) -> dict[str, Any]:
    """A user who has signed up."""
    answer = stack.call("sign_up", stack.event("sign_up/ok"))
    assert answer.status == 201
    body: dict[str, Any] = answer.json
    return body


def deactivate(stack: Stack, user: dict[str, Any]) -> None:
    stack.session.tables.Table(USERS).update_item(
        Key={"pk": f"USER#{user['id']}", "sk": "USER"},
        UpdateExpression="SET is_active = :no",
        ExpressionAttributeValues={":no": False},
    )


def log_in(stack: Stack, **fields: object) -> Answered:
    return stack.call("create_token", with_fields(stack.event("create_token/ok"), **fields))


def test_logging_in_gives_two_tokens_of_the_old_apis_shape(stack: Stack, user: dict[str, Any]):
    tokens = log_in(stack).json

    assert [*tokens] == ["refresh", "access"]
    for kind, lifetime in (("access", 15 * 60), ("refresh", 14 * 86_400)):
        claims = jwt.decode(tokens[kind], JWT_KEY, algorithms=["HS256"])
        assert claims["exp"] - claims["iat"] == lifetime
        assert (claims["token_type"], claims["user_id"]) == (kind, user["id"])
        assert jwt.get_unverified_header(tokens[kind])["kid"] == key_id(JWT_KEY)


@pytest.mark.usefixtures("user")
def test_the_other_address_gives_the_access_token_under_its_old_name_as_well(stack: Stack):
    tokens = stack.call("create_token", stack.event("create_token/named_token")).json

    assert sorted(tokens) == ["access", "refresh", "token"]
    assert tokens["token"] == tokens["access"]


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "correct horse batter"},
        {"password": "Correct horse battery"},
        {"username": "bola"},
        {"username": "Amina"},
        {"username": "amina@example.com"},
        {"username": "x" * 5_000},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_wrong_credentials_do_not_tell_which_was_wrong(stack: Stack, wrong: dict[str, str]):
    before = stack.dump()

    answer = log_in(stack, **wrong)

    assert (answer.status, answer.json) == (401, WRONG)
    assert stack.dump() == before


def test_an_inactive_user_cannot_log_in_refresh_or_look(stack: Stack, user: dict[str, Any]):
    deactivate(stack, user)

    refreshed = stack.call("refresh_token", stack.event("refresh_token/ok", user["id"]))
    looked = stack.call("me", stack.event("me/ok", user["id"]))

    assert (log_in(stack).status, refreshed.status, looked.status) == (401, 401, 401)
    assert refreshed.json["code"] == "no_active_account"
    assert looked.json == {"detail": "User is inactive", "code": "user_inactive"}


@pytest.mark.usefixtures("user")
def test_the_name_and_the_password_are_trimmed_as_on_signing_up(stack: Stack):
    assert log_in(stack, username=" amina ", password=" correct horse battery ").status == 200


@pytest.mark.parametrize("case", ["ok", "old_path"])
def test_a_refresh_token_gives_a_new_access_token(stack: Stack, user: dict[str, Any], case: str):
    answer = stack.call("refresh_token", stack.event(f"refresh_token/{case}", user["id"]))

    assert answer.status == 200
    assert [*answer.json] == ["access"]
    looked = stack.call("me", with_headers(stack.event("me/ok"), Authorization=f"JWT {answer.json['access']}"))
    assert looked.json["id"] == user["id"]


def test_an_access_token_does_not_refresh(stack: Stack, user: dict[str, Any]):
    answer = stack.call("refresh_token", stack.event("refresh_token/access_as_refresh", user["id"]))

    assert (answer.status, answer.json) == (401, {"detail": "Token has wrong type", "code": "token_not_valid"})


def test_a_user_who_is_gone_neither_refreshes_nor_looks(stack: Stack):
    refreshed = stack.call("refresh_token", stack.event("refresh_token/ok"))
    looked = stack.call("me", stack.event("me/ok"))

    assert (refreshed.status, refreshed.json["code"]) == (401, "no_active_account")
    assert (looked.status, looked.json["code"]) == (401, "user_not_found")


def test_a_refresh_token_expires(stack: Stack, user: dict[str, Any]):
    event = stack.event("refresh_token/ok", user["id"])
    stack.clock.advance(14 * 86_400)

    answer = stack.call("refresh_token", event)

    assert (answer.status, answer.json["detail"]) == (401, "Token is expired")


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_good_token_of_either_kind_is_verified(stack: Stack, kind: str):
    event = stack.event("verify_token/ok")
    token = bootstrap.tokens().issue(USER, kind)

    answer = stack.call("verify_token", with_body(event, {"token": token}))

    assert (answer.status, answer.json) == (200, {})


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_bad_token_is_not_verified(stack: Stack, token: str):
    answer = stack.call("verify_token", with_body(stack.event("verify_token/ok"), {"token": token}))

    assert (answer.status, answer.json) == (401, {"detail": "Token is invalid", "code": "token_not_valid"})
    assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize("path", ["/auth/users/me", "/auth/users/me/"])
@pytest.mark.parametrize("case", ["ok", "bearer"])
def test_one_sees_oneself(stack: Stack, user: dict[str, Any], path: str, case: str):
    answer = stack.call("me", with_path(stack.event(f"me/{case}", user["id"]), path))

    assert (answer.status, answer.json) == (200, user)
