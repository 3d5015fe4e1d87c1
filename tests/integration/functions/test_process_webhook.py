"""A batch of events: each for itself, those that fail come again, and none goes round for ever."""

import json
from typing import Any

import pytest

from tests.support.builders import USER, user_id
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment

USERS = [user_id(number) for number in (1, 2, 3)]


def paid(stack: Stack, paystack: Paystack, user: str = USER) -> str:
    """A customer pays, and Paystack's event waits; return the event's id."""
    paystack.pay(begin_payment(stack, user_id=user)["reference"])
    answer = stack.call("receive_webhook", stack.event("receive_webhook/charge_success", user))
    assert answer.status == 200
    return stack.webhook_id(user)


def statuses(stack: Stack) -> list[str]:
    return [item["status"] for item in stack.items(prefix="PAYMENT#")]


def results(stack: Stack) -> list[Any]:
    return [item.get("result") for item in stack.items() if item["pk"].startswith("WEBHOOKS#")]


@pytest.mark.parametrize(("fault", "times"), [("status", 2), ("garbage", 1), ("reset", 2)])
def test_of_a_batch_only_what_paystack_did_not_answer_fails_and_comes_again(
    stack: Stack, paystack: Paystack, fault: str, times: int
):
    for user in USERS:
        paid(stack, paystack, user)
    paystack.fail_next("verify", fault, times=times)

    failed = stack.process_webhooks()

    assert (len(failed), sorted(statuses(stack))) == (1, ["pending", "success", "success"])
    assert sorted(results(stack), key=str) == [None, "settled", "settled"]
    assert stack.invoke("process_webhook", {"Records": failed}) == {"batchItemFailures": []}
    assert statuses(stack) == ["success"] * 3


@pytest.mark.parametrize("body", ["not JSON", "[]", "{}", '{"webhook_id": null}', '{"webhook_id": 7}', '""'])
def test_a_message_that_is_none_of_ours_harms_no_other(stack: Stack, paystack: Paystack, body: str):
    webhook_id = paid(stack, paystack)
    records = [
        {"messageId": "bad", "body": body},
        {"messageId": "good", "body": json.dumps({"webhook_id": webhook_id})},
    ]

    answer = stack.invoke("process_webhook", {"Records": records})

    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] in (["bad"], [])
    assert statuses(stack) == ["success"]


def test_the_event_files_are_processed(stack: Stack, paystack: Paystack):
    paid(stack, paystack)
    for name in ("one", "forgotten"):
        assert stack.invoke("process_webhook", stack.event(f"process_webhook/{name}")) == {"batchItemFailures": []}
    assert results(stack) == ["settled"]


def test_what_failed_is_logged_without_the_event(stack: Stack, paystack: Paystack):
    paid(stack, paystack)
    paystack.fail_next("verify", "garbage")
    stack.log_lines()

    stack.process_webhooks()

    (line,) = [json.loads(one) for one in stack.log_lines()]
    assert (line["level"], line["exception_name"]) == ("ERROR", "GatewayUnavailable")
    assert "amina" not in json.dumps(line)
