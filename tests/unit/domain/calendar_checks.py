"""The calendar held against other reckonings of it, as exhaustively as time allows.

A charge's instant comes about in two steps: its day on the calendar, which knows no zone, and that wall time's
instant in the zone. So every day of every anchor is checked once, without zones; every date of ten years once in each
zone; and both together for each anchor in each zone, where the long rows of days and weeks take turns. Each function
returns how many charges it has checked, and fails at the first that is wrong.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from shared.domain.billing_calendar import (
    MAX_INTERVAL_COUNT,
    MONTHS,
    Interval,
    Schedule,
    due,
    first_index_after,
    instant_of,
    intended_wall,
    last_index_at,
)
from tests.unit.domain.clocks import FIRST_DAY, LAST_DAY, Clocks, clocks
from tests.unit.domain.recurrences import by_addition, by_rule

DAYS = tuple((FIRST_DAY + timedelta(days=number)).date() for number in range((LAST_DAY - FIRST_DAY).days + 1))
ANCHORS = DAYS[:31]
"""1 to 31 January 2026: each day of the month once."""
A_LEAP_YEAR = tuple(day for day in DAYS if day.year == 2028)
MORNING = time(9, 0, 37)
UNTIL = datetime.combine(DAYS[-1], time.max)


def anchored(day: date, at: time, interval: Interval, zone: str = "UTC", **more: int) -> Schedule:
    """A schedule from that day and time on, every interval unless `interval_count` says otherwise."""
    given = {"interval_count": 1} | more
    return Schedule(interval, timezone=zone, anchor=datetime.combine(day, at).isoformat(), **given)


def check_days(schedule: Schedule) -> int:
    """Each charge of ten years on the day that dateutil says, none missing, none besides."""
    anchor = datetime.fromisoformat(schedule.anchor)
    asked = schedule.interval, schedule.interval_count, anchor
    expected = by_rule(*asked, schedule.anchor_day, UNTIL)
    found = [intended_wall(schedule, index) for index in range(len(expected) + 1)]
    assert found.pop() > UNTIL, schedule
    assert found == expected, schedule
    if not schedule.anchor_day:
        assert found == by_addition(*asked, UNTIL), schedule
    return len(found)


def check_all_days(interval: Interval) -> int:
    """From each day of a leap year (of a month, where days are only counted), at every interval count."""
    is_monthly = interval in MONTHS
    checked = sum(
        check_days(anchored(day, MORNING, interval)) for day in (A_LEAP_YEAR + ANCHORS if is_monthly else ANCHORS)
    )
    for every in range(2, MAX_INTERVAL_COUNT[interval] + 1):
        for day in ANCHORS if is_monthly else ANCHORS[-1:]:
            checked += check_days(anchored(day, MORNING, interval, interval_count=every))
    return checked


def check_days_to_come_back_to(interval: Interval) -> int:
    """From the last day of every month of four years, back to each later day of the month."""
    lasts = [day for day in DAYS[:1_461] if (day + timedelta(days=1)).day == 1]
    return sum(
        check_days(anchored(last, MORNING, interval, anchor_day=day)) for last in lasts for day in range(last.day, 32)
    )


def trying_time(zone: str) -> time:
    """A time of day that this zone's clocks skip once a year, where they skip any."""
    changes = clocks(zone).changes
    gaps = [at for at in changes if clocks(zone).wall(at) - clocks(zone).wall(at - 1) > timedelta(seconds=1)]
    return (clocks(zone).wall(gaps[0] - 1) + timedelta(minutes=10)).time() if gaps else time(2, 30)


def check_dates(zone: str, at: time) -> int:
    """Every date of ten years at this time: one instant each, the right one, each after the one before."""
    here, before = clocks(zone), 0
    for day in DAYS:
        wall = datetime.combine(day, at)
        instant = instant_of(wall, zone)
        assert instant == here.first_from(wall), (zone, wall)
        assert instant > before, (zone, wall)
        before = instant
    return len(DAYS)


def check_changes(zone: str) -> int:
    """Every minute of the five hours around each change of the clocks."""
    here, checked = clocks(zone), 0
    for change in here.changes:
        middle = here.wall(change).replace(second=0)
        for wall in (middle + timedelta(minutes=minutes) for minutes in range(-180, 121)):
            assert instant_of(wall, zone) == here.first_from(wall), (zone, wall)
            checked += 1
    return checked


def check_schedules(zone: str, at: time, interval: Interval) -> int:
    """Anchored on each day of a month: every charge of ten years, and its way back.

    Of days and weeks, whose rows run over the same dates whatever the anchor, each date comes once, and those at
    which the clocks change come for every anchor.
    """
    here, checked = clocks(zone), 0
    left, trying = set(DAYS), _around(here.changes)
    for row in _rows(interval):
        schedule, before = anchored(row[0], at, interval, zone), 0
        for index, day in enumerate(row):
            if interval in MONTHS or day in left or day in trying:
                left.discard(day)
                before = check_charge(here, schedule, index, datetime.combine(day, at), before)
                checked += 1
    return checked


def _around(changes: list[int]) -> set[date]:
    days = {datetime.fromtimestamp(change, UTC).date() for change in changes}
    return {day + timedelta(days=off) for day in days for off in (-1, 0, 1)}


@cache
def _rows(interval: Interval) -> list[list[date]]:
    """The dates of each anchor's charges, by dateutil."""
    starts = [datetime.combine(day, time()) for day in ANCHORS]
    return [[charge.date() for charge in by_addition(interval, 1, start, UNTIL)] for start in starts]


def check_charge(here: Clocks, schedule: Schedule, index: int, wall: datetime, before: int) -> int:
    """One charge falls where the clocks say, after the one before; from its instant its index is found."""
    instant = due(schedule, index)
    assert instant == here.first_from(wall), (schedule, index)
    assert instant > before, (schedule, index)
    assert last_index_at(schedule, instant) == index, (schedule, index)
    if index % 4 == 0:
        assert first_index_after(schedule, instant - 1) == index, (schedule, index)
    return instant


def combinations(zones: int, times: int) -> int:
    """How many charges the 31 anchors have in these zones at these times, at intervals of one, in ten years."""
    return zones * times * sum(len(row) for interval in Interval for row in _rows(interval))
