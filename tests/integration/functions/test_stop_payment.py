"""Stopping a subscription by one of its payments."""

import pytest

from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_path
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge


def stop(stack: Stack, case: str = "ok", user_id: str = USER) -> Answered:
    return stack.call("stop_payment", stack.event(f"stop_payment/{case}", user_id))


@pytest.mark.parametrize("case", ["ok", "by_link"])
def test_a_stopped_subscription_has_no_schedule_and_is_never_charged(stack: Stack, paystack: Paystack, case: str):
    begin_subscription(stack, paystack)

    answer = stop(stack, case)

    assert answer.json == {
        "detail": "Automatic payment stopped.",
        "subscription": 1,
        "status": "stopped",
        "last_charge": None,
    }
    assert stack.dump()["schedules"] == []
    (stopped,) = stack.items(prefix="SUBSCRIPTION#")
    assert (stopped["status"], "due_shard" in stopped) == ("stopped", False)
    stack.clock.instant = int(stopped["next_charge_at"])
    assert stack.invoke("charge_subscription", stack.event("charge_subscription/ok")) == {"result": "ended"}
    assert paystack.calls("charge_authorization") == []


def test_stopping_twice_is_harmless(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    first = stop(stack)
    after = stack.dump()

    assert stop(stack).json == first.json
    assert stack.dump() == after


def test_a_charge_under_way_is_named_as_the_last(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("charge_authorization", "lost_response")
    paystack.fail_next("verify", "status", status=503, times=4)
    stack.invoke("charge_subscription", stack.event("charge_subscription/ok"))

    assert stop(stack).json["last_charge"] == f"dk.{USER}.s1.1.1"


def test_stopping_before_the_checkout_is_paid_means_that_paying_begins_nothing(stack: Stack, paystack: Paystack):
    begun = begin_payment(stack, "subscription")
    assert stop(stack).status == 200
    paystack.pay(begun["reference"])
    stack.call("get_payment", stack.event("get_payment/ok"))

    assert [item["status"] for item in stack.items(prefix="SUBSCRIPTION#")] == ["stopped"]
    assert stack.dump()["schedules"] == []


def test_a_payment_without_a_subscription_is_a_conflict(stack: Stack):
    begin_payment(stack)
    before = stack.dump()

    answer = stop(stack)

    assert answer.status == 409
    assert answer.json == {"detail": "This payment has no subscription.", "code": "no_subscription"}
    assert stack.dump() == before


@pytest.mark.parametrize("payment", ["999", "0", "-1", "abc", "1.0", "9" * 30])
def test_a_missing_payment_is_not_found(stack: Stack, paystack: Paystack, payment: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = stack.call(
        "stop_payment", with_path(stack.event("stop_payment/ok"), f"/dukka/api/stop-payment/{payment}/")
    )

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert stack.dump() == before


def test_another_users_subscription_goes_on(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = stop(stack, user_id=OTHER_USER)

    assert answer.status == 404
    assert stack.dump() == before


def test_stopping_payment_1_does_not_stop_payments_10_and_11(stack: Stack, paystack: Paystack):
    for _ in range(11):
        begun = begin_payment(stack, "subscription")
    paystack.pay(begun["reference"])
    path = f"/dukka/api/payments/{begun['id']}/"
    stack.call("get_payment", with_path(stack.event("get_payment/ok"), path))

    stop(stack)

    statuses = {int(item["id"]): item["status"] for item in stack.items(prefix="SUBSCRIPTION#")}
    assert statuses == {1: "stopped", 11: "active"}
    assert stack.dump()["schedules"] == [f"{USER}.11"]
