"""The watchdog and the main switch on the deployed stack, under their own roles."""

import json
import time

import pytest

from tests.e2e.conftest import Customer, Stack
from tests.e2e.waiting import eventually, in_seconds

pytestmark = pytest.mark.e2e


def _invoke(stack: Stack, function: str, event: dict[str, object]) -> dict[str, object]:
    answer = stack.aws("lambda").invoke(FunctionName=stack.function(function), Payload=json.dumps(event).encode())
    return dict(json.loads(answer["Payload"].read()))


def test_what_the_due_index_and_the_schedules_have_lost_is_found_and_charged(
    stack: Stack, customer: Customer
) -> None:
    checkout = customer.initialize(
        subscription_plan=True, schedule={"interval": "weekly", "start_at": in_seconds(3), "timezone": "UTC"}
    )
    customer.pay(checkout)
    key = {"pk": {"S": f"USER#{customer.id}"}, "sk": {"S": "SUBSCRIPTION#000000000001"}}
    stack.aws("dynamodb").update_item(
        TableName=stack.described["tables"]["Payments"], Key=key, UpdateExpression="REMOVE due_shard, look_at"
    )
    schedule = f"{customer.id}.1"
    stack.aws("scheduler").delete_schedule(Name=schedule, GroupName=stack.schedule_group)

    found = _invoke(stack, "WatchSubscriptionsFunction", {})

    assert found["missed"] >= 1, found
    assert found["schedules_made"] >= 1, found
    assert schedule in stack.schedules()
    # The sweep takes up what the watchdog put back, should the time not have come for the queued charge yet.
    eventually(lambda: len(stack.charges(customer.id)) == 1, within=100, what="the charge")
    eventually(lambda: len(customer.history()) == 2, within=10, what="the second payment")


def test_while_the_switch_is_off_nothing_is_charged(stack: Stack, customer: Customer) -> None:
    checkout = customer.initialize(
        subscription_plan=True, schedule={"interval": "monthly", "start_at": in_seconds(2), "timezone": "UTC"}
    )
    customer.pay(checkout)
    switch = {"pk": {"S": "STACK"}, "sk": {"S": "CHARGING"}}
    dynamodb, table = stack.aws("dynamodb"), stack.described["tables"]["Payments"]
    dynamodb.put_item(TableName=table, Item=switch | {"is_off": {"BOOL": True}})
    event = {"user_id": customer.id, "subscription_id": checkout["subscription"]}
    try:
        eventually(
            lambda: _invoke(stack, "ChargeSubscriptionFunction", event) == {"result": "charging_off"},
            within=20,
            what="the refusal",
        )
        assert stack.charges(customer.id) == []
    finally:
        dynamodb.delete_item(TableName=table, Key=switch)
    _let_the_time_come(stack, customer)
    assert _invoke(stack, "ChargeSubscriptionFunction", event) == {"result": "success"}


def _let_the_time_come(stack: Stack, customer: Customer) -> None:
    """What may not be charged is looked at again a quarter of an hour later: as if that had passed."""
    stack.aws("dynamodb").update_item(
        TableName=stack.described["tables"]["Payments"],
        Key={"pk": {"S": f"USER#{customer.id}"}, "sk": {"S": "SUBSCRIPTION#000000000001"}},
        UpdateExpression="SET look_at = :now",
        ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
    )
