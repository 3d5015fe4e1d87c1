"""The sweep: what is due is handed on and what is unresolved is finished, without schedules and webhooks."""

import pytest

from tests.support.builders import OTHER_USER, USER
from tests.support.stack import GROUP, Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge

DAY = 86_400


def swept(subscriptions: int = 0, payments: int = 0, disputes: int = 0) -> dict[str, int | None]:
    """What a sweep returns that leaves nothing waiting."""
    return {"subscriptions": subscriptions, "payments": payments, "waiting_since": None, "disputes": disputes}


def sweep(stack: Stack, case: str = "scheduled") -> dict[str, int | None]:
    result: dict[str, int | None] = stack.invoke(
        "sweep_due_subscriptions", stack.event(f"sweep_due_subscriptions/{case}")
    )
    return result


def run_queued_charges(stack: Stack) -> list[str]:
    """Do what Lambda does with the invocations that were queued."""
    queued, stack.charges[:] = stack.charges[:], []
    return [stack.invoke("charge_subscription", event)["result"] for event in queued]


@pytest.mark.parametrize("case", ["scheduled", "by_hand"])
def test_with_nothing_due_nothing_is_done(stack: Stack, paystack: Paystack, case: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    assert sweep(stack, case) == swept()
    assert stack.dump() == before
    assert stack.charges == []


def test_a_due_subscription_without_its_schedule_is_charged_once_and_gets_its_schedule_back(
    stack: Stack, paystack: Paystack
):
    begin_subscription(stack, paystack)
    stack.client("scheduler").delete_schedule(GroupName=GROUP, Name=f"{USER}.1")
    wait_for_next_charge(stack)
    stack.clock.advance(300)

    assert sweep(stack) == swept(subscriptions=1)

    (event,) = stack.charges
    assert event == {"user_id": USER, "subscription_id": 1, "kept_until": event["kept_until"]}
    assert event["kept_until"] > stack.clock.now()
    assert stack.dump()["schedules"] == [f"{USER}.1"]
    assert run_queued_charges(stack) == ["success"]
    assert sweep(stack) == swept()


def test_a_paid_checkout_nobody_told_us_about_is_settled(stack: Stack, paystack: Paystack):
    begun = begin_payment(stack, "subscription")
    paystack.pay(begun["reference"])
    stack.clock.advance(15 * 60)

    assert sweep(stack) == swept(payments=1)

    assert stack.items(prefix="PAYMENT#")[0]["status"] == "success"
    assert stack.items(prefix="SUBSCRIPTION#")[0]["status"] == "active"


def test_a_checkout_that_nobody_paid_is_given_up_after_two_days(stack: Stack):
    begin_payment(stack)
    for elapsed in (15 * 60, 2 * 3_600, DAY, 2 * DAY):
        stack.clock.advance(elapsed)
        sweep(stack)

    (payment,) = stack.items(prefix="PAYMENT#")
    assert (payment["status"], "due_shard" in payment) == ("abandoned", False)


def test_one_item_that_fails_does_not_keep_the_others(stack: Stack, paystack: Paystack):
    begin_payment(stack, user_id=USER)
    begun = begin_payment(stack, user_id=OTHER_USER)
    paystack.pay(begun["reference"])
    table = stack.session.tables.Table("Payments")
    table.update_item(
        Key={"pk": f"USER#{USER}", "sk": "PAYMENT#000000000001"},
        UpdateExpression="SET #status = :odd",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":odd": "of another release"},
    )
    stack.clock.advance(15 * 60)

    with pytest.raises(ExceptionGroup, match="could not be swept"):
        sweep(stack)

    (theirs,) = [item for item in stack.items(prefix="PAYMENT#") if item["user_id"] == OTHER_USER]
    assert theirs["status"] == "success"


def test_a_charge_left_in_flight_is_finished_by_the_sweeps_that_follow(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("*", "status", status=503, times=3)
    stack.invoke("charge_subscription", stack.event("charge_subscription/ok"))
    results = []
    for _ in range(4):
        stack.clock.advance(300)
        sweep(stack)
        results += run_queued_charges(stack)

    assert results[-1] == "success"
    transactions = paystack.running.simulator.ledger.transactions()
    assert [one.status for one in transactions if ".s1." in one.reference] == ["success"]
