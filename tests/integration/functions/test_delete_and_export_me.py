"""Leaving, and taking one's data along."""

from typing import Any

import pytest

from shared.domain.erasure import ERASED_EMAIL
from tests.support.builders import EMAIL
from tests.support.events import with_body, with_query
from tests.support.stack import PAYMENTS, USERS, Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription


@pytest.fixture
def user(stack: Stack) -> dict[str, Any]:
    """A user who has signed up."""
    body: dict[str, Any] = stack.call("sign_up", stack.event("sign_up/ok")).json
    return body


def delete(stack: Stack, user: dict[str, Any], body: object = ...) -> Answered:
    event = stack.event("delete_me/ok", user["id"])
    return stack.call("delete_me", event if body is ... else with_body(event, body))


class TestDeletion:
    def test_keeps_the_books_without_the_person(self, stack: Stack, paystack: Paystack, user: dict[str, Any]):
        begin_subscription(stack, paystack, user["id"])
        begin_payment(stack, "one_time", user["id"])
        begin_payment(stack, "subscription", user["id"])

        answer = delete(stack, user)

        assert (answer.status, answer.text) == (204, "")
        kept = stack.items(PAYMENTS, "PAYMENT#")
        assert [item["status"] for item in kept] == ["success", "pending", "pending"]
        assert {item["email"] for item in kept} == {ERASED_EMAIL}
        assert not any("metadata" in item for item in kept)
        subscriptions = stack.items(PAYMENTS, "SUBSCRIPTION#")
        assert [(item["status"], item["email"], "authorization" in item) for item in subscriptions] == [
            ("stopped", ERASED_EMAIL, False)
        ] * 2
        assert stack.dump()["schedules"] == []
        assert [item for item in stack.items(USERS) if not item["sk"].startswith(("WINDOW", "FAMILY"))] == []
        assert EMAIL not in str(stack.items(PAYMENTS))

    def test_ends_the_tokens_and_frees_the_names(self, stack: Stack, user: dict[str, Any]):
        refresh = stack.event("refresh_token/ok", user["id"])
        delete(stack, user)

        looked = stack.call("me", stack.event("me/ok", user["id"]))
        begun = stack.call("initialize_payment", stack.event("initialize_payment/one_time", user["id"]))

        assert (looked.status, looked.json["code"]) == (401, "user_not_found")
        assert (begun.status, begun.json["detail"]) == (409, "This account is closed.")
        assert stack.call("refresh_token", refresh).status == 401
        assert delete(stack, user).status == 401
        assert stack.call("sign_up", stack.event("sign_up/ok")).status == 201

    @pytest.mark.parametrize(
        ("body", "problems"),
        [
            ({}, {"current_password": ["This field is required."]}),
            (None, {"current_password": ["This field is required."]}),
            ("null", {"non_field_errors": ["No data provided"]}),
            ({"current_password": ""}, {"current_password": ["This field may not be blank."]}),
            ({"current_password": None}, {"current_password": ["This field may not be null."]}),
            ({"current_password": "x"}, {"current_password": ["Invalid password."]}),
            ({"current_password": 5}, {"current_password": ["Invalid password."]}),
        ],
    )
    def test_takes_the_password(
        self, stack: Stack, user: dict[str, Any], body: object, problems: dict[str, list[str]]
    ):
        begin_payment(stack, "one_time", user["id"])
        before = stack.dump()

        answer = delete(stack, user, body)

        assert (answer.status, answer.json) == (400, problems)
        assert stack.dump() == before


class TestExport:
    def test_has_the_user_the_subscriptions_and_the_payments(
        self, stack: Stack, paystack: Paystack, user: dict[str, Any]
    ):
        begin_subscription(stack, paystack, user["id"])
        begin_payment(stack, "one_time", user["id"])

        answer = stack.call("export_me", stack.event("export_me/ok", user["id"]))

        assert answer.status == 200
        assert {name: answer.json["user"][name] for name in user} == user
        assert [payment["id"] for payment in answer.json["payments"]] == [2, 1]
        [subscription] = answer.json["subscriptions"]
        assert (subscription["id"], subscription["status"], subscription["card"]["last4"]) == (1, "active", "4081")
        assert answer.json["next"] is None
        assert "password" not in answer.text
        assert "AUTH_" not in answer.text

    def test_goes_on_below_the_cursor(self, stack: Stack, user: dict[str, Any]):
        for _ in range(3):
            begin_payment(stack, "one_time", user["id"])

        answer = stack.call("export_me", with_query(stack.event("export_me/ok", user["id"]), cursor="3"))

        assert [payment["id"] for payment in answer.json["payments"]] == [2, 1]

    @pytest.mark.parametrize("cursor", ["0", "x", "-1"])
    def test_a_wrong_cursor_is_named(self, stack: Stack, user: dict[str, Any], cursor: str):
        answer = stack.call("export_me", with_query(stack.event("export_me/ok", user["id"]), cursor=cursor))

        assert (answer.status, [*answer.json]) == (400, ["cursor"])
