"""Wake-up calls in EventBridge Scheduler, and charges asked of the charge function."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber
from moto import mock_aws

from shared.adapters.charge_queue import LambdaChargeQueue
from shared.adapters.schedules import EventBridgeSchedules
from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, Interval
from shared.domain.charge_pace import WAITED_FOR, Ticket
from shared.domain.errors import SchedulerUnavailable
from tests.support.builders import NOW, USER, a_schedule, a_subscription, at
from tests.support.stack import CHARGE_ARN, GROUP, REGION, ROLE_ARN


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        made = boto3.client("scheduler", region_name=REGION)
        made.create_schedule_group(Name=GROUP)
        yield made


@pytest.fixture
def schedules(client: Any) -> EventBridgeSchedules:
    return EventBridgeSchedules(lambda: client, GROUP, CHARGE_ARN, ROLE_ARN)


class Recorder:
    """A Scheduler that takes everything and keeps it."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def create_schedule(self, **request: Any) -> None:
        """Keep the request."""
        self.requests.append(request)


def names(client: Any) -> list[str]:
    return sorted(schedule["Name"] for schedule in client.list_schedules(GroupName=GROUP)["Schedules"])


def test_a_schedule_invokes_the_charge_function_in_the_customers_zone(client: Any, schedules: EventBridgeSchedules):
    schedules.ensure_schedule(a_subscription(schedule=a_schedule(anchor_at=at("2026-01-31T09:30"))))

    stored = client.get_schedule(GroupName=GROUP, Name=f"{USER}.1")
    assert stored["ScheduleExpression"] == "cron(30 9 28-31 * ? *)"
    assert stored["ScheduleExpressionTimezone"] == "Africa/Lagos"
    assert stored["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert (stored["Target"]["Arn"], stored["Target"]["RoleArn"]) == (CHARGE_ARN, ROLE_ARN)
    assert json.loads(stored["Target"]["Input"]) == {"user_id": USER, "subscription_id": 1}


def test_making_it_again_puts_the_new_calendar_over_the_old_one(client: Any, schedules: EventBridgeSchedules):
    schedules.ensure_schedule(a_subscription())
    daily = a_schedule(interval=Interval.DAILY, timezone="Africa/Accra", anchor_at=at("2026-01-31T10:15"))
    schedules.ensure_schedule(a_subscription(schedule=daily))

    stored = client.get_schedule(GroupName=GROUP, Name=f"{USER}.1")
    assert (stored["ScheduleExpression"], stored["ScheduleExpressionTimezone"]) == (
        "cron(15 9 * * ? *)",
        "Africa/Accra",
    )
    assert (stored["Target"]["Arn"], stored["Target"]["RoleArn"]) == (CHARGE_ARN, ROLE_ARN)
    assert names(client) == [f"{USER}.1"]


def test_a_single_call_is_for_its_instant_and_deletes_itself(client: Any, schedules: EventBridgeSchedules):
    instant = at("2026-02-03T09:00:30", "UTC")
    schedules.wake_once(a_subscription(), instant)
    schedules.wake_once(a_subscription(), instant)

    (name,) = names(client)
    stored = client.get_schedule(GroupName=GROUP, Name=name)
    assert (stored["ScheduleExpression"], stored["ScheduleExpressionTimezone"]) == ("at(2026-02-03T09:00:30)", "UTC")
    assert stored["ActionAfterCompletion"] == "DELETE"
    assert stored["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert (stored["Target"]["Arn"], stored["Target"]["RoleArn"]) == (CHARGE_ARN, ROLE_ARN)
    assert json.loads(stored["Target"]["Input"]) == {"user_id": USER, "subscription_id": 1}


def test_each_single_call_has_a_name_of_its_own_that_eventbridge_takes(client: Any, schedules: EventBridgeSchedules):
    largest = 10**12 - 1
    for number, instant in (
        (1, at("2026-02-03T09:00")),
        (1, at("2026-02-04T09:00")),
        (largest, at("2026-02-03T09:00")),
    ):
        schedules.wake_once(a_subscription(id=number), instant)

    assert len(names(client)) == 3
    assert all(re.fullmatch(r"[0-9A-Za-z_.-]{1,64}", name) for name in names(client))


def test_deleting_it_leaves_the_others(client: Any, schedules: EventBridgeSchedules):
    for number in (1, 10, 11):
        schedules.ensure_schedule(a_subscription(id=number))

    schedules.delete_schedule(USER, 1)

    assert names(client) == [f"{USER}.10", f"{USER}.11"]


def test_deleting_what_is_not_there_is_no_error(client: Any, schedules: EventBridgeSchedules):
    schedules.delete_schedule(USER, 1)
    schedules.delete_schedule(USER, 1)

    assert names(client) == []


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException", "AccessDeniedException"])
def test_a_scheduler_that_does_not_do_it_is_unavailable(client: Any, schedules: EventBridgeSchedules, code: str):
    with Stubber(client) as stub:
        stub.add_client_error("create_schedule", code)
        stub.add_client_error("create_schedule", code)
        stub.add_client_error("delete_schedule", code)

        with pytest.raises(SchedulerUnavailable):
            schedules.ensure_schedule(a_subscription())
        with pytest.raises(SchedulerUnavailable):
            schedules.wake_once(a_subscription(), at("2026-02-03T09:00"))
        with pytest.raises(SchedulerUnavailable):
            schedules.delete_schedule(USER, 1)


@pytest.mark.parametrize("interval", Interval)
@pytest.mark.parametrize("time", ["00:00:00", "09:30:00", "23:59:59", "23:00:01"])
def test_every_day_of_four_years_gives_an_expression_that_the_adapter_sends(interval: Interval, time: str):
    recorder = Recorder()
    schedules = EventBridgeSchedules(lambda: recorder, GROUP, CHARGE_ARN, ROLE_ARN)  # type: ignore[arg-type, return-value]
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]
    counts = cycle(range(1, MAX_INTERVAL_COUNT[interval] + 1))

    for day in days:
        schedule = a_schedule(interval=interval, interval_count=next(counts), anchor=f"{day.isoformat()}T{time}")
        schedules.ensure_schedule(a_subscription(schedule=schedule, next_charge_at=NOW))
        if (day + timedelta(days=1)).day == 1:  # the last of its month may stand for a later day
            schedules.ensure_schedule(a_subscription(schedule=replace(schedule, anchor_day=31), next_charge_at=NOW))

    assert len(recorder.requests) == len(days) + 48
    assert all(request["ScheduleExpression"].startswith("cron(") for request in recorder.requests)


@pytest.mark.parametrize(
    "expression",
    [
        *("rate(1 minute)", "cron(0 9 31 * ?)", "cron(60 9 * * ? *)", "cron(0 24 * * ? *)", "at(2026-01-01T00:00)"),
        *("cron(0 9 * * * *)", "cron(0 9 ? * ? *)", "cron(0 9 ? * 7 *)", "cron(0 9 ? 1 SAT *)", "cron(00 9 * * ? *)"),
        *(
            "cron(0 9 0 * ? *)",
            "cron(0 9 32 * ? *)",
            "cron(0 9 29-31 * ? *)",
            "cron(0 9 30-28 * ? *)",
            "cron(0 9 L * ? *)",
        ),
        *("cron(0 9 15 0 ? *)", "cron(0 9 15 13 ? *)", "cron(0 9 15 7,1 ? *)", "cron(0 9 15 1,2 ? *)"),
        *("cron(0 9 15 1,1 ? *)", "cron(0 9 15 1, ? *)", "cron(0 9 15 * ? 2026)", "cron(0 9 15 * ? *)\n"),
    ],
)
def test_an_expression_that_we_never_send_is_refused_before_it_is_sent(
    schedules: EventBridgeSchedules, client: Any, monkeypatch: pytest.MonkeyPatch, expression: str
):
    monkeypatch.setattr("shared.adapters.schedules.cron_expression", lambda *_: expression)

    with pytest.raises(ValueError, match="not an expression"):
        schedules.ensure_schedule(a_subscription())
    assert names(client) == []


def test_a_charge_is_asked_for_with_the_event_that_the_schedule_sends(client: Any, schedules: EventBridgeSchedules):
    function = boto3.client("lambda", region_name=REGION)
    invoked: list[Any] = []

    def accept(request: Any, **_: Any) -> AWSResponse:
        invoked.append(request)
        return AWSResponse(request.url, 202, {}, io.BytesIO())

    function.meta.events.register("before-send.lambda.Invoke", accept)
    LambdaChargeQueue(lambda: function, CHARGE_ARN).request_charge(USER, 1)
    schedules.ensure_schedule(a_subscription())

    (request,) = invoked
    assert request.headers["X-Amz-Invocation-Type"] == b"Event"
    scheduled = client.get_schedule(GroupName=GROUP, Name=f"{USER}.1")["Target"]["Input"]
    assert json.loads(request.body) == json.loads(scheduled)


def test_a_calendar_that_cannot_be_put_over_the_old_one_is_unavailable(client: Any, schedules: EventBridgeSchedules):
    schedules.ensure_schedule(a_subscription())
    with Stubber(client) as stub:
        stub.add_client_error("create_schedule", "ConflictException")
        stub.add_client_error("update_schedule", "ThrottlingException")

        with pytest.raises(SchedulerUnavailable):
            schedules.ensure_schedule(a_subscription())


def test_what_a_ticket_says_is_added_to_the_event():
    function = boto3.client("lambda", region_name=REGION)
    events: list[Any] = []

    def accept(request: Any, **_: Any) -> AWSResponse:
        events.append(json.loads(request.body))
        return AWSResponse(request.url, 202, {}, io.BytesIO())

    function.meta.events.register("before-send.lambda.Invoke", accept)
    for ticket in (Ticket(kept_until=7), WAITED_FOR):
        LambdaChargeQueue(lambda: function, CHARGE_ARN).request_charge(USER, 1, ticket)

    plain = {"user_id": USER, "subscription_id": 1}
    assert events == [plain | {"kept_until": 7}, plain | {"is_waited_for": True}]


def test_a_charge_that_could_not_be_queued_is_told():
    function = boto3.client("lambda", region_name=REGION)
    with Stubber(function) as stub:
        stub.add_client_error("invoke", "TooManyRequestsException", http_status_code=429)

        with pytest.raises(SchedulerUnavailable):
            LambdaChargeQueue(lambda: function, CHARGE_ARN).request_charge(USER, 1)
