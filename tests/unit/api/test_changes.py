"""A change out of a request: in the subscription's own currency and zone, with every wrong field told at once."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from shared.api.changes import change_of
from shared.domain.billing_calendar import Interval
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.domain.subscription_changes import Change, changed
from tests.support.builders import NOW, a_schedule, a_subscription, at

MONTHLY = a_subscription()
"""At 09:00 on the 31st, in Lagos, in NGN."""
HALF_PAST_TEN = datetime.fromisoformat("2026-03-05T10:30")


def made(body, subscription=MONTHLY):
    return change_of(body)(subscription)


def problems(body, subscription=MONTHLY):
    with pytest.raises(InvalidInput) as refused:
        made(body, subscription)
    return refused.value.fields


@pytest.mark.parametrize("body", [{}, {"schedule": {}}])
def test_a_change_of_nothing_is_refused_before_anything_is_read(body):
    with pytest.raises(InvalidInput) as refused:
        change_of(body)
    assert [*refused.value.fields] == ["non_field_errors"]


def test_what_is_left_out_is_left_as_it_is():
    assert made({"amount": Decimal(6000)}) == Change(money=Money(600_000, "NGN"))
    assert made({"schedule": {"interval": Interval.WEEKLY, "interval_count": 2}}) == Change(
        interval=Interval.WEEKLY, interval_count=2
    )
    assert made({"schedule": {"timezone": "Africa/Accra", "charge_time": "07:30"}}) == Change(
        timezone="Africa/Accra", charge_time="07:30"
    )


@pytest.mark.parametrize(("currency", "amount", "taken"), [("GHS", "0.10", 10), ("XOF", "600", 60_000)])
def test_an_amount_is_in_the_subscriptions_own_currency(currency, amount, taken):
    subscription = a_subscription(money=Money(100_000, currency))
    assert made({"amount": Decimal(amount)}, subscription).money == Money(taken, currency)


@pytest.mark.parametrize(("currency", "amount"), [("NGN", "0.10"), ("XOF", "600.50"), ("KES", "2.99")])
def test_an_amount_that_the_currency_does_not_have_is_refused(currency, amount):
    subscription = a_subscription(money=Money(100_000, currency))
    assert [*problems({"amount": Decimal(amount)}, subscription)] == ["amount"]


@pytest.mark.parametrize(
    ("start_at", "schedule", "expected"),
    [
        (date(2026, 3, 5), {}, at("2026-03-05T09:00")),
        (date(2026, 3, 5), {"charge_time": "18:15"}, at("2026-03-05T18:15")),
        (date(2026, 3, 5), {"timezone": "Africa/Nairobi"}, at("2026-03-05T09:00", "Africa/Nairobi")),
        (HALF_PAST_TEN, {}, at("2026-03-05T10:30")),
        (
            HALF_PAST_TEN,
            {"timezone": "Europe/London"},
            at("2026-03-05T10:30", "Europe/London"),
        ),
        (datetime.fromisoformat("2026-03-05T10:30:00-08:00"), {}, at("2026-03-05T19:30")),
        (datetime.fromisoformat("2026-03-05T23:30:00Z"), {"charge_time": "08:00"}, at("2026-03-06T08:00")),
    ],
)
def test_a_start_is_a_day_or_a_time_by_the_subscriptions_own_clock(start_at, schedule, expected):
    change = made({"schedule": schedule | {"start_at": start_at}})
    assert change.start_at == expected
    assert changed(MONTHLY, change, NOW).coming.begins_at == expected


def test_a_start_that_the_clocks_skip_moves_that_charge_alone():
    london = {"timezone": "Europe/London", "interval": Interval.DAILY}
    change = made({"schedule": london | {"start_at": datetime.fromisoformat("2026-03-29T01:30")}})
    assert change.start_at == at("2026-03-29T02:00", "Europe/London")
    assert changed(MONTHLY, change, NOW).coming.schedule.anchor == "2026-03-29T01:30:00"


@pytest.mark.parametrize("zone", ["Africa/Lagos", "America/St_Johns", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    "start_at",
    [
        datetime.fromisoformat("0001-01-01T00:00:00+14:00"),
        datetime.fromisoformat("9999-12-31T23:59:59-12:00"),
        datetime.fromisoformat("0001-01-01T00:00:00-14:00"),
        datetime.fromisoformat("0001-01-01T00:00"),
        datetime.fromisoformat("9999-12-31T23:59:59"),
        date.min,
        date.max,
    ],
    ids=str,
)
def test_the_ends_of_the_calendar_are_refused_as_any_other_date(zone, start_at):
    body = {"schedule": {"timezone": zone, "start_at": start_at}}
    with pytest.raises(InvalidInput) as refused:
        changed(MONTHLY, made(body), NOW)
    assert [*refused.value.fields["schedule"]] == ["start_at"]


@pytest.mark.parametrize(
    ("day", "start_at"),
    [(31, date(2026, 3, 31)), (31, date(2026, 2, 28)), (30, date(2026, 2, 28)), (29, date(2028, 2, 29))],
)
def test_a_day_to_come_back_to_may_lie_beyond_a_short_first_month(day, start_at):
    subscription = a_subscription(schedule=a_schedule(interval=Interval.YEARLY))
    change = made({"schedule": {"anchor_day": day, "start_at": start_at}}, subscription)
    assert change.anchor_day == day


@pytest.mark.parametrize(
    ("schedule", "subscription"),
    [
        ({"anchor_day": 31}, MONTHLY),
        ({"anchor_day": 31, "start_at": date(2026, 3, 30)}, MONTHLY),
        ({"anchor_day": 28, "start_at": date(2026, 3, 31)}, MONTHLY),
        ({"anchor_day": 31, "start_at": date(2026, 3, 31), "interval": Interval.DAILY}, MONTHLY),
        (
            {"anchor_day": 31, "start_at": date(2026, 3, 31)},
            a_subscription(schedule=a_schedule(interval=Interval.WEEKLY)),
        ),
    ],
)
def test_a_day_that_no_first_charge_leads_to_is_refused(schedule, subscription):
    assert [*problems({"schedule": schedule}, subscription)["schedule"]] == ["anchor_day"]


def test_all_that_is_wrong_is_told_at_once():
    told = problems({"amount": Decimal(1), "schedule": {"anchor_day": 5}})
    assert ([*told], [*told["schedule"]]) == (["amount", "schedule"], ["anchor_day"])
