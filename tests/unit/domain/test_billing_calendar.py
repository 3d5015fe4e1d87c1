"""The calendar by example: month ends, leap years, clock changes, zones."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.billing_calendar import (
    Interval,
    Schedule,
    due,
    first_index_after,
    instant_of,
    is_timezone,
    last_index_at,
    wall_of,
)
from tests.support.builders import at

LAGOS = "Africa/Lagos"


def dates(interval, start, count, zone=LAGOS, every=1):
    """The local wall times of charges 0 to `count` - 1."""
    schedule = Schedule(interval, every, zone, start)
    return [local(due(schedule, index), zone) for index in range(count)]


def local(instant, zone):
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("interval", "every", "start", "expected"),
    [
        (Interval.MONTHLY, 1, "2026-01-31", ["01-31", "02-28", "03-31", "04-30", "05-31"]),
        (Interval.MONTHLY, 1, "2028-01-31", ["01-31", "02-29", "03-31"]),
        (Interval.MONTHLY, 1, "2026-01-30", ["01-30", "02-28", "03-30"]),
        (Interval.MONTHLY, 1, "2026-11-15", ["11-15", "12-15", "01-15"]),
        (Interval.MONTHLY, 3, "2026-11-30", ["11-30", "02-28", "05-30", "08-30"]),
        (Interval.WEEKLY, 1, "2026-12-28", ["12-28", "01-04", "01-11"]),
        (Interval.WEEKLY, 2, "2026-12-28", ["12-28", "01-11"]),
        (Interval.DAILY, 1, "2028-02-28", ["02-28", "02-29", "03-01"]),
        (Interval.DAILY, 10, "2026-02-25", ["02-25", "03-07"]),
    ],
)
def test_counts_from_the_anchor_and_keeps_its_day(interval, every, start, expected):
    charges = dates(interval, f"{start}T09:30", len(expected), every=every)
    assert [wall[5:10] for wall in charges] == expected
    assert {wall[11:] for wall in charges} == {"09:30"}


def test_yearly_on_29_february_falls_on_the_28th_in_common_years():
    assert dates(Interval.YEARLY, "2028-02-29T09:00", 5) == [
        "2028-02-29T09:00",
        "2029-02-28T09:00",
        "2030-02-28T09:00",
        "2031-02-28T09:00",
        "2032-02-29T09:00",
    ]


def test_keeps_the_wall_time_across_clock_changes():
    charges = dates(Interval.MONTHLY, "2026-01-15T09:00", 12, "Europe/London")
    assert {wall[11:] for wall in charges} == {"09:00"}


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:00"),  # 01:00 to 02:00 is skipped
        ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),  # occurs twice: the first
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30"),  # Ramadan: an hour back at 03:00
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00"),  # and forward again at 02:00
        ("America/St_Johns", "2026-03-08T02:15", "2026-03-08T05:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30"),  # half an hour is skipped
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00"),  # a whole day that never was
        (LAGOS, "2026-06-01T00:00", "2026-05-31T23:00"),
    ],
)
def test_a_skipped_time_moves_to_the_end_of_the_gap_and_a_repeated_one_means_the_first(zone, wall, utc):
    assert instant_of(datetime.fromisoformat(wall), zone) == at(utc, "UTC")


def test_a_day_on_which_the_hour_is_skipped_does_not_shift_the_days_after():
    assert dates(Interval.DAILY, "2026-03-28T01:30", 3, "Europe/London") == [
        "2026-03-28T01:30",
        "2026-03-29T02:00",
        "2026-03-30T01:30",
    ]


@pytest.mark.parametrize(
    ("instant", "index"),
    [
        ("2020-01-01T00:00", 0),
        ("2026-01-31T08:59", 0),
        ("2026-01-31T09:00", 1),
        ("2026-02-28T08:59", 1),
        ("2026-02-28T09:00", 2),
        ("2036-01-31T09:00", 121),
    ],
)
def test_the_first_charge_after_an_instant(instant, index):
    schedule = Schedule(Interval.MONTHLY, 1, LAGOS, "2026-01-31T09:00")
    assert first_index_after(schedule, at(instant)) == index


@pytest.mark.parametrize(
    ("anchor", "anchor_day", "expected"),
    [
        ("2026-02-28", 31, ["02-28", "03-31", "04-30"]),
        ("2026-02-28", 29, ["02-28", "03-29", "04-29"]),
        ("2026-04-30", 31, ["04-30", "05-31", "06-30"]),
        ("2026-01-31", 31, ["01-31", "02-28", "03-31"]),
        ("2026-02-28", 0, ["02-28", "03-28", "04-28"]),
    ],
)
def test_begun_on_the_last_day_of_a_short_month_it_comes_back_to_the_day_agreed(anchor, anchor_day, expected):
    schedule = Schedule(Interval.MONTHLY, 1, LAGOS, f"{anchor}T09:00", anchor_day)
    assert [local(due(schedule, index), LAGOS)[5:10] for index in range(3)] == expected


def test_a_day_of_the_month_means_nothing_to_weeks():
    schedule = Schedule(Interval.WEEKLY, 1, LAGOS, "2026-02-28T09:00", anchor_day=31)
    assert local(due(schedule, 1), LAGOS) == "2026-03-07T09:00"


def test_a_later_epoch_counts_on_from_its_own_anchor():
    schedule = Schedule(Interval.MONTHLY, 1, LAGOS, "2026-06-15T09:00", first_index=7)
    assert due(schedule, 7) == at("2026-06-15T09:00")
    assert due(schedule, 9) == at("2026-08-15T09:00")
    assert last_index_at(schedule, at("2026-06-15T08:59")) is None
    assert last_index_at(schedule, at("2026-08-15T08:59")) == 8
    assert last_index_at(schedule, at("2026-08-15T09:00")) == 9
    assert first_index_after(schedule, at("2020-01-01T00:00")) == 7
    with pytest.raises(ValueError, match="first charge of this schedule is 7, not 6"):
        due(schedule, 6)


@pytest.mark.parametrize("interval", Interval)
def test_what_lies_beyond_the_calendar_is_no_charge_and_no_search_ends_there(interval):
    schedule = Schedule(interval, 1, "Pacific/Kiritimati", "2026-01-31T23:59")
    for index in (10**7, 10**30):
        with pytest.raises(ValueError, match=r"beyond the calendar|out of range"):
            due(schedule, index)
    last = last_index_at(schedule, 10**30)
    assert last is not None
    assert wall_of(due(schedule, last), "UTC").year in range(9987, 9991)
    assert first_index_after(schedule, 10**30) == last + 1
    assert last_index_at(schedule, -(10**30)) is None


def test_a_charge_is_found_after_the_clocks_were_put_back_to_the_day_before_it():
    schedule = Schedule(Interval.DAILY, 1, "America/St_Johns", "2010-11-01T00:00:30")
    back = at("2010-11-07T02:31:00", "UTC")  # 00:01 on the 7th becomes 23:01 on the 6th
    assert local(back - 1, "America/St_Johns") == "2010-11-07T00:00"
    assert local(back, "America/St_Johns") == "2010-11-06T23:01"
    assert last_index_at(schedule, back - 31) == 5
    assert last_index_at(schedule, back - 30) == last_index_at(schedule, back) == 6


def test_a_skipped_anchor_moves_itself_and_not_what_follows():
    schedule = Schedule(Interval.DAILY, 1, "Europe/London", "2026-03-29T01:30")
    assert [local(due(schedule, index), "Europe/London")[8:] for index in range(2)] == ["29T02:00", "30T01:30"]


@pytest.mark.parametrize("name", ["UTC", LAGOS, "America/Argentina/Buenos_Aires", "Etc/GMT+1", "America/St_Johns"])
def test_knows_iana_zones(name):
    assert is_timezone(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Lagos", "Africa", "Africa/", "Africa/Nowhere", "GMT+1", "WAT", "+01:00", "localtime"),
        *("America/Argentina", "../etc/passwd", "/etc/localtime", "Africa/../Africa/Lagos", "posix/Africa/Lagos"),
        *("right/Africa/Lagos", "Africa/Lagos\n", "Africa/Lagos\x00", "A" * 300 + "/B"),
    ],
)
def test_nothing_else_is_a_zone(name):
    assert not is_timezone(name)
