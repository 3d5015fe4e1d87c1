"""What users do with their own account: look, change the address, change the password."""

from typing import Any

import pytest

from tests.support.events import with_body, with_fields, with_headers, with_path
from tests.support.stack import USERS, Answered, Stack

PASSWORD = "correct horse battery"
NEW = "vT7_marble-oven"
READS = ["me/put_ok", "me/patch_ok", "set_password/ok", "delete_me/ok"]


@pytest.fixture
def user(stack: Stack) -> dict[str, Any]:
    """A user who has signed up."""
    body: dict[str, Any] = stack.call("sign_up", stack.event("sign_up/ok")).json
    return body


def change(stack: Stack, user: dict[str, Any], case: str, **fields: object) -> Answered:
    event = stack.event(case, user["id"])
    return stack.call(case.split("/", maxsplit=1)[0], with_body(event, fields))


def log_in(stack: Stack, password: str) -> Answered:
    return stack.call("create_token", with_fields(stack.event("create_token/ok"), password=password))


class TestAddress:
    @pytest.mark.parametrize("case", ["me/put_ok", "me/patch_ok"])
    def test_becomes_another_as_it_is_given(self, stack: Stack, user: dict[str, Any], case: str):
        answer = change(stack, user, case, email=" New@EXAMPLE.com ", username="hacker", id=1, is_staff=True)

        assert (answer.status, answer.json) == (200, user | {"email": "New@EXAMPLE.com"})
        assert stack.call("me", stack.event("me/ok", user["id"])).json == answer.json
        addresses = {item["pk"] for item in stack.items(USERS, "EMAIL")}
        assert addresses == {"EMAIL#new@example.com"}

    @pytest.mark.parametrize("case", ["me/put_ok", "me/patch_ok"])
    @pytest.mark.parametrize("fields", [{}, {"username": "hacker"}])
    def test_that_is_not_given_stays(self, stack: Stack, user: dict[str, Any], case: str, fields: dict[str, object]):
        before = stack.dump()

        assert change(stack, user, case, **fields).json == user
        assert stack.dump() == before

    @pytest.mark.parametrize(
        ("email", "problem"),
        [
            ("", "This field may not be blank."),
            (None, "This field may not be null."),
            ("x", "Enter a valid email address."),
            (5, "Enter a valid email address."),
            (["a@b.co"], "Enter a valid email address."),
            ("KOFI@example.com", "user with this email already exists."),
        ],
    )
    def test_that_cannot_be_is_refused(self, stack: Stack, user: dict[str, Any], email: object, problem: str):
        event = stack.event("sign_up/ok")
        stack.call("sign_up", with_fields(event, username="kofi", email="kofi@example.com"))
        before = stack.dump()

        answer = change(stack, user, "me/patch_ok", email=email)

        assert (answer.status, answer.json) == (400, {"email": [problem]})
        assert stack.dump() == before

    def test_frees_the_old_one(self, stack: Stack, user: dict[str, Any]):
        change(stack, user, "me/put_ok", email="new@example.com")

        again = with_fields(stack.event("sign_up/ok"), username="kofi", email=user["email"])
        assert stack.call("sign_up", again).status == 201

    def test_that_must_be_confirmed_closes_the_account_and_is_written_to(
        self, stack: Stack, user: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ):
        stack.configure(monkeypatch, ACTIVATION="true")

        assert change(stack, user, "me/put_ok", email="new@example.com").json["email"] == "new@example.com"

        assert stack.call("me", stack.event("me/ok", user["id"])).json["code"] == "user_inactive"
        [mail] = stack.deliver_mails()
        assert mail["Destination"] == {"ToAddresses": ["new@example.com"]}


class TestPassword:
    def test_becomes_another(self, stack: Stack, user: dict[str, Any]):
        answer = change(stack, user, "set_password/ok", new_password=f" {NEW} ", current_password=f" {PASSWORD} ")

        assert (answer.status, answer.text) == (204, "")
        assert (log_in(stack, PASSWORD).status, log_in(stack, NEW).status) == (401, 200)
        [stored] = stack.items(USERS, "USER")[:1]
        assert stored["token_generation"] == 1
        assert PASSWORD not in str(stack.dump())

    @pytest.mark.parametrize(
        ("fields", "problems"),
        [
            (
                {},
                {"new_password": ["This field is required."], "current_password": ["This field is required."]},
            ),
            (
                {"current_password": "x"},
                {"new_password": ["This field is required."], "current_password": ["Invalid password."]},
            ),
            (
                {"new_password": "", "current_password": "x"},
                {"new_password": ["This field may not be blank."], "current_password": ["Invalid password."]},
            ),
            ({"new_password": "1", "current_password": "nope"}, {"current_password": ["Invalid password."]}),
            (
                {"new_password": "a\x00b", "current_password": "nope\x00"},
                {
                    "new_password": ["Null characters are not allowed."],
                    "current_password": ["Null characters are not allowed."],
                },
            ),
            (
                {"new_password": "amina", "current_password": PASSWORD},
                {
                    "new_password": [
                        "The password is too similar to the username.",
                        "This password is too short. It must contain at least 8 characters.",
                    ]
                },
            ),
            ({"new_password": True, "current_password": PASSWORD}, {"new_password": ["Not a valid string."]}),
        ],
        ids=str,
    )
    def test_that_cannot_be_is_refused(
        self, stack: Stack, user: dict[str, Any], fields: dict[str, object], problems: dict[str, list[str]]
    ):
        before = stack.dump()

        answer = change(stack, user, "set_password/ok", **fields)

        assert (answer.status, answer.json) == (400, problems)
        assert stack.dump() == before

    def test_of_ten_kilobytes_is_taken(self, stack: Stack, user: dict[str, Any]):
        long = "aZ9-" * 2_560

        assert change(stack, user, "set_password/ok", new_password=long, current_password=PASSWORD).status == 204
        assert log_in(stack, long).status == 200


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("body", ["[]", '"x"', "5"])
def test_a_body_that_is_no_object_is_refused(stack: Stack, user: dict[str, Any], name: str, body: str):
    answer = stack.call(name.split("/", maxsplit=1)[0], with_body(stack.event(name, user["id"]), body))

    assert answer.status == 400
    assert answer.json["non_field_errors"][0].startswith("Invalid data. Expected a dictionary, but got ")


@pytest.mark.parametrize("name", READS)
def test_who_is_gone_is_told_so_whatever_the_body(stack: Stack, name: str):
    answer = stack.call(name.split("/", maxsplit=1)[0], with_body(stack.event(name), {"email": "x"}))

    assert (answer.status, answer.json) == (401, {"detail": "User not found", "code": "user_not_found"})


class TestMethods:
    @pytest.mark.parametrize(
        ("function", "path", "method"),
        [
            ("sign_up", "/auth/users", "GET"),
            ("me", "/auth/users/me", "POST"),
            ("set_password", "/auth/users/set_password", "PATCH"),
            ("reset_password", "/auth/users/reset_password", "GET"),
            ("activation", "/auth/users/activation", "DELETE"),
        ],
    )
    @pytest.mark.parametrize("slash", ["", "/"])
    def test_that_are_not_served_are_told_to_who_has_a_token(
        self, stack: Stack, function: str, path: str, method: str, slash: str
    ):
        known = with_path(stack.event("me/ok") | {"resource": path, "httpMethod": method}, path + slash)

        allowed = stack.call(function, known)
        unknown = stack.call(function, with_headers(known, Authorization=None))

        assert (allowed.status, allowed.json) == (405, {"detail": f'Method "{method}" not allowed.'})
        assert (unknown.status, unknown.json) == (401, {"detail": "Authentication credentials were not provided."})
        assert unknown.headers["WWW-Authenticate"] == 'JWT realm="api"'

    @pytest.mark.parametrize(
        ("function", "path"), [("create_token", "/auth/jwt/create"), ("verify_token", "/auth/jwt/verify")]
    )
    def test_that_are_not_served_of_tokens_are_told_to_anybody(self, stack: Stack, function: str, path: str):
        event = with_headers(stack.event("me/ok"), Authorization=None) | {"resource": path}

        answer = stack.call(function, with_path(event, f"{path}/"))

        assert (answer.status, answer.json) == (405, {"detail": 'Method "GET" not allowed.'})
