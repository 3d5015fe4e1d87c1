"""The Idempotency-Key header: the same request twice is one payment."""

import pytest

from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_fields, with_headers
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack

EVENT = "initialize_payment/idempotent"
DAY = 86_400


def test_the_same_key_and_body_get_the_same_answer_and_one_payment(stack: Stack, paystack: Paystack):
    first = stack.call("initialize_payment", stack.event(EVENT))
    second = stack.call("initialize_payment", stack.event(EVENT))

    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert len(stack.items(prefix="PAYMENT#")) == 1
    assert len(paystack.calls("initialize")) == 1


def test_the_answer_stays_the_same_after_the_payment_was_made(stack: Stack, paystack: Paystack):
    first = stack.call("initialize_payment", stack.event(EVENT))
    paystack.pay(f"dk.{USER}.p1")
    stack.call("get_payment", stack.event("get_payment/ok"))

    assert stack.call("initialize_payment", stack.event(EVENT)).json == first.json


def test_the_same_body_spelled_otherwise_is_the_same_body(stack: Stack):
    first = stack.call("initialize_payment", stack.event(EVENT))
    spelled = with_fields(stack.event(EVENT), email=" amina@example.com ")

    assert stack.call("initialize_payment", spelled).json == first.json


@pytest.mark.parametrize("change", [{"amount": "5000.01"}, {"currency": "GHS"}, {"metadata": {"order": "A-18"}}])
def test_the_same_key_with_another_body_is_refused(stack: Stack, paystack: Paystack, change: dict[str, object]):
    stack.call("initialize_payment", stack.event(EVENT))
    before = stack.items(prefix="PAYMENT#")

    answer = stack.call("initialize_payment", with_fields(stack.event(EVENT), **change))

    assert (answer.status, answer.json["code"]) == (422, "idempotency_key_reused")
    assert stack.items(prefix="PAYMENT#") == before
    assert len(paystack.calls("initialize")) == 1


def test_a_key_whose_first_request_is_still_running_is_told_to_wait(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "lost_response")
    stack.call("initialize_payment", stack.event(EVENT))
    record = stack.items(prefix="IDEMPOTENCY")[0]
    table = stack.session.tables.Table("Payments")
    table.put_item(Item=record | {"lease_until": stack.clock.now() + 1})

    answer = stack.call("initialize_payment", stack.event(EVENT))

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_in_flight")
    assert len(stack.items(prefix="PAYMENT#")) == 1


def test_a_key_left_by_a_crash_is_taken_up_once_its_lease_is_over(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "lost_response")
    stack.call("initialize_payment", stack.event(EVENT))
    stack.clock.advance(61)

    answer = stack.call("initialize_payment", stack.event(EVENT))

    assert (answer.status, answer.json["id"]) == (201, 2)


def test_another_users_key_of_the_same_name_is_another_key(stack: Stack):
    mine = stack.call("initialize_payment", stack.event(EVENT, USER))
    theirs = stack.call("initialize_payment", stack.event(EVENT, OTHER_USER))

    assert mine.json["reference"] != theirs.json["reference"]


def test_a_key_is_forgotten_after_seven_days(stack: Stack):
    first = stack.call("initialize_payment", stack.event(EVENT))
    stack.clock.advance(7 * DAY + 1)

    assert stack.call("initialize_payment", stack.event(EVENT)).json["id"] == first.json["id"] + 1


def test_without_a_key_each_request_is_a_payment(stack: Stack):
    event = with_headers(stack.event(EVENT), Idempotency_Key=None)

    assert [stack.call("initialize_payment", event).json["id"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("name", ["idempotency-key", "IDEMPOTENCY-KEY"])
def test_the_headers_name_may_be_written_as_one_likes(stack: Stack, name: str):
    event = with_headers(stack.event(EVENT), Idempotency_Key=None)
    event["headers"][name] = "k"

    assert [stack.call("initialize_payment", event).json["id"] for _ in range(2)] == [1, 1]


def test_a_key_that_is_too_long_is_refused(stack: Stack):
    before = stack.dump()

    answer = stack.call("initialize_payment", with_headers(stack.event(EVENT), Idempotency_Key="k" * 256))

    assert answer.status == 400
    assert [*answer.json] == ["Idempotency-Key"]
    assert stack.dump() == before
