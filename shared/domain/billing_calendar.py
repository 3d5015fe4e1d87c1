"""When a subscription is charged: a pure function of its schedule and the charge's index.

Charge k falls on anchor + k x interval, always counted from the anchor, so that the 31st comes back after
February. Times are local wall times in the schedule's IANA zone: one that a clock change skips moves to the
first instant after the gap, one that occurs twice means the first. Instants are UTC epoch seconds.
"""

import re
from calendar import monthrange
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
    QUARTERLY = "quarterly"
    BIANNUALLY = "biannually"
    YEARLY = "yearly"


DAYS = {Interval.DAILY: 1, Interval.WEEKLY: 7}
MONTHS = {Interval.MONTHLY: 1, Interval.QUARTERLY: 3, Interval.BIANNUALLY: 6, Interval.YEARLY: 12}
MAX_INTERVAL_COUNT = {
    Interval.DAILY: 366,
    Interval.WEEKLY: 52,
    Interval.MONTHLY: 36,
    Interval.QUARTERLY: 12,
    Interval.BIANNUALLY: 6,
    Interval.YEARLY: 3,
}
_SEARCHED = range(int(datetime(9990, 1, 1, tzinfo=UTC).timestamp()))
"""From 1970 on; a little after its end no date can be written any more."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `interval_count` x `interval`, counted from `anchor` in `timezone`.

    `anchor` is the naive wall time of charge `first_index`, in ISO 8601: a wall time, so that one which the clocks
    skip moves that charge alone. Indices go on from one epoch of a subscription to the next.
    `anchor_day` is the day of the month to come back to, for intervals of months: 0 for the anchor's own, more where
    the anchor lies on the last day of a shorter month.
    """

    interval: Interval
    interval_count: int
    timezone: str
    anchor: str
    anchor_day: int = 0
    first_index: int = 0

    @property
    def day(self) -> int:
        """The day of the month that charges come back to, for intervals of months."""
        return self.anchor_day or datetime.fromisoformat(self.anchor).day


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
    """Return the instant of charge `index`; raise ValueError before the first one and after the year 9999."""
    return instant_of(intended_wall(schedule, index), schedule.timezone)


def intended_wall(schedule: Schedule, index: int) -> datetime:
    """Return the wall time that charge `index` is meant for, whether or not the clocks show it; raise as `due`."""
    if index < schedule.first_index:
        raise ValueError(f"the first charge of this schedule is {schedule.first_index}, not {index}")
    anchor = datetime.fromisoformat(schedule.anchor)
    steps = (index - schedule.first_index) * schedule.interval_count
    try:
        if days := DAYS.get(schedule.interval):
            return anchor + timedelta(days=days * steps)
        return _add_months(anchor, MONTHS[schedule.interval] * steps, schedule.day)
    except OverflowError:
        raise ValueError(f"charge {index} lies beyond the calendar") from None


def last_index_at(schedule: Schedule, instant: int) -> int | None:
    """Return the largest index that is due at or before `instant`, None before the first: the inverse of `due`.

    An instant before 1970 or after 9989 counts as the first or last of those years.
    """
    instant = min(max(instant, _SEARCHED[0]), _SEARCHED[-1])
    index = _index_around(schedule, wall_of(instant, schedule.timezone)) + 1  # clocks may have been put back
    while index >= schedule.first_index and due(schedule, index) > instant:
        index -= 1
    return index if index >= schedule.first_index else None


def first_index_after(schedule: Schedule, instant: int) -> int:
    """Return the smallest index that is due after `instant`, within the years of `last_index_at`."""
    last = last_index_at(schedule, instant)
    return schedule.first_index if last is None else last + 1


def _index_around(schedule: Schedule, wall: datetime) -> int:
    """Return the index whose intended day, or month, is this one or the last before it."""
    anchor = datetime.fromisoformat(schedule.anchor)
    if days := DAYS.get(schedule.interval):
        periods = (wall.date() - anchor.date()).days // (days * schedule.interval_count)
    else:
        months = 12 * (wall.year - anchor.year) + wall.month - anchor.month
        periods = months // (MONTHS[schedule.interval] * schedule.interval_count)
    return schedule.first_index + periods


def _add_months(wall: datetime, months: int, day: int) -> datetime:
    years, month = divmod(wall.month - 1 + months, 12)
    year, month = wall.year + years, month + 1
    return wall.replace(year=year, month=month, day=min(day, monthrange(year, month)[1]))


def wall_of(instant: int, timezone: str) -> datetime:
    """Return the naive local time that a zone's clocks show at an instant."""
    return datetime.fromtimestamp(instant, _zone(timezone)).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, timezone: str) -> int:
    """Return the instant of a naive wall time in a zone: the first one, never none."""
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
