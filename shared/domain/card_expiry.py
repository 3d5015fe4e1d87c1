"""When a saved card ends, and when its owner is told: 30, 7 and 1 days ahead, if it ends before its next charge."""

from datetime import datetime

from shared.domain.billing_calendar import instant_of
from shared.domain.payment import DAY
from shared.domain.transaction import Authorization

NOTICE_DAYS = (30, 7, 1)
_LAST_YEAR = 2100
"""What is not a card has an end such as 9999, or none."""
_DECEMBER = 12


def expires_at(authorization: Authorization, timezone: str) -> int | None:
    """Return the first instant at which the card is good no more (UTC epoch seconds), None when it does not end.

    A card is good through the last day of the month printed on it.
    """
    month, year = authorization.exp_month, authorization.exp_year
    if not (month.isdecimal() and year.isdecimal()):
        return None
    if not (1 <= int(month) <= _DECEMBER and 2000 <= int(year) <= _LAST_YEAR):  # noqa: PLR2004 - a year of our time
        return None
    years, next_month = divmod(int(month), _DECEMBER)
    return instant_of(datetime(int(year) + years, next_month + 1, 1), timezone)  # noqa: DTZ001 - a wall time


def next_notice_at(expiry: int | None, charge_at: int | None, told: int) -> int | None:
    """Return when to tell of a card's end next, None when there is nothing (more) to tell.

    `told` is how many days ahead its owner was told last, 0 when never.
    """
    if expiry is None or charge_at is None or expiry > charge_at:
        return None
    left = [days for days in NOTICE_DAYS if told == 0 or days < told]
    return expiry - left[0] * DAY if left else None


def notice_days(expiry: int | None, now: int) -> int:
    """Return which notice it is time for: the last that has come; raise ValueError before the first."""
    return min(days for days in NOTICE_DAYS if expiry is not None and expiry - days * DAY <= now)
