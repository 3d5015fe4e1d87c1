"""The schedule that a paid checkout begins, and which of its charges is the first."""

import pytest

from shared.domain.billing_calendar import Interval, Schedule, due
from tests.support.builders import at, some_terms

LAGOS = "Africa/Lagos"


def first_charge(paid_at, zone=LAGOS, **terms):
    """Index and instant of the first recurring charge of a checkout paid then."""
    agreed = some_terms(timezone=zone, **terms)
    success_at = at(paid_at, zone)
    index = agreed.first_index(success_at)
    return index, due(agreed.schedule_from(success_at), index)


@pytest.mark.parametrize(
    ("terms", "anchor"),
    [
        ({}, "2026-01-31T15:20:37"),
        ({"charge_time": "09:00"}, "2026-01-31T09:00:00"),
        ({"charge_time": "18:00"}, "2026-01-31T18:00:00"),
        ({"start_at": at("2026-02-10T07:00")}, "2026-02-10T07:00:00"),
        ({"start_at": at("2026-02-10T07:00"), "charge_time": "07:00"}, "2026-02-10T07:00:00"),
    ],
)
def test_is_anchored_on_the_start_or_on_the_date_of_the_success(terms, anchor):
    schedule = some_terms(**terms).schedule_from(at("2026-01-31T15:20:37"))
    assert schedule == Schedule(Interval.MONTHLY, 1, LAGOS, anchor)


def test_keeps_the_interval_and_the_day_to_come_back_to():
    terms = some_terms(interval=Interval.QUARTERLY, interval_count=2, start_at=at("2026-02-28T09:00"), anchor_day=30)
    expected = Schedule(Interval.QUARTERLY, 2, LAGOS, "2026-02-28T09:00:00", anchor_day=30)
    assert terms.schedule_from(at("2026-01-31T09:00")) == expected


@pytest.mark.parametrize(
    ("zone", "start", "charge_time", "anchor"),
    [
        ("Europe/London", "2027-03-28T02:00", "01:30", "2027-03-28T01:30:00"),
        ("America/Nuuk", "2027-03-28T00:00", "23:30", "2027-03-27T23:30:00"),
    ],
)
def test_a_start_that_the_clocks_skip_is_anchored_where_it_was_meant(zone, start, charge_time, anchor):
    terms = some_terms(timezone=zone, start_at=at(start, zone), charge_time=charge_time)
    assert terms.schedule_from(at("2026-01-31T09:00")).anchor == anchor


@pytest.mark.parametrize(
    ("paid_at", "terms", "index", "first"),
    [
        ("2026-01-31T09:00", {}, 1, "2026-02-28T09:00"),
        ("2026-01-31T08:00", {"charge_time": "09:00"}, 1, "2026-02-28T09:00"),  # not an hour after the checkout
        ("2026-01-31T10:00", {"charge_time": "09:00"}, 1, "2026-02-28T09:00"),
        ("2026-01-31T09:00", {"start_at": at("2026-02-10T00:00")}, 0, "2026-02-10T00:00"),
        ("2026-02-10T00:00", {"start_at": at("2026-02-10T00:00")}, 1, "2026-03-10T00:00"),
        ("2026-04-10T00:01", {"start_at": at("2026-02-10T00:00")}, 3, "2026-05-10T00:00"),
        ("2026-04-01T00:00", {"start_at": at("2026-02-28T09:00"), "anchor_day": 31}, 2, "2026-04-30T09:00"),
    ],
)
def test_the_checkout_stands_for_the_anchor_unless_a_start_was_agreed(paid_at, terms, index, first):
    assert first_charge(paid_at, **terms) == (index, at(first))
