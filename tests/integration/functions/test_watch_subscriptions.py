"""The watchdog's function: a planted miss is counted by its alarm's metric, and mended."""

import json
from typing import Any

from shared.domain.alert import AlertKind
from tests.support.builders import USER
from tests.support.stack import GROUP, PAYMENTS, Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge
from tests.support.template import template


def watch(stack: Stack) -> dict[str, int]:
    found: dict[str, int] = stack.invoke("watch_subscriptions", stack.event("watch_subscriptions/scheduled"))
    return found


def counted(printed: str) -> list[tuple[str, str, str]]:
    """Namespace, name and stack of each metric among the lines that were printed."""
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    metrics = [line for line in lines if "_aws" in line]
    told = [(line["_aws"]["CloudWatchMetrics"][0], line) for line in metrics]
    return [(how["Namespace"], how["Metrics"][0]["Name"], line["stack"]) for how, line in told]


def forget(stack: Stack) -> None:
    """Plant a miss: the subscription falls out of the due index."""
    names = {"pk": f"USER#{USER}", "sk": "SUBSCRIPTION#000000000001"}
    stack.session.tables.Table(PAYMENTS).update_item(Key=names, UpdateExpression="REMOVE due_shard, look_at")


def test_with_all_well_nothing_is_changed_or_counted(stack: Stack, paystack: Paystack, capsys):
    begin_subscription(stack, paystack)
    before = stack.dump()

    assert watch(stack) == {"watched": 1, "missed": 0, "schedules_made": 0, "schedules_deleted": 0}

    assert stack.dump() == before
    assert counted(capsys.readouterr().out) == []


def test_a_forgotten_subscription_is_counted_and_charged(stack: Stack, paystack: Paystack, capsys):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    forget(stack)

    assert watch(stack)["missed"] == 1

    assert counted(capsys.readouterr().out) == [("Dukka", "period_missed", "dukka-test")]
    assert stack.charges == [{"user_id": USER, "subscription_id": 1}]
    assert stack.invoke("charge_subscription", stack.charges[0]) == {"result": "success"}


def test_schedules_are_made_and_deleted_until_they_agree_with_the_subscriptions(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    scheduler = stack.client("scheduler")
    described = scheduler.get_schedule(GroupName=GROUP, Name=f"{USER}.1")
    kept = {name: described[name] for name in ("ScheduleExpression", "FlexibleTimeWindow", "Target", "GroupName")}
    scheduler.delete_schedule(GroupName=GROUP, Name=f"{USER}.1")
    for orphan in (f"{USER}.77", "somebody-elses"):
        scheduler.create_schedule(Name=orphan, **kept)

    assert watch(stack) == {"watched": 1, "missed": 0, "schedules_made": 1, "schedules_deleted": 1}

    assert stack.dump()["schedules"] == sorted(["somebody-elses", f"{USER}.1"])


def test_every_alert_has_an_alarm_that_tells_somebody():
    alarms: list[dict[str, Any]] = [
        resource["Properties"]
        for resource in template()["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm" and resource["Properties"]["Namespace"] == "Dukka"
    ]

    assert {alarm["MetricName"] for alarm in alarms} == set(AlertKind)
    for alarm in alarms:
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert alarm["Dimensions"] == [{"Name": "stack", "Value": {"Ref": "AWS::StackName"}}]
        assert alarm["Period"] <= 300
