"""Subscriptions' wake-up calls in EventBridge Scheduler: one schedule each, in one group."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import SchedulerUnavailable
from shared.domain.spread import delay_of
from shared.domain.subscription import Subscription
from shared.domain.wake_up import cron_expression
from shared.observability import logger
from shared.ports import part_of

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

_CRON = re.compile(
    r"cron\([1-5]?\d (?:1?\d|2[0-3]) (?:"
    r"\* \* \?"
    r"|\? \* (?:MON|TUE|WED|THU|FRI|SAT|SUN)"
    r"|(?:[1-9]|[12]\d|3[01]|28-29|28-30|28-31|30-31) (?:\*|[1-9]|1[0-2]|1,3,5,7,9,11|2,4,6,8,10,12"
    r"|1,4,7,10|2,5,8,11|3,6,9,12|1,5,9|2,6,10|3,7,11|4,8,12|1,7|2,8|3,9|4,10|5,11|6,12) \?"
    r") \*\)"
)
"""All that we ever send. AWS refuses other nonsense late, and one wrong expression stops a whole local scheduler."""
_FIRST_CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Of user ids, which are base32."""


class EventBridgeSchedules:
    """Implements `shared.ports.Scheduler`; the schedules invoke `target_arn` under `role_arn`.

    The client is made when it is first needed: most charges and settlements need none.
    """

    def __init__(
        self, client: "Callable[[], EventBridgeSchedulerClient]", group: str, target_arn: str = "", role_arn: str = ""
    ) -> None:
        self._client = client
        self._group = group
        self._target_arn = target_arn
        self._role_arn = role_arn

    def ensure_schedule(self, subscription: Subscription) -> None:
        """Create the schedule, or put it over the one that is there."""
        wanted = self._calling(subscription) | {
            "Name": _name(subscription.user_id, subscription.id),
            "ScheduleExpression": _checked(
                cron_expression(subscription.schedule, delay_of(subscription, subscription.schedule))
            ),
            "ScheduleExpressionTimezone": subscription.schedule.timezone,
        }
        try:
            if not self._is_created(wanted):
                self._client().update_schedule(**wanted)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable("created", subscription.user_id, subscription.id, error) from error

    def wake_once(self, subscription: Subscription, at: int) -> None:
        """Create a schedule for one instant, named after it, that deletes itself afterwards."""
        wall = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        wanted = self._calling(subscription) | {
            "Name": f"{_name(subscription.user_id, subscription.id)}.{at}",
            "ScheduleExpression": f"at({wall})",
            "ScheduleExpressionTimezone": "UTC",
            "ActionAfterCompletion": "DELETE",
        }
        try:
            self._is_created(wanted)
        except (ClientError, BotoCoreError) as error:
            raise _unavailable("created", subscription.user_id, subscription.id, error) from error

    def _calling(self, subscription: Subscription) -> dict[str, Any]:
        """What every schedule of a subscription has: whom it calls, and with what."""
        event = {"user_id": subscription.user_id, "subscription_id": subscription.id}
        return {
            "GroupName": self._group,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": self._target_arn, "RoleArn": self._role_arn, "Input": json.dumps(event)},
        }

    def _is_created(self, wanted: dict[str, Any]) -> bool:
        """Create a schedule; False when one of its name is there."""
        try:
            self._client().create_schedule(**wanted)
        except ClientError as error:
            if _code(error) == "ConflictException":
                return False
            raise
        return True

    def delete_schedule(self, user_id: str, subscription_id: int) -> None:
        """Delete the schedule; one that is not there is no error."""
        try:
            self._client().delete_schedule(Name=_name(user_id, subscription_id), GroupName=self._group)
        except (ClientError, BotoCoreError) as error:
            if _code(error) != "ResourceNotFoundException":
                raise _unavailable("deleted", user_id, subscription_id, error) from error


class EventBridgeDirectory:
    """Implements `shared.ports.ScheduleDirectory`."""

    def __init__(self, client: "EventBridgeSchedulerClient", group: str) -> None:
        self._client = client
        self._group = group

    def scheduled(self, part: int) -> Iterator[tuple[str, int]]:
        """Walk the group's list by the first characters of ids; what is not a subscription's is nobody's business."""
        for first in (character for character in _FIRST_CHARACTERS if part_of(character) == part):
            pages = self._client.get_paginator("list_schedules").paginate(GroupName=self._group, NamePrefix=first)
            for schedule in (one for page in pages for one in page["Schedules"]):
                user_id, dot, number = schedule["Name"].partition(".")
                if user_id.startswith(first) and dot and number.isdecimal():
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
