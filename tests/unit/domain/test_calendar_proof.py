"""Every anchor, zone, interval and date of ten years: see calendar_checks.

`python -m tests.calendar_table` counts them.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from dateutil.tz import datetime_ambiguous, datetime_exists

from shared.domain.billing_calendar import MONTHS, Interval
from tests.calendar_table import months
from tests.unit.domain.calendar_checks import (
    MORNING,
    check_all_days,
    check_changes,
    check_dates,
    check_days_to_come_back_to,
    check_schedules,
    trying_time,
)
from tests.unit.domain.clocks import ZONES, ZoneInfo, clocks


@pytest.mark.parametrize("interval", Interval)
def test_the_days_are_those_of_another_library_at_every_count(interval):
    assert check_all_days(interval) > 3_000


@pytest.mark.parametrize("interval", MONTHS)
def test_a_day_to_come_back_to_is_come_back_to_from_every_short_month(interval):
    assert check_days_to_come_back_to(interval) > 600


@pytest.mark.parametrize("zone", ZONES)
def test_every_date_has_one_instant_the_first_that_shows_it_or_the_end_of_the_gap(zone):
    assert check_dates(zone, MORNING) == check_dates(zone, trying_time(zone)) == 3_652
    assert check_changes(zone) == 301 * len(clocks(zone).changes)


@pytest.mark.parametrize("zone", ZONES)
def test_every_anchor_is_charged_without_gap_or_duplicate_and_found_again(zone):
    counts = {interval: check_schedules(zone, trying_time(zone), interval) for interval in Interval}
    assert counts[Interval.DAILY] >= 3_652
    assert counts[Interval.WEEKLY] >= 3_652
    assert [counts[interval] for interval in MONTHS] == [31 * 120, 31 * 40, 31 * 20, 31 * 10]


@pytest.mark.parametrize("zone", ["Europe/London", "Africa/Casablanca", "Australia/Lord_Howe", "Antarctica/Troll"])
def test_the_clocks_held_against_skip_and_repeat_what_dateutil_says(zone):
    for change in clocks(zone).changes:
        for minutes in range(-180, 121, 5):
            wall = clocks(zone).wall(change) + timedelta(minutes=minutes)
            exists, is_ambiguous = datetime_exists(wall, ZoneInfo(zone)), datetime_ambiguous(wall, ZoneInfo(zone))
            assert len(clocks(zone).showing(wall)) == (1 + is_ambiguous if exists else 0)


def test_the_document_shows_the_months_as_they_come_out():
    assert "\n".join(months()) in Path("docs/calendar.md").read_text(encoding="utf-8")
