"""The wake-up call rings at, or within a minute after, every due instant that its zone's clocks show."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.billing_calendar import Interval, Schedule, due
from shared.domain.wake_up import cron_expression
from tests.support.builders import at
from tests.unit.domain.calendar_rules import INDEXES, instants_showing, intended_wall, schedules

_WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


def rings_at(expression, wall):
    """Whether the expression names this minute: numbers, ranges, `*`, `?` and weekdays are all that we write."""
    minute, hour, day, month, weekday, year = re.fullmatch(r"cron\((.*)\)", expression)[1].split(" ")
    assert "?" in {day, weekday}, "EventBridge wants one of them left open"
    assert {day, weekday} != {"?"}
    assert year == "*"
    wanted = [(minute, wall.minute), (hour, wall.hour), (day, wall.day), (month, wall.month)]
    if weekday not in {"*", "?"}:
        wanted.append((str(_WEEKDAYS.index(weekday)), wall.weekday()))
    return all(_matches(pattern, value) for pattern, value in wanted)


def _matches(pattern, value):
    if pattern in {"*", "?"}:
        return True
    first, _, last = pattern.partition("-")
    return int(first) <= value <= int(last or first)


@given(schedules(), INDEXES)
def test_rings_within_a_minute_of_every_due_instant(schedule, index):
    wall = intended_wall(schedule, index)
    assume(instants_showing(wall, schedule.timezone))  # in a gap the sweep wakes it
    whole_minute = wall if wall.second == 0 else wall.replace(second=0) + timedelta(minutes=1)
    assert rings_at(cron_expression(schedule), whole_minute)


@pytest.mark.parametrize(
    ("interval", "every", "anchor", "expression"),
    [
        (Interval.DAILY, 1, "2026-01-31T09:30", "cron(30 9 * * ? *)"),
        (Interval.DAILY, 3, "2026-01-31T09:30", "cron(30 9 * * ? *)"),
        (Interval.WEEKLY, 1, "2026-01-31T09:30", "cron(30 9 ? * SAT *)"),
        (Interval.WEEKLY, 2, "2026-02-02T00:00", "cron(0 0 ? * MON *)"),
        (Interval.MONTHLY, 1, "2026-01-28T09:30", "cron(30 9 28 * ? *)"),
        (Interval.MONTHLY, 1, "2026-01-29T09:30", "cron(30 9 28-29 * ? *)"),
        (Interval.MONTHLY, 6, "2026-01-31T09:30", "cron(30 9 28-31 * ? *)"),
        (Interval.YEARLY, 1, "2026-01-31T09:30", "cron(30 9 31 1 ? *)"),
        (Interval.YEARLY, 1, "2026-02-28T09:30", "cron(30 9 28 2 ? *)"),
        (Interval.YEARLY, 1, "2028-02-29T09:30", "cron(30 9 28-29 2 ? *)"),
        (Interval.MONTHLY, 1, "2026-01-15T09:30:01", "cron(31 9 15 * ? *)"),
        (Interval.MONTHLY, 1, "2026-01-15T09:59:59", "cron(0 10 15 * ? *)"),
        (Interval.YEARLY, 1, "2026-12-31T23:59:01", "cron(0 0 * * ? *)"),
    ],
)
def test_is_as_narrow_as_the_schedule_allows(interval, every, anchor, expression):
    assert cron_expression(Schedule(interval, every, "Africa/Lagos", at(anchor))) == expression


@given(st.integers(0, 59), INDEXES)
def test_the_minute_before_midnight_rings_at_every_midnight(second, index):
    schedule = Schedule(Interval.MONTHLY, 1, "Africa/Lagos", at("2026-01-31T23:59") + second)
    shown = datetime.fromtimestamp(due(schedule, index), ZoneInfo("Africa/Lagos")).replace(tzinfo=None)
    whole_minute = shown if second == 0 else shown.replace(second=0) + timedelta(minutes=1)
    assert rings_at(cron_expression(schedule), whole_minute)
