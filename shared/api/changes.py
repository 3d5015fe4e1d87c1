"""A change out of a validated request to change a subscription: the rules between its fields."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from shared.domain.billing_calendar import DEFAULT_TIMEZONE, MONTHS, instant_of, is_timezone, wall_of
from shared.domain.errors import InvalidInput
from shared.domain.money import AmountRefused, Money
from shared.domain.subscription import Subscription
from shared.domain.subscription_changes import Change

Problems = dict[str, object]


def change_of(body: Mapping[str, Any]) -> Callable[[Subscription], Change]:
    """Return what makes the change out of the subscription, in its currency and zone; raise InvalidInput for none.

    What is returned raises InvalidInput as well, naming each field that is wrong.
    """
    schedule = body.get("schedule", {})
    if "amount" not in body and not schedule:
        raise InvalidInput({"non_field_errors": ["Give an amount, a schedule, or both."]})
    return partial(_change, body.get("amount"), schedule)


def _change(amount: Decimal | None, wanted: Mapping[str, Any], subscription: Subscription) -> Change:
    problems: Problems = {}
    nested: Problems = {}
    money = _money(amount, subscription.money.currency, problems)
    timezone = wanted.get("timezone", subscription.schedule.timezone)
    wall, start_at = None, None
    if not is_timezone(timezone):
        nested["timezone"] = [f'"{timezone}" is not an IANA time zone, such as {DEFAULT_TIMEZONE}.']
    else:
        wall, start_at = _start(wanted, subscription, timezone, nested)
        _check_anchor_day(wanted, subscription, wall, nested)
    if nested:
        problems["schedule"] = nested
    if problems:
        raise InvalidInput(problems)
    return Change(
        money=money,
        interval=wanted.get("interval"),
        interval_count=wanted.get("interval_count"),
        timezone=wanted.get("timezone"),
        charge_time=wall.time().isoformat() if wall else wanted.get("charge_time"),
        anchor_day=wanted.get("anchor_day"),
        start_at=start_at,
    )


def _money(amount: Decimal | None, currency: str, problems: Problems) -> Money | None:
    try:
        return Money.from_major(amount, currency) if amount is not None else None
    except AmountRefused as refused:
        problems["amount"] = [str(refused)]
        return None


def _start(
    wanted: Mapping[str, Any], subscription: Subscription, timezone: str, problems: Problems
) -> tuple[datetime | None, int | None]:
    """Return the first charge's wall time, as it is meant, and its instant in UTC epoch seconds."""
    if "start_at" not in wanted:
        return None, None
    try:
        wall = _wall(wanted["start_at"], subscription, timezone)
        if "charge_time" in wanted:
            wall = datetime.combine(wall.date(), time.fromisoformat(wanted["charge_time"]))
        instant = instant_of(wall, timezone)
        wall_of(instant, timezone)  # the ends of the calendar differ from zone to zone
    except (ValueError, OverflowError):
        problems["start_at"] = ["This date is outside the calendar."]
        return None, None
    return wall, instant


def _wall(start: date | datetime, subscription: Subscription, timezone: str) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, datetime.fromisoformat(subscription.schedule.anchor).time())
    wall = wall_of(int(start.timestamp()), timezone) if start.tzinfo else start
    return wall.replace(microsecond=0)


def _check_anchor_day(
    wanted: Mapping[str, Any], subscription: Subscription, start: datetime | None, problems: Problems
) -> None:
    """Hold the day to come back to against the first charge, which has to be one that it leads to."""
    day = wanted.get("anchor_day")
    if day is None or "start_at" in problems:
        return
    if start is None:
        problems["anchor_day"] = ["Give start_at as well: the first charge on this day."]
    elif wanted.get("interval", subscription.schedule.interval) not in MONTHS:
        problems["anchor_day"] = ["Only intervals of months have a day to come back to."]
    elif start.day != min(day, monthrange(start.year, start.month)[1]):
        problems["anchor_day"] = ["start_at must fall on this day, or on the last day of a shorter month."]
