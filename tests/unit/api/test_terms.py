"""The schedule of an `initialize-payment` request: what it means, and each way in which it can mean nothing."""

import pytest

from shared.api.schemas import INITIALIZE_PAYMENT
from shared.api.terms import terms_of
from shared.domain.billing_calendar import DAYS, Interval, due
from shared.domain.errors import InvalidInput
from shared.domain.terms import Terms
from tests.support.builders import EMAIL, at

RECURRING = {"subscription_plan": True, "payment_interval": "monthly"}


def read(**over):
    """The terms in a request, and what is wrong with it."""
    given = {"email": EMAIL, "amount": "5000.00"} | over
    found: dict[str, object] = {}
    body = INITIALIZE_PAYMENT.validate({name: value for name, value in given.items() if value is not ...})
    return terms_of(body, found), found


def terms(schedule=None, **over):
    """The terms of a monthly subscription with this schedule; nothing is wrong."""
    agreed, found = read(**RECURRING | {"schedule": schedule} | over)
    assert found == {}
    return agreed


def problems(**over):
    try:
        agreed, found = read(**over)
    except InvalidInput as refused:
        return refused.fields
    assert agreed is None
    return found


def wrong(schedule, **over):
    """What is wrong with this schedule of a monthly subscription."""
    found = problems(**RECURRING | {"schedule": schedule} | over)
    assert set(found) == {"schedule"}
    return found["schedule"]


@pytest.mark.parametrize("interval", Interval)
def test_an_interval_and_the_wish_to_be_charged_again(interval):
    assert read(subscription_plan="true", payment_interval=interval.value) == (Terms(interval, 1, "Africa/Lagos"), {})


@pytest.mark.parametrize("over", [{}, {"payment_interval": None}, {"schedule": None}, {"schedule": {}}])
def test_the_wish_without_an_interval_is_named(over):
    assert problems(subscription_plan=True, **over) == {
        "payment_interval": ["This field is required when subscription_plan is true."]
    }


@pytest.mark.parametrize("over", [{"payment_interval": "weekly"}, {"schedule": {"interval_count": 2}}])
@pytest.mark.parametrize("plan", [..., False, "no", 0])
def test_an_interval_without_the_wish_is_named(plan, over):
    assert problems(subscription_plan=plan, **over) == {
        "subscription_plan": ["This must be true when payment_interval or schedule is given."]
    }


@pytest.mark.parametrize("over", [{}, {"payment_interval": None}, {"schedule": None}, {"schedule": {}}])
def test_without_either_it_is_paid_once(over):
    assert read(subscription_plan=False, **over) == (None, {})


def test_a_schedule_in_full():
    schedule = {
        "interval": "quarterly",
        "interval_count": 2,
        "timezone": "Europe/London",
        "start_at": "2026-11-30",
        "charge_time": "07:30",
        "anchor_day": 31,
        "end_at": "2028-11-30",
    }
    agreed, found = read(subscription_plan=True, schedule=schedule)
    assert found == {}
    assert agreed == Terms(
        interval=Interval.QUARTERLY,
        interval_count=2,
        timezone="Europe/London",
        start_at=at("2026-11-30T07:30", "Europe/London"),
        charge_time="07:30",
        anchor_day=31,
        end_at=at("2028-11-30T23:59:59", "Europe/London"),
    )


def test_what_is_null_is_as_if_it_were_not_there():
    nothing = dict.fromkeys(("start_at", "charge_time", "anchor_day", "end_at", "charges"))
    assert terms(nothing) == terms({}) == Terms(Interval.MONTHLY, 1, "Africa/Lagos")


class TestStart:
    @pytest.mark.parametrize(
        ("start_at", "instant"),
        [
            ("2026-12-01T09:00", at("2026-12-01T09:00", "America/St_Johns")),
            ("2026-12-01T09:00:37.9", at("2026-12-01T09:00:37", "America/St_Johns")),
            ("2026-12-01", at("2026-12-01T09:00", "America/St_Johns")),
            ("2026-12-01T00:00", at("2026-12-01T00:00", "America/St_Johns")),
            ("2026-12-01T09:00:00Z", at("2026-12-01T09:00", "UTC")),
            ("2026-12-01T09:00:00+05:30", at("2026-12-01T03:30", "UTC")),
            (None, None),
        ],
    )
    def test_without_an_offset_is_a_wall_time_of_the_schedules_zone(self, start_at, instant):
        assert terms({"start_at": start_at, "timezone": "America/St_Johns"}).start_at == instant

    def test_a_date_alone_is_that_days_charge(self):
        agreed = terms({"start_at": "2026-12-01", "charge_time": "18:15"})
        assert (agreed.start_at, agreed.charge_time) == (at("2026-12-01T18:15"), "18:15")

    @pytest.mark.parametrize("start_at", ["2026-12-01T09:00", "2026-12-01T09:00:00+01:00", "2026-12-01T08:00Z"])
    def test_may_repeat_the_charge_time(self, start_at):
        assert terms({"start_at": start_at, "charge_time": "09:00"}).start_at == at("2026-12-01T09:00")

    @pytest.mark.parametrize("start_at", ["2026-12-01T09:01", "2026-12-01T09:00:01", "2026-12-01T09:00Z"])
    def test_with_another_time_of_day_than_the_charges_is_refused(self, start_at):
        found = wrong({"start_at": start_at, "charge_time": "09:00"})
        assert found == {"charge_time": ["This differs from the time of day of start_at."]}

    @pytest.mark.parametrize(
        ("zone", "start_at", "first", "second"),
        [
            ("Europe/London", "2027-03-28T01:30", "2027-03-28T02:00", "2027-04-28T01:30"),
            ("America/Nuuk", "2027-03-27T23:30", "2027-03-28T00:00", "2027-04-27T23:30"),
            ("Europe/London", "2027-10-31T01:30", "2027-10-31T01:30", "2027-11-30T01:30"),
            ("Europe/London", "2027-10-31T01:30Z", "2027-10-31T01:30", "2027-11-30T01:30"),
        ],
    )
    def test_that_the_clocks_skip_or_repeat_shifts_no_later_charge(self, zone, start_at, first, second):
        agreed = terms({"start_at": start_at, "timezone": zone})
        schedule = agreed.schedule_from(at("2027-01-01T00:00"))
        assert agreed.start_at == due(schedule, 0) == at(first, zone)
        assert due(schedule, 1) == at(second, zone)

    @pytest.mark.parametrize("start_at", ["", "tomorrow", 5, "2026-02-30", "2026-02-30T09:00", "2026-13-01", True])
    def test_that_is_no_time_is_named(self, start_at):
        [problem] = wrong({"start_at": start_at})["start_at"]
        assert problem.startswith("Datetime has wrong format.")

    @pytest.mark.parametrize("field", ["start_at", "end_at"])
    @pytest.mark.parametrize(
        "value", ["9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01", "0001-01-01T00:00:00+14:00", "2200-01-01"]
    )
    def test_or_end_in_a_year_that_never_comes_is_named(self, field, value):
        assert wrong({field: value}) == {field: ["Ensure this date lies in the years 1970 to 2199."]}


class TestChargeTime:
    @pytest.mark.parametrize("value", ["00:00", "07:05", "23:59", " 09:00 "])
    def test_is_kept_for_the_checkouts_success(self, value):
        assert terms({"charge_time": value}).charge_time == value.strip()

    @pytest.mark.parametrize(
        "value", ["9:00", "24:00", "09:60", "0900", "09:00:00", "9am", "\u0660\u0669:\u0660\u0660", 9]
    )
    def test_that_is_none_is_named(self, value):
        assert wrong({"charge_time": value}) == {"charge_time": ["Enter a time of day as HH:MM."]}


class TestAnchorDay:
    @pytest.mark.parametrize(
        ("start_at", "day"),
        [
            ("2026-12-31", 31),
            ("2027-02-28", 28),
            ("2027-02-28", 29),
            ("2027-02-28", 31),
            ("2028-02-29", 31),
            ("2026-11-30T09:00", 31),
            ("2026-11-30T23:30:00Z", 1),
        ],
    )
    def test_is_the_starts_or_a_later_one_than_its_month_has(self, start_at, day):
        assert terms({"start_at": start_at, "anchor_day": day}).anchor_day == day

    @pytest.mark.parametrize(
        ("start_at", "day"),
        [
            ("2026-12-31", 30),
            ("2026-12-30", 31),
            ("2027-02-27", 28),
            ("2028-02-28", 31),
            ("2026-11-30T23:30:00Z", 30),
        ],
    )
    def test_on_which_the_start_does_not_fall_is_named(self, start_at, day):
        found = wrong({"start_at": start_at, "anchor_day": day})
        assert found == {"anchor_day": ["start_at must fall on this day, or on the last day of a shorter month."]}

    def test_needs_a_start(self):
        assert wrong({"anchor_day": 31}) == {"anchor_day": ["This needs start_at."]}

    @pytest.mark.parametrize("interval", DAYS)
    def test_is_for_intervals_of_months(self, interval):
        found = wrong({"anchor_day": 1, "start_at": "2026-12-01"}, payment_interval=interval)
        assert found == {"anchor_day": ["This is for monthly, quarterly, biannually, yearly charges."]}

    @pytest.mark.parametrize("day", [0, 32, -1, "last"])
    def test_that_no_month_has_is_named(self, day):
        assert set(wrong({"anchor_day": day, "start_at": "2026-12-01"})) == {"anchor_day"}


class TestEnd:
    @pytest.mark.parametrize(
        ("end_at", "zone", "instant"),
        [
            ("2027-12-01", "Africa/Lagos", at("2027-12-01T23:59:59")),
            ("2027-12-01T09:00", "Africa/Lagos", at("2027-12-01T09:00")),
            ("2027-12-01T09:00Z", "Africa/Lagos", at("2027-12-01T10:00")),
            ("2027-03-28", "Europe/London", at("2027-03-28T22:59:59", "UTC")),  # a day of 23 hours
            ("2027-10-31", "Europe/London", at("2027-10-31T23:59:59", "UTC")),  # of 25
            ("2027-03-27", "America/Nuuk", at("2027-03-28T00:59:59", "UTC")),  # its last hour is skipped
            ("2199-12-31", "Pacific/Apia", at("2199-12-31T23:59:59", "Pacific/Apia")),
        ],
    )
    def test_of_a_date_alone_is_the_end_of_that_day(self, end_at, zone, instant):
        assert terms({"end_at": end_at, "timezone": zone}).end_at == instant

    @pytest.mark.parametrize("charges", [1, 1_000, "12"])
    def test_may_be_a_number_of_charges(self, charges):
        agreed = terms({"charges": charges})
        assert (agreed.charges, agreed.end_at) == (int(charges), None)

    @pytest.mark.parametrize("charges", [0, -1, 1_001, "many", 1.5])
    def test_that_number_has_limits(self, charges):
        assert set(wrong({"charges": charges})) == {"charges"}

    def test_is_one_of_both(self):
        both = ["Give end_at or charges, not both."]
        assert wrong({"end_at": "2027-12-01", "charges": 12}) == {"end_at": both, "charges": both}


def test_every_wrong_date_is_named_at_once():
    schedule = {"start_at": "2026-12-01T10:00", "charge_time": "09:00", "anchor_day": 2, "end_at": "2027-01-01"}
    assert set(wrong(schedule | {"charges": 1})) == {"charge_time", "anchor_day", "end_at", "charges"}


@pytest.mark.parametrize(
    ("schedule", "named"),
    [
        ({"interval": "hourly"}, {"interval": ['"hourly" is not a valid choice.']}),
        ({"interval": "weekly"}, {"interval": ["This differs from payment_interval."]}),
        ({"interval_count": 0}, {"interval_count": ["Ensure this value is greater than or equal to 1."]}),
        ({"interval_count": -1}, {"interval_count": ["Ensure this value is greater than or equal to 1."]}),
        ({"interval_count": "x"}, {"interval_count": ["A valid integer is required."]}),
        (
            {"interval_count": 37},
            {"interval_count": ["Ensure this value is less than or equal to 36 for monthly."]},
        ),
        (
            {"timezone": "Mars/Olympus"},
            {"timezone": ['"Mars/Olympus" is not an IANA time zone, such as Africa/Lagos.']},
        ),
        ({"timezone": "WAT"}, {"timezone": ['"WAT" is not an IANA time zone, such as Africa/Lagos.']}),
        ({"timezone": ""}, {"timezone": ["This field may not be blank."]}),
        ({"end_on": "2027-01-01"}, {"end_on": ["Unknown field."]}),
    ],
)
def test_a_wrong_part_of_a_schedule_is_named_inside_it(schedule, named):
    assert wrong(schedule) == named


def test_a_schedule_must_be_an_object():
    assert "non_field_errors" in wrong("monthly")


@pytest.mark.parametrize(
    ("interval", "most"),
    [("daily", 366), ("weekly", 52), ("monthly", 36), ("quarterly", 12), ("biannually", 6), ("yearly", 3)],
)
def test_no_two_charges_lie_more_than_three_years_apart(interval, most):
    assert terms({"interval_count": most}, payment_interval=interval).interval_count == most
    assert set(wrong({"interval_count": most + 1}, payment_interval=interval)) == {"interval_count"}
