"""The EventBridge Scheduler expression that wakes the charge function for a subscription.

The expression is a hint: it must fire at or soon after every due instant, and may fire more often, since the
charge function does nothing before `next_charge_at`. So a monthly schedule on the 31st fires on the 28th to
31st, and one every other week fires weekly. What a clock change makes it miss, the sweep finds.
"""

from datetime import datetime, timedelta

from shared.domain.billing_calendar import Interval, Schedule

_LAST_DAY_OF_EVERY_MONTH = 28
_FEBRUARY = 2
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def cron_expression(schedule: Schedule) -> str:
    """Return `cron(minutes hours day-of-month month day-of-week year)` in the schedule's own zone."""
    anchor = schedule.anchor
    wake = _next_whole_minute(anchor)
    if wake.date() != anchor.date():  # the minute after 23:59:01 lies on another day: wake at every midnight
        return "cron(0 0 * * ? *)"
    return f"cron({wake.minute} {wake.hour} {_days(schedule.interval, anchor)} *)"


def _next_whole_minute(anchor: datetime) -> datetime:
    if anchor.second == 0:
        return anchor
    return anchor.replace(second=0) + timedelta(minutes=1)


def _days(interval: Interval, anchor: datetime) -> str:
    """Day of month, month and day of week."""
    match interval:
        case Interval.DAILY:
            return "* * ?"
        case Interval.WEEKLY:
            return f"? * {_WEEKDAYS[anchor.weekday()]}"
        case Interval.MONTHLY:
            return f"{_days_of_month(anchor.day)} * ?"
        case Interval.YEARLY:  # pragma: no branch - there is no other
            days = _days_of_month(anchor.day) if anchor.month == _FEBRUARY else str(anchor.day)
            return f"{days} {anchor.month} ?"


def _days_of_month(day: int) -> str:
    if day <= _LAST_DAY_OF_EVERY_MONTH:
        return str(day)
    return f"{_LAST_DAY_OF_EVERY_MONTH}-{day}"
