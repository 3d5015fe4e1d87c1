"""When a subscription is charged: a pure function of its schedule and the charge's index.

Charge k falls on anchor + k x interval, always counted from the anchor, so that the 31st comes back after
February. Times are local wall times in the schedule's IANA zone: one that a clock change skips moves to the
first instant after the gap, one that occurs twice means the first.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_TIMEZONE = "Africa/Lagos"


class Interval(StrEnum):
    """The unit in which a schedule repeats."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


_DAYS = {Interval.DAILY: 1, Interval.WEEKLY: 7}
_MONTHS = {Interval.MONTHLY: 1, Interval.YEARLY: 12}
MAX_INTERVAL_COUNT = {
    Interval.DAILY: 366,
    Interval.WEEKLY: 52,
    Interval.MONTHLY: 36,
    Interval.YEARLY: 3,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `interval_count` x `interval`, counted from `anchor_at` (UTC epoch seconds) in `timezone`."""

    interval: Interval
    interval_count: int
    timezone: str
    anchor_at: int

    @property
    def anchor(self) -> datetime:
        """The anchor as an aware local time."""
        return datetime.fromtimestamp(self.anchor_at, _zone(self.timezone))


def is_timezone(name: str) -> bool:
    """Whether this is the name of an IANA zone: `Area/City`, or UTC."""
    if not re.fullmatch(r"UTC|(?!posix|right)[A-Za-z_]+(/[A-Za-z0-9_+-]+)+", name):
        return False
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def due(schedule: Schedule, index: int) -> int:
    """Return the instant of charge `index` (0 is the anchor itself), in UTC epoch seconds."""
    if index == 0:
        return schedule.anchor_at
    wall = schedule.anchor.replace(tzinfo=None, fold=0)
    steps = index * schedule.interval_count
    if days := _DAYS.get(schedule.interval):
        wall += timedelta(days=days * steps)
    else:
        wall = _add_months(wall, _MONTHS[schedule.interval] * steps)
    return instant_of(wall, schedule.timezone)


def first_index_after(schedule: Schedule, instant: int) -> int:
    """Return the smallest index, 0 or more, whose due instant lies after `instant` (UTC epoch seconds)."""
    index = max(0, (instant - schedule.anchor_at) // _longest_period_seconds(schedule) - 1)
    while due(schedule, index) <= instant:
        index += 1
    return index


def _longest_period_seconds(schedule: Schedule) -> int:
    """An upper bound of one period: dividing by it never gives an index too far ahead."""
    days = _DAYS.get(schedule.interval) or 31 * _MONTHS[schedule.interval]
    return schedule.interval_count * days * 86_400


def _add_months(wall: datetime, months: int) -> datetime:
    years, month = divmod(wall.month - 1 + months, 12)
    year, month = wall.year + years, month + 1
    last_day = calendar.monthrange(year, month)[1]
    return wall.replace(year=year, month=month, day=min(wall.day, last_day))


def instant_of(wall: datetime, timezone: str) -> int:
    """Return the instant of a naive wall time in a zone, in UTC epoch seconds: the first one, never none."""
    zone = _zone(timezone)
    first = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    second = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    if first <= second:  # an ordinary time (equal), or one that occurs twice: the first
        return first
    return _end_of_gap(low=second, high=first, zone=zone)


def _end_of_gap(low: int, high: int, zone: ZoneInfo) -> int:
    """Find the first instant with the new offset; `low` still has the old one, `high` the new."""
    new_offset = _offset(high, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(middle, zone) == new_offset else (middle, high)
    return high


def _offset(instant: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset()
