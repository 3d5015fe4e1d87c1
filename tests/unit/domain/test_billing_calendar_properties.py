"""What holds for every schedule, against the plain reading of the rules in calendar_rules."""

from calendar import monthrange

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.billing_calendar import Interval, due, first_index_after, instant_of
from tests.unit.domain.calendar_rules import (
    ANCHORS,
    INDEXES,
    ZONES,
    instants_showing,
    intended_wall,
    schedules,
    wall_of,
)


@given(schedules(), INDEXES)
def test_shows_the_intended_wall_time_the_first_time_or_the_first_instant_after_a_gap(schedule, index):
    instant, wall = due(schedule, index), intended_wall(schedule, index)
    if shown := instants_showing(wall, schedule.timezone):
        assert instant == shown[0]
    else:
        assert wall_of(instant, schedule.timezone) > wall
        assert wall_of(instant - 1, schedule.timezone) < wall


@given(schedules(), st.integers(0, 60))
def test_each_charge_comes_after_the_one_before(schedule, index):
    assert due(schedule, index) < due(schedule, index + 1)


@given(schedules(), INDEXES)
def test_day_of_a_month_is_the_anchors_or_the_last_one(schedule, index):
    assume(schedule.interval in {Interval.MONTHLY, Interval.YEARLY})
    charged = intended_wall(schedule, index)
    assume(instants_showing(charged, schedule.timezone))  # a gap at midnight moves to the next day
    shown = wall_of(due(schedule, index), schedule.timezone)
    last_day = monthrange(shown.year, shown.month)[1]
    assert shown.day == min(wall_of(schedule.anchor_at, schedule.timezone).day, last_day)


@given(schedules(), st.integers(0, 200))
def test_the_inverse_agrees_just_before_at_and_just_after(schedule, index):
    instant = due(schedule, index)
    assert first_index_after(schedule, instant - 1) == index
    assert first_index_after(schedule, instant) == index + 1


@given(schedules(), st.integers(-(10**8), 10**9))
def test_the_first_charge_after_any_instant_has_none_between(schedule, later):
    instant = schedule.anchor_at + later
    index = first_index_after(schedule, instant)
    assert due(schedule, index) > instant
    assert index == 0 or due(schedule, index - 1) <= instant


@given(ANCHORS, ZONES)
def test_a_wall_time_that_is_shown_leads_back_to_its_instant(instant, zone):
    wall = wall_of(instant, zone)
    assert instant_of(wall, zone) == instants_showing(wall, zone)[0]
