"""What holds for every endpoint of a subscription: whose it is, in which states, and of two changes at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared import bootstrap
from tests.support.builders import OTHER_USER
from tests.support.events import with_headers
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_subscription
from tests.support.stack_subscriptions import ask, show, subscribe_until

READING = ("get_subscription", "list_upcoming_charges")
CHANGING = (
    *("change_subscription", "pause_subscription", "resume_subscription", "stop_subscription"),
    *("update_card", "retry_subscription", "catch_up_subscription"),
)
TAKES = {
    "change_subscription": {"active", "paused"},
    "pause_subscription": {"active"},
    "resume_subscription": {"paused"},
    "update_card": {"active", "paused", "past_due", "needs_attention", "halted"},
    "catch_up_subscription": {"needs_attention"},
}
"""`retry_subscription` and `stop_subscription` have tests of their own."""
STATES = ("active", "paused", "past_due", "needs_attention", "halted", "stopped", "completed")
MISSING = {"detail": "No subscription matches the given query.", "code": "not_found"}
REFUSED = [(function, state) for function, taken in TAKES.items() for state in STATES if state not in taken]


@pytest.mark.parametrize("function", [*READING, *CHANGING])
def test_another_users_subscription_is_a_missing_one(stack: Stack, paystack: Paystack, function: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    theirs = ask(stack, function, user_id=OTHER_USER)

    assert (theirs.status, theirs.json) == (404, MISSING)
    assert ask(stack, function, number=77).text == theirs.text
    assert stack.dump() == before


@pytest.mark.parametrize("function", [*READING, *CHANGING])
def test_what_cannot_be_a_subscriptions_id_is_not_found(stack: Stack, function: str):
    for number in ("0", "-1", "01", "1.0", "abc", "1%20", "9" * 13):
        answer = ask(stack, function, number=number)

        assert (answer.status, answer.json) == (404, MISSING), number


@pytest.mark.parametrize("function", [*READING, *CHANGING])
def test_nobody_in_particular_is_told_nothing(stack: Stack, paystack: Paystack, function: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = stack.call(function, with_headers(stack.event(f"{function}/ok"), Authorization=None))

    assert answer.status == 401
    assert stack.dump() == before


@pytest.mark.parametrize(("function", "state"), REFUSED)
def test_a_state_that_does_not_allow_it_is_named_and_nothing_is_changed(
    stack: Stack, paystack: Paystack, function: str, state: str
):
    subscribe_until(stack, paystack, state)
    before = stack.dump()

    answer = ask(stack, function)

    assert (answer.status, answer.json["code"]) == (409, "wrong_state")
    assert state.replace("_", " ") in answer.json["detail"].lower()
    assert stack.dump() == before


@pytest.fixture
def meanwhile(stack: Stack) -> Iterator[Any]:
    """Do something just before the next item is written."""
    events = bootstrap.dynamodb().meta.events
    waiting: list[Any] = []

    def interrupt(**_: Any) -> None:
        if waiting:
            waiting.pop()()

    events.register_first("before-call.dynamodb.PutItem", interrupt)
    yield waiting.append
    events.unregister("before-call.dynamodb.PutItem", interrupt)


@pytest.mark.parametrize(
    ("function", "state"),
    [
        ("change_subscription", "active"),
        ("pause_subscription", "active"),
        ("resume_subscription", "paused"),
        ("retry_subscription", "past_due"),
        ("catch_up_subscription", "needs_attention"),
    ],
)
def test_of_two_at_once_one_is_made_and_the_other_caller_looks_again(
    stack: Stack, paystack: Paystack, meanwhile: Any, function: str, state: str
):
    subscribe_until(stack, paystack, state)
    first = []
    meanwhile(lambda: first.append(ask(stack, function)))

    second = ask(stack, function)

    assert (first[0].status < 300, second.status, second.json["code"]) == (True, 409, "conflict")
    assert "subscription was changed at the same moment" in second.json["detail"]
    if "next_charge_at" in first[0].json:
        assert show(stack) == first[0].json


def test_of_two_stops_for_the_end_of_the_period_at_once_one_is_told_to_look_again(
    stack: Stack, paystack: Paystack, meanwhile: Any
):
    begin_subscription(stack, paystack)
    first = []
    meanwhile(lambda: first.append(ask(stack, "stop_subscription", "at_period_end")))

    second = ask(stack, "stop_subscription", "at_period_end")

    assert (first[0].status, second.status) == (200, 409)
    assert show(stack)["stops_at"] == first[0].json["stops_at"]


def test_a_stop_is_made_whatever_else_is_changed_at_the_same_moment(stack: Stack, paystack: Paystack, meanwhile: Any):
    begin_subscription(stack, paystack)
    meanwhile(lambda: ask(stack, "pause_subscription"))

    assert ask(stack, "stop_subscription").json["status"] == "stopped"
    assert show(stack)["status"] == "stopped"


@pytest.mark.parametrize(
    "function", ["change_subscription", "pause_subscription", "stop_subscription", "update_card"]
)
def test_a_body_that_is_not_what_it_takes_changes_nothing(stack: Stack, paystack: Paystack, function: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    for body in ("{", "[]", '"x"', '{"at_period_ende": true}', '{"amount": NaN}'):
        assert ask(stack, function, body=body).status == 400, body
    assert stack.dump() == before
