"""The terms of a subscription out of a validated `schedule`: the rules between its fields that need no clock."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.domain.billing_calendar import (
    DEFAULT_TIMEZONE,
    MAX_INTERVAL_COUNT,
    MONTHS,
    Interval,
    instant_of,
    is_timezone,
    wall_of,
)
from shared.domain.terms import Terms

DEFAULT_CHARGE_TIME = "09:00"
_YEARS = range(1970, 2200)
"""Those of EventBridge's expressions."""


def terms_of(body: Mapping[str, Any], problems: dict[str, object]) -> Terms | None:
    """Return what the customer agrees to, None without a subscription; put each wrong field into `problems`."""
    schedule = {name: value for name, value in (body.get("schedule") or {}).items() if value is not None}
    interval = schedule.get("interval") or body.get("payment_interval")
    if not body.get("subscription_plan"):
        if interval or schedule:
            problems["subscription_plan"] = ["This must be true when payment_interval or schedule is given."]
        return None
    if interval is None:
        problems["payment_interval"] = ["This field is required when subscription_plan is true."]
        return None
    nested = _problems(schedule, interval, body.get("payment_interval")) or _problems_of_dates(schedule, interval)
    if nested:
        problems["schedule"] = nested
        return None
    return _terms(schedule, interval)


def _problems(
    schedule: Mapping[str, Any], interval: Interval, payment_interval: Interval | None
) -> dict[str, list[str]]:
    problems = {}
    if payment_interval not in {None, interval}:
        problems["interval"] = ["This differs from payment_interval."]
    if schedule.get("interval_count", 1) > (most := MAX_INTERVAL_COUNT[interval]):
        problems["interval_count"] = [f"Ensure this value is less than or equal to {most} for {interval}."]
    if not is_timezone(_timezone(schedule)):
        problems["timezone"] = [f'"{schedule["timezone"]}" is not an IANA time zone, such as {DEFAULT_TIMEZONE}.']
    for name in ("start_at", "end_at"):
        if name in schedule and schedule[name].year not in _YEARS:
            problems[name] = [f"Ensure this date lies in the years {_YEARS[0]} to {_YEARS[-1]}."]
    return problems


def _problems_of_dates(schedule: Mapping[str, Any], interval: Interval) -> dict[str, list[str]]:
    """What is wrong between dates that are each right, in a zone that there is."""
    problems = {}
    start = _start(schedule)
    charge_time = schedule.get("charge_time")
    if start and charge_time and start.time() != time.fromisoformat(charge_time):
        problems["charge_time"] = ["This differs from the time of day of start_at."]
    if problem := _problem_of_anchor_day(schedule.get("anchor_day"), interval, start):
        problems["anchor_day"] = [problem]
    if "end_at" in schedule and "charges" in schedule:
        problems["end_at"] = problems["charges"] = ["Give end_at or charges, not both."]
    return problems


def _problem_of_anchor_day(day: int | None, interval: Interval, start: datetime | None) -> str:
    if day is None:
        return ""
    if interval not in MONTHS:
        return f"This is for {', '.join(MONTHS)} charges."
    if start is None:
        return "This needs start_at."
    if start.day != min(day, monthrange(start.year, start.month)[1]):
        return "start_at must fall on this day, or on the last day of a shorter month."
    return ""


def _terms(schedule: Mapping[str, Any], interval: Interval) -> Terms:
    timezone, wall, charge_time = _timezone(schedule), _start(schedule), schedule.get("charge_time", "")
    start_at = instant_of(wall, timezone) if wall else None
    if wall and start_at and wall_of(start_at, timezone) != wall:  # the clocks skip it that day, and only that day
        charge_time = wall.time().isoformat()
    return Terms(
        interval,
        schedule.get("interval_count", 1),
        timezone,
        start_at,
        charge_time,
        schedule.get("anchor_day", 0),
        _end(schedule.get("end_at"), timezone),
        schedule.get("charges"),
    )


def _timezone(schedule: Mapping[str, Any]) -> str:
    return str(schedule.get("timezone", DEFAULT_TIMEZONE))


def _start(schedule: Mapping[str, Any]) -> datetime | None:
    """The wall time of `start_at` in the schedule's zone: that of the day's charge where it is a date alone."""
    start = schedule.get("start_at")
    if start is None:
        return None
    if not isinstance(start, datetime):
        return datetime.combine(start, time.fromisoformat(schedule.get("charge_time", DEFAULT_CHARGE_TIME)))
    if start.tzinfo:
        return wall_of(int(start.timestamp()), _timezone(schedule))
    return start.replace(microsecond=0)


def _end(end: date | datetime | None, timezone: str) -> int | None:
    """UTC epoch seconds, inclusive: of a date alone its last second."""
    if end is None:
        return None
    if not isinstance(end, datetime):
        return instant_of(datetime.combine(end + timedelta(days=1), time()), timezone) - 1
    return int(end.timestamp()) if end.tzinfo else instant_of(end, timezone)
