"""What holds for any schedule whatever, to the second; the rows of ordinary ones are in test_calendar_proof."""

from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.billing_calendar import (
    MAX_INTERVAL_COUNT,
    Interval,
    Schedule,
    due,
    first_index_after,
    instant_of,
    intended_wall,
    last_index_at,
    wall_of,
)
from tests.unit.domain.clocks import LAST_DAY, ZONES, clocks

SECONDS = st.integers(1_767_225_600, 2_082_758_399)  # 2026 to 2035


@st.composite
def schedules(draw):
    interval = draw(st.sampled_from(Interval))
    return Schedule(
        interval,
        draw(st.integers(1, MAX_INTERVAL_COUNT[interval])),
        draw(st.sampled_from(ZONES)),
        datetime.fromtimestamp(draw(SECONDS), UTC).replace(tzinfo=None).isoformat(),
        first_index=draw(st.integers(0, 500)),
    )


@given(schedules(), st.integers(0, 200))
def test_is_charged_the_first_time_its_wall_time_is_shown_or_at_the_end_of_the_gap(schedule, later):
    wall = intended_wall(schedule, schedule.first_index + later)
    assume(wall <= LAST_DAY.replace(tzinfo=None))
    assert due(schedule, schedule.first_index + later) == clocks(schedule.timezone).first_from(wall)


@given(schedules(), st.integers(0, 500))
def test_each_charge_comes_after_the_one_before_and_is_found_from_its_instant(schedule, later):
    index = schedule.first_index + later
    instant = due(schedule, index)
    assert due(schedule, index + 1) > instant
    assert last_index_at(schedule, instant) == last_index_at(schedule, due(schedule, index + 1) - 1) == index
    assert first_index_after(schedule, instant - 1) == index


@given(schedules(), st.integers(-(10**8), 10**9))
def test_between_any_instant_and_the_first_charge_after_it_there_is_none(schedule, later):
    instant = due(schedule, schedule.first_index) + later
    index = first_index_after(schedule, instant)
    assert due(schedule, index) > instant
    assert index == schedule.first_index or due(schedule, index - 1) <= instant


@given(SECONDS, st.sampled_from(ZONES))
def test_a_wall_time_that_is_shown_leads_back_to_its_first_instant(instant, zone):
    assert wall_of(instant, zone) == clocks(zone).wall(instant)
    assert instant_of(wall_of(instant, zone), zone) == clocks(zone).showing(wall_of(instant, zone))[0] <= instant
