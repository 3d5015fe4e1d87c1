"""Signing up."""

import pytest

from tests.support.events import with_fields, with_path
from tests.support.stack import USERS, Answered, Stack


def sign_up(stack: Stack, **fields: object) -> Answered:
    return stack.call("sign_up", with_fields(stack.event("sign_up/ok"), **fields))


def test_a_user_is_stored_and_shown_without_the_password(stack: Stack):
    answer = sign_up(stack)

    assert answer.status == 201
    assert sorted(answer.json) == ["email", "id", "username"]
    assert len(answer.json["id"]) == 20
    (user,) = [item for item in stack.items(USERS) if item["sk"] == "USER"]
    assert user["password_hash"].startswith("$argon2id$")
    assert "correct horse" not in str(stack.dump())


@pytest.mark.parametrize("path", ["/auth/users", "/auth/users/"])
def test_both_slashes_are_accepted(stack: Stack, path: str):
    assert stack.call("sign_up", with_path(stack.event("sign_up/ok"), path)).status == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ...),
        ("username", None),
        ("username", ""),
        ("username", True),
        ("username", "two words"),
        ("username", "semi;colon"),
        ("username", "x" * 151),
        ("email", ...),
        ("email", "amina"),
        ("email", "amina@local"),
        ("email", ["amina@example.com"]),
        ("email", ""),
        ("email", "x" * 250 + "@example.com"),
        ("password", ...),
        ("password", "short"),
        ("password", "1234567890"),
        ("password", "iloveyou1"),
        ("password", "amina.12"),
        ("password", ["correct horse battery"]),
        ("password", "correct\x00horse"),
        ("password", "correct\ud83dhorse"),
        ("username", "a\ud83d"),
        ("username", {"a": 1}),
    ],
    ids=repr,
)
def test_a_wrong_field_is_named_and_nobody_is_stored(stack: Stack, field: str, value: object):
    answer = sign_up(stack, **{field: value})

    assert answer.status == 400
    assert [*answer.json] == [field]
    assert stack.items(USERS, "USER") == []


def test_every_problem_of_a_password_is_told(stack: Stack):
    answer = sign_up(stack, password="12345")

    assert answer.json == {
        "password": [
            "This password is too short. It must contain at least 8 characters.",
            "This password is too common.",
            "This password is entirely numeric.",
        ]
    }


@pytest.mark.parametrize(
    ("again", "taken"),
    [
        ({"email": "other@example.com"}, ["username"]),
        ({"username": "other"}, ["email"]),
        ({"username": "other", "email": "AMINA@Example.COM"}, ["email"]),
        ({}, ["email", "username"]),
        ({"username": "\uff41mina", "email": "other@example.com"}, ["username"]),
    ],
    ids=repr,
)
def test_a_name_that_is_taken_is_named_and_nothing_changes(stack: Stack, again: dict[str, object], taken: list[str]):
    sign_up(stack)
    before = stack.dump()

    answer = sign_up(stack, **again)

    assert answer.status == 400
    assert sorted(answer.json) == taken
    assert stack.dump() == before


def test_the_address_keeps_its_spelling_but_for_the_domain(stack: Stack):
    assert sign_up(stack, email="Amina.B@Example.COM").json["email"] == "Amina.B@example.com"


def test_a_bad_token_in_the_header_does_not_matter(stack: Stack):
    event = stack.event("sign_up/ok")
    event["headers"]["Authorization"] = "JWT nonsense"

    assert stack.call("sign_up", event).status == 201
