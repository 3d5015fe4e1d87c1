"""Subscriptions' wake-up calls in EventBridge Scheduler: one schedule each, in one group."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import SchedulerUnavailable
from shared.domain.subscription import Subscription
from shared.domain.wake_up import cron_expression
from shared.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

_CRON = re.compile(
    r"cron\(([0-5]?\d) ([01]?\d|2[0-3]) (\*|\?|[1-9]|[12]\d|3[01]|28-(?:29|3[01])) (\*|[1-9]|1[0-2])"
    r" (\*|\?|MON|TUE|WED|THU|FRI|SAT|SUN) \*\)"
)
"""All that we ever send. AWS refuses other nonsense late, and one wrong expression stops a whole local scheduler."""


class EventBridgeSchedules:
    """Implements `shared.ports.Scheduler`; the schedules invoke `target_arn` under `role_arn`."""

    def __init__(
        self, client: "EventBridgeSchedulerClient", group: str, target_arn: str = "", role_arn: str = ""
    ) -> None:
        self._client = client
        self._group = group
        self._target_arn = target_arn
        self._role_arn = role_arn

    def ensure_schedule(self, subscription: Subscription) -> None:
        """Create the schedule; one that is there stays as it is."""
        event = {"user_id": subscription.user_id, "subscription_id": subscription.id}
        try:
            self._client.create_schedule(
                Name=_name(subscription.user_id, subscription.id),
                GroupName=self._group,
                ScheduleExpression=_checked(cron_expression(subscription.schedule)),
                ScheduleExpressionTimezone=subscription.schedule.timezone,
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={"Arn": self._target_arn, "RoleArn": self._role_arn, "Input": json.dumps(event)},
            )
        except (ClientError, BotoCoreError) as error:
            if _code(error) != "ConflictException":
                raise _unavailable("created", subscription.user_id, subscription.id, error) from error

    def delete_schedule(self, user_id: str, subscription_id: int) -> None:
        """Delete the schedule; one that is not there is no error."""
        try:
            self._client.delete_schedule(Name=_name(user_id, subscription_id), GroupName=self._group)
        except (ClientError, BotoCoreError) as error:
            if _code(error) != "ResourceNotFoundException":
                raise _unavailable("deleted", user_id, subscription_id, error) from error


class EventBridgeDirectory:
    """Implements `shared.ports.ScheduleDirectory`."""

    def __init__(self, client: "EventBridgeSchedulerClient", group: str) -> None:
        self._client = client
        self._group = group

    def scheduled(self) -> Iterator[tuple[str, int]]:
        """Walk the group's list; a schedule that is not a subscription's is nobody's business here."""
        for page in self._client.get_paginator("list_schedules").paginate(GroupName=self._group):
            for schedule in page["Schedules"]:
                user_id, dot, number = schedule["Name"].partition(".")
                if dot and number.isdecimal():
                    yield user_id, int(number)


def _name(user_id: str, subscription_id: int) -> str:
    return f"{user_id}.{subscription_id}"


def _checked(expression: str) -> str:
    if not _CRON.fullmatch(expression):
        raise ValueError(f"not an expression that this adapter sends: {expression}")
    return expression


def _unavailable(done: str, user_id: str, subscription_id: int, error: Exception) -> SchedulerUnavailable:
    """Log it here: most use cases go on without the schedule, and the sweep makes up for it."""
    names = {"user_id": user_id, "subscription_id": subscription_id, "error": _code(error) or type(error).__name__}
    logger.warning(f"a schedule could not be {done}", extra=names)
    return SchedulerUnavailable(f"The schedule could not be {done}.")


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
