"""Sign up, pay, be charged on a schedule, see both payments, stop."""

import pytest

from tests.e2e.conftest import Customer, Stack
from tests.e2e.waiting import eventually, in_seconds

pytestmark = pytest.mark.e2e


def test_a_customer_pays_is_charged_by_the_schedule_and_stops(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize(
        subscription_plan=True,
        schedule={"interval": "daily", "start_at": in_seconds(20), "timezone": "UTC"},
    )
    assert "Payment received" in customer.pay(checkout)
    assert [payment["status"] for payment in customer.history()] == ["success"]
    schedule = f"{customer.id}.{checkout['subscription']}"
    assert schedule in stack.schedules()

    eventually(lambda: len(customer.history()) == 2, within=150, what="the second payment")
    newest, first = customer.history()
    assert (newest["status"], newest["amount"], newest["subscription"]) == ("success", "5000.00", 1)
    assert first["id"] == checkout["id"]
    assert stack.charges(customer.id) == [newest["reference"]]

    stopped = customer.call("POST", f"/dukka/api/stop-payment/{checkout['id']}/")
    assert stopped.status_code == 200
    assert stopped.json()["last_charge"] is None
    assert schedule not in stack.schedules()
    again = customer.call("GET", f"/dukka/api/stop-payment/{checkout['id']}")
    assert again.status_code == 200, "stopping twice is harmless, by the old GET as well"


def test_the_schedule_itself_invokes_the_charge_function(stack: Stack, customer: Customer) -> None:
    """With the sweep's schedule out of the way, in a zone whose time the local scheduler keeps."""
    scheduler = stack.aws("scheduler")
    sweep = next(
        schedule
        for schedule in scheduler.list_schedules(GroupName="default")["Schedules"]
        if "Sweep" in schedule["Name"]
    )
    definition = scheduler.get_schedule(Name=sweep["Name"], GroupName="default")
    kept = {
        name: definition[name] for name in ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    }
    scheduler.update_schedule(**kept, State="DISABLED")
    try:
        checkout = customer.initialize(
            subscription_plan=True,
            schedule={"interval": "daily", "start_at": in_seconds(15), "timezone": "UTC"},
        )
        customer.pay(checkout)
        eventually(lambda: stack.charges(customer.id), within=120, what="the schedule's charge")
    finally:
        scheduler.update_schedule(**kept, State="ENABLED")
    eventually(lambda: len(customer.history()) == 2, within=20, what="the second payment")


def test_with_every_schedule_deleted_the_sweep_still_charges_once(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize(
        subscription_plan=True, schedule={"interval": "weekly", "start_at": in_seconds(15)}
    )
    customer.pay(checkout)
    scheduler = stack.aws("scheduler")
    for name in stack.schedules():
        scheduler.delete_schedule(Name=name, GroupName=stack.schedule_group)

    eventually(lambda: len(customer.history()) == 2, within=150, what="the sweep's charge")
    function = stack.function("SweepDueSubscriptionsFunction")
    for _ in range(2):
        stack.aws("lambda").invoke(FunctionName=function, Payload=b"{}")
    assert len(stack.charges(customer.id)) == 1


def test_a_webhook_alone_settles_a_payment(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize()
    stack.simulator(f"pay/{checkout['reference']}", {})
    eventually(
        lambda: [payment["status"] for payment in customer.history()] == ["success"],
        within=20,
        what="the webhook's success",
    )


def test_one_customer_cannot_see_or_stop_anothers_payment(customer: Customer, new_customer) -> None:
    checkout = customer.initialize()
    stranger = new_customer()
    for method, path in (
        ("GET", f"/dukka/api/payments/{checkout['id']}/"),
        ("POST", f"/dukka/api/stop-payment/{checkout['id']}/"),
    ):
        theirs, missing = stranger.call(method, path), stranger.call(method, path.replace("/1/", "/77/"))
        assert theirs.status_code == missing.status_code == 404
        assert theirs.text == missing.text
    assert stranger.history() == []
