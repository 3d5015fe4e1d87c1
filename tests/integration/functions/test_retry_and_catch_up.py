"""What a customer does when charges failed or were missed: try again now, or choose what becomes of the periods."""

import pytest

from tests.support.builders import USER
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import DAY, ask, charge, decline, miss_periods, show, stored, subscribe_until


def taken(paystack: Paystack) -> list[str]:
    transactions = paystack.running.simulator.ledger.transactions()
    return sorted(one.reference for one in transactions if one.status == "success" and ".s1." in one.reference)


@pytest.mark.parametrize("state", ["past_due"])
def test_what_is_owed_is_tried_at_once(stack: Stack, paystack: Paystack, state: str):
    subscribe_until(stack, paystack, state)

    answer = ask(stack, "retry_subscription")

    assert (answer.status, answer.json["status"]) == (202, "past_due")
    assert stack.charges == [{"user_id": USER, "subscription_id": 1, "is_waited_for": True}]
    assert [charge(stack), charge(stack)] == ["success", "not_due"]
    assert taken(paystack) == [f"dk.{USER}.s1.1.2"]
    assert show(stack)["status"] == "active"


def test_one_that_was_given_up_is_tried_again_as_well(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    decline(stack, paystack, "insufficient_funds")
    while stored().status == "past_due":
        wait_for_next_charge(stack)
        paystack.decline_next(gateway_response_code="insufficient_funds")
        charge(stack)
    assert show(stack)["status"] == "halted"
    paystack.running.simulator.declines.remove()

    assert ask(stack, "retry_subscription").status == 202

    assert charge(stack) == "success"
    assert show(stack)["status"] == "active"


@pytest.mark.parametrize("state", ["active", "paused", "needs_attention", "stopped", "completed"])
def test_where_nothing_is_owed_nothing_is_tried(stack: Stack, paystack: Paystack, state: str):
    subscribe_until(stack, paystack, state)
    before = stack.dump()

    answer = ask(stack, "retry_subscription")

    assert (answer.status, answer.json["code"]) == (409, "wrong_state")
    assert state.replace("_", " ") in answer.json["detail"]
    assert (stack.dump(), stack.charges) == (before, [])


def test_a_card_that_is_done_for_is_not_tried_again(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    decline(stack, paystack, "pickup_stolen_card")
    before = stack.dump()

    answer = ask(stack, "retry_subscription")

    assert (answer.status, "update-card" in answer.json["detail"]) == (409, True)
    assert stack.dump() == before


def test_nothing_is_tried_while_the_customer_is_to_confirm(stack: Stack, paystack: Paystack):
    subscribe_until(stack, paystack, "past_due")
    wait_for_next_charge(stack)
    paystack.decline_next(outcome="paused")
    assert charge(stack) == "unresolved"

    answer = ask(stack, "retry_subscription")

    assert (answer.status, "under way" in answer.json["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("choice", "charged"),
    [
        ("charge_one", [f"dk.{USER}.s1.3.1"]),
        ("charge_all", [f"dk.{USER}.s1.{index}.1" for index in (1, 2, 3)]),
        ("skip_to_next", []),
    ],
)
def test_missed_periods_are_charged_as_the_customer_chooses(
    stack: Stack, paystack: Paystack, choice: str, charged: list[str]
):
    begin_subscription(stack, paystack)
    miss_periods(stack, days=62)
    told = show(stack)["attention"]

    answer = ask(stack, "catch_up_subscription", body={"choice": choice})

    assert told["missed_periods"] == 3
    assert (answer.status, answer.json["status"], answer.json["attention"]) == (200, "active", None)
    assert bool(stack.charges) == bool(charged)
    for number, reference in enumerate(charged):
        assert charge(stack) == "success"
        assert taken(paystack)[number] == reference
        assert charge(stack) == "not_due"
        stack.clock.advance(20 * 3_600)
    assert taken(paystack) == charged
    assert stored().next_charge_at > stack.clock.now() - 3 * DAY
    wait_for_next_charge(stack)
    assert charge(stack) == "success"
    assert taken(paystack)[-1] == f"dk.{USER}.s1.4.1"


@pytest.mark.parametrize("body", [{}, {"choice": None}, {"choice": ""}, {"choice": "charge_none"}, {"choice": ["x"]}])
def test_an_unknown_choice_is_named_and_changes_nothing(stack: Stack, paystack: Paystack, body: dict[str, object]):
    begin_subscription(stack, paystack)
    miss_periods(stack)
    before = stack.dump()

    answer = ask(stack, "catch_up_subscription", body=body)

    assert (answer.status, [*answer.json]) == (400, ["choice"])
    assert stack.dump() == before


def test_choosing_again_is_refused(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    miss_periods(stack)
    ask(stack, "catch_up_subscription")

    assert ask(stack, "catch_up_subscription").status == 409
