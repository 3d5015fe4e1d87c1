"""Staff see what Paystack delivered, newest first, and have an event processed once more."""

from typing import Any

import pytest

from tests.support.builders import USER, user_id
from tests.support.events import with_path, with_query
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment


def listed(stack: Stack, **query: str) -> dict[str, Any]:
    answer = stack.call("list_webhooks", with_query(stack.event("list_webhooks/first_page"), **query))
    assert answer.status == 200, answer.text
    return dict(answer.json)


def deliver(stack: Stack, number: int = 1) -> str:
    """An event about a user's first payment is delivered; return its id."""
    event = stack.event("receive_webhook/charge_success", user_id(number))
    assert stack.call("receive_webhook", event).status == 200
    stack.clock.advance(60)
    return stack.webhook_id(user_id(number))


def test_an_event_is_shown_with_what_became_of_it_and_without_its_bytes(stack: Stack, paystack: Paystack):
    paystack.pay(begin_payment(stack)["reference"])
    webhook_id = deliver(stack)
    (waiting,) = listed(stack)["results"]
    assert (waiting["id"], waiting["state"], waiting["result"], waiting["processed_at"]) == (
        *(webhook_id, "received", None, None),
    )

    stack.process_webhooks()

    (shown,) = listed(stack)["results"]
    assert shown == waiting | {
        "event": "charge.success",
        "subject": f"dk.{USER}.p1",
        "status": "success",
        "state": "processed",
        "result": "settled",
        "processed_at": shown["processed_at"],
    }
    assert shown["processed_at"] > shown["received_at"]
    assert "amina" not in str(shown)


def test_pages_go_on_where_the_last_one_ended(stack: Stack):
    ids = [deliver(stack, number) for number in (1, 2, 3)]

    first = listed(stack, limit="2")
    cursor = first["next"].rpartition("cursor=")[2].replace("%23", "#")
    second = listed(stack, limit="2", cursor=cursor)

    assert [one["id"] for one in first["results"] + second["results"]] == ids[::-1]
    assert "limit=2" in first["next"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"state": "received"}, 2),
        ({"state": "processed"}, 0),
        ({"event": "charge.success"}, 2),
        ({"event": "charge"}, 0),
        ({"event": "charge.success", "state": "received", "limit": "1"}, 1),
    ],
)
def test_it_is_searched_by_state_and_name(stack: Stack, query: dict[str, str], number: int):
    deliver(stack, 1)
    deliver(stack, 2)
    assert len(listed(stack, **query)["results"]) == number


@pytest.mark.parametrize("field", ["limit", "cursor", "state"])
def test_a_wrong_query_names_its_field(stack: Stack, field: str):
    answer = stack.call("list_webhooks", with_query(stack.event("list_webhooks/first_page"), **{field: "none"}))
    assert (answer.status, [*answer.json]) == (400, [field])


def test_a_processed_event_is_processed_once_more(stack: Stack, paystack: Paystack):
    """Here because its payment was not known when it came."""
    deliver(stack)
    stack.process_webhooks()
    assert listed(stack)["results"][0]["result"] == "not_ours"
    paystack.pay(begin_payment(stack)["reference"])

    answer = stack.call("replay_webhook", stack.event("replay_webhook/ok"))

    assert (answer.status, answer.json["state"], answer.json["result"]) == (202, "received", None)
    assert stack.process_webhooks() == []
    assert listed(stack)["results"][0]["result"] == "settled"
    assert stack.items(prefix="PAYMENT#")[0]["status"] == "success"


@pytest.mark.parametrize("name", ["0" * 32, "0" * 31, "1", "F" * 32, "x" * 3_000, "..%2F", "é"])
def test_what_is_not_kept_cannot_be_replayed(stack: Stack, name: str):
    event = with_path(stack.event("replay_webhook/missing"), f"/dukka/api/staff/webhooks/{name}/replay/")
    answer = stack.call("replay_webhook", event)

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert stack.waiting_webhooks() == []


@pytest.mark.parametrize("function", ["list_webhooks", "replay_webhook"])
def test_customers_see_nothing_and_do_nothing(stack: Stack, function: str):
    deliver(stack)
    stack.waiting_webhooks()
    answer = stack.call(function, stack.event(f"{function}/not_staff"))

    assert answer.status == 403
    assert stack.waiting_webhooks() == []
