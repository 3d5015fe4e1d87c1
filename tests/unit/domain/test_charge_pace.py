"""The pace of charges: no minute sees more than Paystack accepts, wherever it begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.charge_pace import (
    SHUT_FOR,
    WINDOW,
    Limit,
    next_window,
    ticket_for,
    window_of,
    windows_shut,
)
from tests.support.builders import NOW


@pytest.mark.parametrize(
    ("per_minute", "room", "of_line"), [(600, 46, 44), (100, 7, 6), (26, 2, 1), (3000, 230, 219)]
)
def test_a_window_has_its_part_and_keeps_places_for_people(per_minute, room, of_line):
    limit = Limit(per_minute)
    assert (limit.room, limit.room_of_line) == (room, of_line)


@given(st.integers(26, 10_000), st.integers(0, 10**10))
def test_no_sixty_seconds_touch_windows_with_more_room_than_the_limit(per_minute, instant):
    touched = {window_of(instant + second) for second in range(61)}
    assert len(touched) * Limit(per_minute).room <= per_minute


@given(st.integers(0, 10**10))
def test_the_next_window_is_another_one_and_the_very_next(instant):
    assert window_of(next_window(instant)) == window_of(instant) + 1
    assert window_of(next_window(instant) - 1) == window_of(instant)


def test_a_ticket_outlives_its_window_by_another():
    begins = next_window(NOW)
    assert ticket_for(begins).kept_until == begins + 2 * WINDOW
    assert ticket_for(begins + WINDOW - 1) == ticket_for(begins)


@given(st.integers(0, 10**10))
def test_after_too_many_no_window_of_the_next_minute_is_open(now):
    shut = windows_shut(now)
    assert all(window_of(now + second) in shut for second in range(SHUT_FOR + 1))
    assert window_of(now + SHUT_FOR + WINDOW) not in shut
