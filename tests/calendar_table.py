"""What the calendar was checked for, counted, and 24 months of it: `python -m tests.calendar_table`.

`docs/calendar.md` shows the months as they come out here.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from shared.domain.billing_calendar import MONTHS, Interval, Schedule, due, intended_wall, wall_of
from tests.unit.domain.calendar_checks import (
    MORNING,
    check_all_days,
    check_changes,
    check_dates,
    check_days_to_come_back_to,
    check_schedules,
    combinations,
    trying_time,
)
from tests.unit.domain.clocks import ZONES
from tests.unit.domain.wake_up_checks import check_all_rings, check_rings_in

SHOWN_ZONES = ("Africa/Lagos", "Europe/London", "America/St_Johns")
SHOWN_DAYS = (28, 29, 30, 31)
_TIME = "01:30"  # London skips it on the last Sunday of March, and has it twice on that of October

CHECKS: dict[str, Callable[[], int]] = {
    "days of charges, against two reckonings of dateutil's": lambda: sum(map(check_all_days, Interval)),
    "days come back to from a shorter month": lambda: sum(map(check_days_to_come_back_to, MONTHS)),
    "dates x zones x two times of day": lambda: sum(
        check_dates(zone, at) for zone in ZONES for at in (MORNING, trying_time(zone))
    ),
    "minutes around every change of the clocks": lambda: sum(map(check_changes, ZONES)),
    "anchors x zones x intervals x charges, and back": lambda: sum(
        check_schedules(zone, trying_time(zone), interval) for zone in ZONES for interval in Interval
    ),
    "charges that EventBridge's expression rings for": lambda: sum(map(check_all_rings, Interval)),
    "charges rung for within the minute, in each zone": lambda: sum(check_rings_in(zone)[0] for zone in ZONES),
}


def counted() -> Iterator[str]:
    """Run every check; a line each with its number and its seconds of processor time."""
    total, began = 0, time.process_time()
    for name, check in CHECKS.items():
        started, number = time.process_time(), check()
        total += number
        yield f"{name:56}{number:>12,}{time.process_time() - started:>8.1f} s"
    yield f"{f'all, in {len(ZONES)} zones':56}{total:>12,}{time.process_time() - began:>8.1f} s"
    yield f"{'so covered: 31 anchors x zones x intervals x charges x 2':56}{combinations(len(ZONES), 2):>12,}"


def months() -> Iterator[str]:
    """Charges of two years in Markdown: local date and time, and the time in UTC."""
    for zone in SHOWN_ZONES:
        schedules = [Schedule(Interval.MONTHLY, 1, zone, f"2027-01-{day}T{_TIME}") for day in SHOWN_DAYS]
        yield from ("", f"### {zone}, {_TIME}", "")
        yield f"| charge | {' | '.join(f'anchor {day}' for day in SHOWN_DAYS)} |"
        yield f"| --- |{' --- |' * len(SHOWN_DAYS)}"
        for index in range(24):
            yield f"| {index} | {' | '.join(_cell(schedule, index) for schedule in schedules)} |"


def _cell(schedule: Schedule, index: int) -> str:
    instant = due(schedule, index)
    shown = wall_of(instant, schedule.timezone)
    local = f"{shown:%Y-%m-%d %H:%M}"
    moved = local if shown == intended_wall(schedule, index) else f"**{local}**"
    return f"{moved} ({datetime.fromtimestamp(instant, UTC):%H:%M}Z)"


if __name__ == "__main__":
    for line in counted():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(months()) + "\n")
