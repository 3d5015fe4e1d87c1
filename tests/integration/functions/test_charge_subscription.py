"""The charge function: what is due is charged once, whatever Paystack does and however often it is woken."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared import bootstrap
from shared.domain.subscription import indexed
from tests.support import stack as stack_module
from tests.support.builders import USER
from tests.support.stack import CHARGE_ARN, GROUP, Context, Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge

REFERENCE = f"dk.{USER}.s1.1.1"
DAY = 86_400


@pytest.fixture
def due(stack: Stack, paystack: Paystack) -> None:
    """A monthly subscription whose first recurring charge is due."""
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)


def charge(stack: Stack) -> str:
    result: str = stack.invoke("charge_subscription", stack.event("charge_subscription/ok"))["result"]
    return result


def subscription(stack: Stack) -> dict[str, Any]:
    (stored,) = stack.items(prefix="SUBSCRIPTION#")
    return stored


def taken(paystack: Paystack) -> list[str]:
    """References of the recurring charges for which money was taken."""
    transactions = paystack.running.simulator.ledger.transactions()
    return sorted(one.reference for one in transactions if one.status == "success" and ".s1." in one.reference)


@pytest.mark.usefixtures("due")
def test_what_is_due_is_charged_and_recorded_with_one_call(stack: Stack, paystack: Paystack):
    before = subscription(stack)

    assert charge(stack) == "success"

    assert taken(paystack) == [REFERENCE]
    after = subscription(stack)
    assert (after["next_index"], after["attempt"], "in_flight" in after) == (2, 1, False)
    assert after["next_charge_at"] > before["next_charge_at"]
    payment = stack.items(prefix="PAYMENT#")[-1]
    assert (payment["reference"], payment["status"], payment["subscription_id"]) == (REFERENCE, "success", 1)
    assert len(paystack.calls("charge_authorization")) == 1
    assert len(paystack.calls("verify")) == 1  # that of the checkout


def test_nothing_is_charged_before_its_time(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    stack.clock.instant = int(subscription(stack)["next_charge_at"]) - 1
    before = stack.dump()

    assert charge(stack) == "not_due"
    assert stack.dump() == before
    assert taken(paystack) == []


@pytest.mark.usefixtures("due")
def test_waking_it_again_charges_nothing_more(stack: Stack, paystack: Paystack):
    assert [charge(stack) for _ in range(3)] == ["success", "not_due", "not_due"]
    assert taken(paystack) == [REFERENCE]


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("shape", ["200", "400"])
def test_a_decline_is_recorded_and_tried_again_another_day(stack: Stack, paystack: Paystack, shape: str):
    paystack.decline_next(shape=shape)

    assert charge(stack) == "failed"
    assert charge(stack) == "not_due"
    assert subscription(stack)["status"] == "past_due"
    wait_for_next_charge(stack)
    assert charge(stack) == "success"
    assert taken(paystack) == [f"dk.{USER}.s1.1.2"]
    statuses = [item["status"] for item in stack.items(prefix="PAYMENT#")]
    assert statuses == ["success", "failed", "success"]


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("qualifier", ["", ":live", ":7"])
def test_a_retry_has_a_wake_up_call_of_its_own_that_leads_back_to_the_function(
    stack: Stack, paystack: Paystack, monkeypatch: pytest.MonkeyPatch, qualifier: str
):
    monkeypatch.setattr(stack_module, "Context", lambda: Context(f"{CHARGE_ARN}{qualifier}"))
    paystack.decline_next()

    assert charge(stack) == "failed"

    retry_at = int(subscription(stack)["charge_at"])
    call = stack.client("scheduler").get_schedule(GroupName=GROUP, Name=f"{USER}.1.{retry_at}")
    assert call["ScheduleExpression"] == datetime.fromtimestamp(retry_at, UTC).strftime("at(%Y-%m-%dT%H:%M:%S)")
    assert call["Target"]["Arn"] == CHARGE_ARN
    assert f"{USER}.1" in stack.dump()["schedules"]


def test_a_card_that_ends_before_its_next_charge_is_told_in_time_and_once(stack: Stack, paystack: Paystack):
    told: list[dict[str, Any]] = []
    begin_subscription(stack, paystack)
    store = bootstrap.subscriptions()
    stored = store.get_subscription(USER, 1)
    assert stored
    assert stored.authorization
    month = datetime.fromtimestamp(stack.clock.now(), UTC).strftime("%m %Y").split()
    card = replace(stored.authorization, exp_month=month[0], exp_year=month[1])
    store.replace_subscription(indexed(replace(stored, authorization=card)))
    bootstrap.client("events").meta.events.register(
        "before-call.events.PutEvents", lambda params, **_: told.append(json.loads(params["body"]))
    )

    results = []
    while (look_at := int(subscription(stack)["look_at"])) < stored.next_charge_at:
        stack.clock.instant = max(stack.clock.instant, look_at)
        results.append(charge(stack))

    assert results
    assert set(results) == {"told_card_expires"}
    sent = [json.loads(entry["Detail"])["days"] for body in told for entry in body["Entries"]]
    assert sent == sorted(set(sent), reverse=True)
    assert set(sent) <= {30, 7, 1}
    assert len(sent) == len(results)


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("fault", ["lost_response", "reset_mid_body", "garbage"])
def test_a_charge_whose_answer_was_lost_is_found_by_asking_and_not_sent_again(
    stack: Stack, paystack: Paystack, fault: str
):
    paystack.fail_next("charge_authorization", fault)

    assert charge(stack) == "success"
    assert len(paystack.calls("charge_authorization")) == 1
    assert taken(paystack) == [REFERENCE]


@pytest.mark.usefixtures("due")
def test_a_charge_that_never_arrived_is_sent_again_only_after_two_looks_minutes_apart(
    stack: Stack, paystack: Paystack
):
    paystack.fail_next("charge_authorization", "reset")

    results = [charge(stack)]
    for wait in (60, 300):
        stack.clock.advance(wait)
        results.append(charge(stack))

    assert results[0] == "unresolved"
    assert results[-1] == "success"
    assert taken(paystack) == [REFERENCE]


@pytest.mark.usefixtures("due")
def test_paystack_down_leaves_the_charge_in_flight_for_the_sweep(stack: Stack, paystack: Paystack):
    paystack.fail_next("*", "status", status=503, times=10)

    assert charge(stack) == "unresolved"

    stored = subscription(stack)
    assert stored["in_flight"]["reference"]["attempt"] == 1
    assert stored["due_shard"]
    assert [item["status"] for item in stack.items(prefix="PAYMENT#")] == ["success"]


@pytest.mark.usefixtures("due")
def test_a_challenge_is_no_decline(stack: Stack, paystack: Paystack):
    paystack.decline_next(outcome="paused")

    assert charge(stack) == "unresolved"
    assert subscription(stack)["in_flight"]


@pytest.mark.usefixtures("due")
def test_two_periods_missed_are_not_charged_but_put_to_a_person(stack: Stack, paystack: Paystack):
    stack.clock.advance(32 * DAY)

    assert charge(stack) == "needs_attention"
    assert taken(paystack) == []


@pytest.mark.parametrize("case", ["ok", "unknown_subscription"])
def test_a_schedule_that_wakes_nobody_deletes_itself(stack: Stack, paystack: Paystack, case: str):
    if case == "unknown_subscription":
        begin_subscription(stack, paystack)
    before = stack.dump()

    assert stack.invoke("charge_subscription", stack.event(f"charge_subscription/{case}")) == {"result": "ended"}
    assert stack.dump() == before
    assert taken(paystack) == []


@pytest.mark.parametrize("event", [{}, {"user_id": USER}, {"user_id": USER, "subscription_id": "one"}], ids=repr)
def test_an_event_that_makes_no_sense_fails_and_reaches_the_failure_queue(stack: Stack, event: dict[str, Any]):
    before = stack.dump()

    with pytest.raises((KeyError, ValueError)):
        stack.invoke("charge_subscription", event)

    assert stack.dump() == before
