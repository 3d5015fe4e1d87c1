"""The EventBridge Scheduler expression that wakes the charge function for a subscription.

The expression is a hint: it must fire at or soon after every due instant, and may fire more often, since the
charge function does nothing before `next_charge_at`. So a monthly schedule on the 31st fires on the 28th to
31st, and one every other week fires weekly. EventBridge fires at wall times of the schedule's zone; one that
the clocks skip it skips as well (User Guide, "Schedule types", daylight saving time): the sweep makes up for
that, as for every wake-up call that is lost.
"""

from calendar import monthrange
from datetime import datetime, timedelta

from shared.domain.billing_calendar import MONTHS, Interval, Schedule

_A_COMMON_YEAR = 2025
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def cron_expression(schedule: Schedule, delay: int = 0) -> str:
    """Return `cron(minutes hours day-of-month month day-of-week year)` in the schedule's own zone.

    `delay` is how many seconds after its due instants it wakes (`shared.domain.spread`).
    """
    anchor = datetime.fromisoformat(schedule.anchor)
    wake = _next_whole_minute(anchor) + timedelta(seconds=delay)
    if wake.date() != anchor.date():  # the minute after 23:59:01 lies on another day: wake at every midnight
        return "cron(0 0 * * ? *)"
    return f"cron({wake.minute} {wake.hour} {_days(schedule, anchor)} *)"


def _next_whole_minute(anchor: datetime) -> datetime:
    if anchor.second == 0:
        return anchor
    return anchor.replace(second=0) + timedelta(minutes=1)


def _days(schedule: Schedule, anchor: datetime) -> str:
    """Day of month, month and day of week."""
    if schedule.interval is Interval.DAILY:
        return "* * ?"
    if schedule.interval is Interval.WEEKLY:
        return f"? * {_WEEKDAYS[anchor.weekday()]}"
    step = MONTHS[schedule.interval] * schedule.interval_count
    months = sorted({(anchor.month - 1 + step * turn) % 12 + 1 for turn in range(12)})
    every_month = len(months) == 12  # noqa: PLR2004
    named = "*" if every_month else ",".join(str(month) for month in months)
    return f"{_days_of_month(schedule.anchor_day or anchor.day, months)} {named} ?"


def _days_of_month(day: int, months: list[int]) -> str:
    """The day itself, back to the last one of the shortest of these months."""
    earliest = min(day, *(monthrange(_A_COMMON_YEAR, month)[1] for month in months))
    return str(day) if earliest == day else f"{earliest}-{day}"
