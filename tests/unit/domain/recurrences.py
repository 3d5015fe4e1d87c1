"""The days of a schedule as python-dateutil reckons them, where its rules are ours.

RFC 5545 leaves months out that have no such day; asked for the last one of the days 28 to 31 in each month, it clamps
as we do. Zones are another matter: everything here is wall time.
"""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from shared.domain.billing_calendar import Interval

_MONTHS = {Interval.MONTHLY: 1, Interval.QUARTERLY: 3, Interval.BIANNUALLY: 6}


def by_rule(interval: Interval, every: int, anchor: datetime, anchor_day: int, until: datetime) -> list[datetime]:
    """The charges of ten years by RFC 5545's rules."""
    if interval is Interval.DAILY:
        return list(rrule(DAILY, interval=every, dtstart=anchor, until=until))
    if interval is Interval.WEEKLY:
        return list(rrule(WEEKLY, interval=every, dtstart=anchor, until=until))
    day = anchor_day or anchor.day
    days = tuple(range(min(day, 28), day + 1))
    if interval is Interval.YEARLY:
        yearly = rrule(
            YEARLY, interval=every, dtstart=anchor, until=until, bymonth=anchor.month, bymonthday=days, bysetpos=-1
        )
        return list(yearly)
    step = every * _MONTHS[interval]
    return list(rrule(MONTHLY, interval=step, dtstart=anchor, until=until, bymonthday=days, bysetpos=-1))


def by_addition(interval: Interval, every: int, anchor: datetime, until: datetime) -> list[datetime]:
    """The charges of ten years by adding to the anchor."""
    step = {
        Interval.DAILY: relativedelta(days=every),
        Interval.WEEKLY: relativedelta(weeks=every),
        Interval.MONTHLY: relativedelta(months=every),
        Interval.QUARTERLY: relativedelta(months=3 * every),
        Interval.BIANNUALLY: relativedelta(months=6 * every),
        Interval.YEARLY: relativedelta(years=every),
    }[interval]
    charges = [anchor]
    while (charge := anchor + len(charges) * step) <= until:
        charges.append(charge)
    return charges
