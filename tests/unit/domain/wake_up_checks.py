"""The EventBridge expression held against a reader of EventBridge's dialect that is not ours (aws-croniter).

That library knows wall times alone. EventBridge rings at them in the schedule's zone: not at one that the clocks
skip, and once at one that comes twice.
"""

from datetime import datetime, time, timedelta
from functools import cache

from aws_croniter import AwsCroniter

from shared.domain.billing_calendar import MAX_INTERVAL_COUNT, MONTHS, Interval, Schedule, due, intended_wall
from shared.domain.wake_up import cron_expression
from tests.unit.domain.calendar_checks import A_LEAP_YEAR, ANCHORS, DAYS, UNTIL, anchored, trying_time
from tests.unit.domain.clocks import FIRST_DAY, LAST_DAY, clocks

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TIMES = (time(0, 0), time(9, 30), time(9, 59, 59), time(23, 59), time(23, 59, 1))


@cache
def rings(expression: str) -> frozenset[datetime]:
    """The wall times of ten years, and a day more, at which an expression rings."""
    assert expression.startswith("cron(") and expression.endswith(")")
    read = AwsCroniter(expression[5:-1])
    return frozenset(
        ring.replace(tzinfo=None) for ring in read.get_all_schedule_bw_dates(FIRST_DAY - MINUTE, LAST_DAY + 2 * DAY)
    )


def whole_minute(wall: datetime) -> datetime:
    """The minute that begins then, or the next one."""
    return wall if wall.second == 0 else wall.replace(second=0) + MINUTE


def check_rings(schedule: Schedule) -> int:
    """Every charge of ten years has its ring, at once or at the next whole minute."""
    ringing, index = rings(cron_expression(schedule)), 0
    while (wall := intended_wall(schedule, index)) <= UNTIL:
        assert whole_minute(wall) in ringing, (schedule, index)
        index += 1
    return index


def check_all_rings(interval: Interval) -> int:
    """From each day of a month, and of a leap year, at each interval count that makes a difference."""
    counts = range(1, min(MAX_INTERVAL_COUNT[interval], 12) + 1)
    checked = sum(
        check_rings(anchored(day, at, interval, interval_count=every))
        for every in (counts if interval in MONTHS else (1, 2))
        for day in ANCHORS
        for at in (TIMES if every == 1 else TIMES[1:2])
    )
    if interval in MONTHS:
        checked += sum(check_rings(anchored(day, TIMES[1], interval)) for day in A_LEAP_YEAR)
        short = [day for day in DAYS[:1_461] if day.day < 31 and (day + DAY).day == 1]
        checked += sum(
            check_rings(anchored(last, TIMES[1], interval, anchor_day=day))
            for last in short
            for day in range(last.day, 32)
        )
    return checked


def check_rings_in(zone: str) -> tuple[int, int]:
    """Daily, at the zone's trying time: the charges rung for within the minute, and those the sweep must find."""
    here, rung, missed = clocks(zone), 0, 0
    schedule = anchored(DAYS[0], trying_time(zone), Interval.DAILY, zone)
    ringing = {here.showing(wall)[0] for wall in rings(cron_expression(schedule)) if here.showing(wall)}
    for index in range(len(DAYS)):
        instant = due(schedule, index)
        if -(-instant // 60) * 60 in ringing:
            rung += 1
        else:
            missed += 1
            assert not here.showing(intended_wall(schedule, index)), (schedule, index)
    return rung, missed
