"""Logging in, refreshing and verifying, and who one is."""

from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher

from shared.adapters.tokens import key_id
from tests.support.events import with_body, with_fields, with_headers, with_path
from tests.support.stack import JWT_KEY, USERS, Answered, Stack

WRONG = {"detail": "No active account found with the given credentials"}
NO_ACCOUNT = {"detail": "No active account found for the given token."}
BLACKLISTED = {"detail": "Token is blacklisted", "code": "token_not_valid"}


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
        {"username": "bola@example.com"},
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
    assert refreshed.json == NO_ACCOUNT
    assert looked.json == {"detail": "User is inactive", "code": "user_inactive"}


@pytest.mark.usefixtures("user")
def test_the_name_and_the_password_are_trimmed_as_on_signing_up(stack: Stack):
    assert log_in(stack, username=" amina ", password=" correct horse battery ").status == 200


@pytest.mark.parametrize("case", ["ok", "old_path"])
def test_a_refresh_token_gives_new_tokens(stack: Stack, user: dict[str, Any], case: str):
    answer = stack.call("refresh_token", stack.event(f"refresh_token/{case}", user["id"]))

    assert answer.status == 200
    assert [*answer.json] == ["access", "refresh"]
    looked = stack.call("me", with_headers(stack.event("me/ok"), Authorization=f"JWT {answer.json['access']}"))
    assert looked.json["id"] == user["id"]


def test_an_access_token_does_not_refresh(stack: Stack, user: dict[str, Any]):
    answer = stack.call("refresh_token", stack.event("refresh_token/access_as_refresh", user["id"]))

    assert (answer.status, answer.json) == (401, {"detail": "Token has wrong type", "code": "token_not_valid"})


def test_a_user_who_is_gone_neither_refreshes_nor_looks(stack: Stack):
    refreshed = stack.call("refresh_token", stack.event("refresh_token/ok"))
    looked = stack.call("me", stack.event("me/ok"))

    assert (refreshed.status, refreshed.json) == (401, NO_ACCOUNT)
    assert (looked.status, looked.json["code"]) == (401, "user_not_found")


def test_a_refresh_token_expires(stack: Stack, user: dict[str, Any]):
    event = stack.event("refresh_token/ok", user["id"])
    stack.clock.advance(14 * 86_400)

    answer = stack.call("refresh_token", event)

    assert (answer.status, answer.json["detail"]) == (401, "Token is expired")


@pytest.mark.parametrize("case", ["ok", "old_path", "refresh"])
def test_a_good_token_of_either_kind_is_verified(stack: Stack, user: dict[str, Any], case: str):
    answer = stack.call("verify_token", stack.event(f"verify_token/{case}", user["id"]))

    assert (answer.status, answer.json) == (200, {})


def test_an_access_token_of_a_user_who_is_gone_is_verified(stack: Stack):
    assert stack.call("verify_token", stack.event("verify_token/ok")).status == 200


@pytest.mark.parametrize("case", ["ok", "old_path"])
def test_logging_out_ends_the_refresh_token_and_leaves_the_access_token(
    stack: Stack, user: dict[str, Any], case: str
):
    tokens = log_in(stack).json
    event = with_body(stack.event(f"blacklist_token/{case}", user["id"]), {"refresh": tokens["refresh"]})

    first, again = (stack.call("blacklist_token", event) for _ in "ab")
    refreshed = stack.call(
        "refresh_token", with_body(stack.event("refresh_token/ok"), {"refresh": tokens["refresh"]})
    )
    verified = stack.call("verify_token", with_body(stack.event("verify_token/ok"), {"token": tokens["refresh"]}))
    looked = stack.call("me", with_headers(stack.event("me/ok"), Authorization=f"JWT {tokens['access']}"))

    assert (first.status, first.json) == (200, {})
    assert (again.status, again.json) == (refreshed.status, refreshed.json) == (401, BLACKLISTED)
    assert again.headers["WWW-Authenticate"] == 'JWT realm="api"'
    assert (verified.status, verified.json) == (400, {"non_field_errors": ["Token is blacklisted"]})
    assert looked.status == 200


@pytest.mark.parametrize("token", ["x", "a.b.c"])
def test_logging_out_with_a_bad_token_is_refused(stack: Stack, token: str):
    answer = stack.call("blacklist_token", with_body(stack.event("blacklist_token/ok"), {"refresh": token}))

    assert (answer.status, answer.json) == (401, {"detail": "Token is invalid", "code": "token_not_valid"})


@pytest.mark.parametrize("name", ["amina@example.com", "AMINA@Example.COM", " Amina@example.com "])
@pytest.mark.usefixtures("user")
def test_one_logs_in_by_address_as_well(stack: Stack, name: str):
    assert log_in(stack, username=name).status == 200


def test_a_hash_of_lesser_parameters_is_made_anew_at_a_login(stack: Stack, user: dict[str, Any]):
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("correct horse battery")
    stack.session.tables.Table(USERS).update_item(
        Key={"pk": f"USER#{user['id']}", "sk": "USER"},
        UpdateExpression="SET password_hash = :weak",
        ExpressionAttributeValues={":weak": weak},
    )

    assert [log_in(stack).status for _ in "ab"] == [200, 200]
    (stored,) = stack.items(USERS, "USER")[:1]
    assert stored["password_hash"] != weak
    assert (stored["version"], stored["token_generation"]) == (1, 0)


def test_what_is_kept_of_a_login_names_no_address_and_expires(stack: Stack, user: dict[str, Any]):
    log_in(stack, password="wrong")
    pair = log_in(stack).json
    stack.call("refresh_token", with_body(stack.event("refresh_token/ok", user["id"]), {"refresh": pair["refresh"]}))

    kept = [item for item in stack.items(USERS) if item["sk"].split("#")[0] in {"FAMILY", "DEVICE", "WINDOW"}]
    assert {item["sk"].split("#")[0] for item in kept} == {"FAMILY", "DEVICE", "WINDOW"}
    for item in kept:
        assert item["expires_at"] > stack.clock.now()
        assert not [secret for secret in ("203.0.113.7", "dukka-client", "amina", "eyJ") if secret in str(item)]


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
