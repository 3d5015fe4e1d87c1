"""Pauses: open-ended, until a date, and ended by hand; what falls into one is never charged."""

import pytest

from tests.support.builders import USER
from tests.support.stack import GROUP, Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import DAY, ask, charge, show, stored


def iso(stack: Stack, days: int) -> str:
    return f"{stack.clock.wall(days)}Z"


def charges(paystack: Paystack) -> int:
    return len(paystack.calls("charge_authorization"))


def test_an_open_ended_pause_charges_nothing_until_it_is_resumed(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    due_at = stored().next_charge_at

    paused = ask(stack, "pause_subscription", body={"until": None}).json

    assert (paused["status"], paused["paused_until"], paused["next_charge_at"]) == ("paused", None, None)
    assert stack.dump()["schedules"] == []
    stack.clock.instant = due_at + 40 * DAY
    assert charge(stack) == "ended"
    resumed = ask(stack, "resume_subscription").json
    assert resumed["status"] == "active"
    assert stored().next_charge_at > stack.clock.now()
    assert stack.dump()["schedules"] == [f"{USER}.1"]
    assert charges(paystack) == 0
    wait_for_next_charge(stack)
    assert (charge(stack), charges(paystack)) == ("success", 1)


def test_resuming_before_the_charge_was_due_changes_nothing_of_it(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)

    ask(stack, "pause_subscription")
    ask(stack, "resume_subscription")

    assert show(stack) == before


def test_a_pause_until_a_date_ends_by_itself(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    until = iso(stack, 45)

    paused = ask(stack, "pause_subscription", body={"until": until}).json

    assert (paused["status"], paused["paused_until"]) == ("paused", until)
    (call,) = stack.client("scheduler").list_schedules(GroupName=GROUP)["Schedules"]
    at = stack.client("scheduler").get_schedule(GroupName=GROUP, Name=call["Name"])
    assert at["ScheduleExpression"] == f"at({until.removesuffix('Z')})"
    assert charge(stack) == "not_due"
    first_after = paused["next_charge_at"]
    assert first_after > until
    stack.clock.advance(45 * DAY)
    assert charge(stack) == "resumed"
    resumed = show(stack)
    assert (resumed["status"], resumed["next_charge_at"], resumed["paused_until"]) == ("active", first_after, None)
    assert f"{USER}.1" in stack.dump()["schedules"]


def test_the_sweep_ends_a_pause_whose_call_was_lost(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    ask(stack, "pause_subscription", body={"until": iso(stack, 5)})
    stack.clock.advance(5 * DAY)

    stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))

    assert [(event["user_id"], event["subscription_id"]) for event in stack.charges] == [(USER, 1)]
    assert charge(stack) == "resumed"


@pytest.mark.parametrize(
    "until",
    ["2020-01-01T00:00:00Z", "{now}", "2099-01-01T00:00:00Z", "2027-02-30T00:00:00Z", "2027-01-31T09:00", "soon", 17],
)
def test_an_impossible_end_of_a_pause_is_named_and_changes_nothing(stack: Stack, paystack: Paystack, until: object):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = ask(stack, "pause_subscription", body={"until": iso(stack, 0) if until == "{now}" else until})

    assert (answer.status, [*answer.json]) == (400, ["until"])
    assert stack.dump() == before


def test_a_charge_under_way_is_the_last_before_a_pause(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("charge_authorization", "lost_response")
    paystack.fail_next("verify", "status", status=503, times=2)
    assert charge(stack) == "unresolved"

    paused = ask(stack, "pause_subscription").json

    assert (paused["status"], paused["last_charge"]) == ("paused", f"dk.{USER}.s1.1.1")
    wait_for_next_charge(stack)
    assert charge(stack) == "success"
    after = show(stack)
    assert (after["status"], after["charges_made"], after["last_charge"]) == ("paused", 1, None)


def test_one_that_is_about_to_stop_cannot_be_paused(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    ask(stack, "stop_subscription", "at_period_end")

    answer = ask(stack, "pause_subscription")

    assert (answer.status, "about to stop" in answer.json["detail"]) == (409, True)
