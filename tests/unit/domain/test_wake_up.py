"""The wake-up call rings at, or within a minute after, every due instant that its zone's clocks show."""

import pytest
from aws_croniter import AwsCroniter
from aws_croniter.exceptions import AwsCroniterExpressionError

from shared.domain.billing_calendar import Interval, Schedule
from shared.domain.wake_up import cron_expression
from tests.unit.domain.clocks import ZONES, clocks
from tests.unit.domain.wake_up_checks import check_all_rings, check_rings_in, rings


@pytest.mark.parametrize("interval", Interval)
def test_rings_for_every_charge_of_ten_years_whatever_the_anchor_and_the_count(interval):
    assert check_all_rings(interval) > 5_000


@pytest.mark.parametrize("zone", ZONES)
def test_rings_within_the_minute_except_where_the_clocks_skip_it(zone):
    rung, missed = check_rings_in(zone)
    assert rung + missed == 3_652
    assert (missed > 0) == bool(clocks(zone).changes)


@pytest.mark.parametrize(
    ("interval", "every", "anchor", "expression"),
    [
        (Interval.DAILY, 1, "2026-01-31T09:30", "cron(30 9 * * ? *)"),
        (Interval.DAILY, 3, "2026-01-31T09:30", "cron(30 9 * * ? *)"),
        (Interval.WEEKLY, 1, "2026-01-31T09:30", "cron(30 9 ? * SAT *)"),
        (Interval.WEEKLY, 2, "2026-02-02T00:00", "cron(0 0 ? * MON *)"),
        (Interval.MONTHLY, 1, "2026-01-28T09:30", "cron(30 9 28 * ? *)"),
        (Interval.MONTHLY, 1, "2026-01-29T09:30", "cron(30 9 28-29 * ? *)"),
        (Interval.MONTHLY, 1, "2026-01-31T09:30", "cron(30 9 28-31 * ? *)"),
        (Interval.MONTHLY, 5, "2026-01-31T09:30", "cron(30 9 28-31 * ? *)"),
        (Interval.MONTHLY, 2, "2026-02-15T09:30", "cron(30 9 15 2,4,6,8,10,12 ? *)"),
        (Interval.MONTHLY, 8, "2026-02-15T09:30", "cron(30 9 15 2,6,10 ? *)"),
        (Interval.MONTHLY, 12, "2026-02-15T09:30", "cron(30 9 15 2 ? *)"),
        (Interval.QUARTERLY, 1, "2026-01-31T09:30", "cron(30 9 30-31 1,4,7,10 ? *)"),
        (Interval.QUARTERLY, 1, "2026-11-30T09:30", "cron(30 9 28-30 2,5,8,11 ? *)"),
        (Interval.BIANNUALLY, 1, "2026-07-31T09:30", "cron(30 9 31 1,7 ? *)"),
        (Interval.BIANNUALLY, 2, "2026-08-31T09:30", "cron(30 9 31 8 ? *)"),
        (Interval.YEARLY, 1, "2026-01-31T09:30", "cron(30 9 31 1 ? *)"),
        (Interval.YEARLY, 1, "2026-02-28T09:30", "cron(30 9 28 2 ? *)"),
        (Interval.YEARLY, 1, "2028-02-29T09:30", "cron(30 9 28-29 2 ? *)"),
        (Interval.MONTHLY, 1, "2026-01-15T09:30:01", "cron(31 9 15 * ? *)"),
        (Interval.MONTHLY, 1, "2026-01-15T09:59:59", "cron(0 10 15 * ? *)"),
        (Interval.YEARLY, 1, "2026-12-31T23:59:01", "cron(0 0 * * ? *)"),
    ],
)
def test_is_as_narrow_as_the_schedule_allows(interval, every, anchor, expression):
    assert cron_expression(Schedule(interval, every, "Africa/Lagos", anchor)) == expression


def test_rings_for_a_day_of_the_month_to_come_back_to():
    schedule = Schedule(Interval.MONTHLY, 1, "Africa/Lagos", "2026-02-28T09:30", anchor_day=30)
    assert cron_expression(schedule) == "cron(30 9 28-30 * ? *)"


def test_the_reader_held_against_reads_eventbridges_dialect():
    assert min(rings("cron(30 9 ? * SAT *)")).isoformat() == "2026-01-03T09:30:00"
    with pytest.raises(AwsCroniterExpressionError):
        AwsCroniter("30 9 * * * *")
