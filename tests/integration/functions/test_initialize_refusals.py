"""What initialize-payment refuses: the field is named, and nothing is stored or sent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.events import with_fields
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack

NOT_A_NUMBER = ["A valid number is required."]
TOO_LONG = ["Ensure that there are no more than 10 digits in total."]
TOO_SMALL = ["Ensure this value is greater than or equal to 50.00 for NGN."]
TOO_FINE = ["Ensure that there are no more than 2 decimal places."]
CARD_DATA = ["Card data is never accepted here: the customer enters it on Paystack's page."]


def refused(stack: Stack, paystack: Paystack, **fields: Any) -> Any:
    """Send the one-time order with other fields; return the answer's body once nothing was left behind."""
    event = with_fields(stack.event("initialize_payment/one_time"), **fields)
    before = stack.dump()
    answer = stack.call("initialize_payment", event)
    assert answer.status == 400
    assert stack.dump() == before
    assert paystack.calls("initialize") == []
    return answer.json


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (..., ["This field is required."]),
        (None, ["This field may not be null."]),
        ("", NOT_A_NUMBER),
        ("five thousand", NOT_A_NUMBER),
        (True, NOT_A_NUMBER),
        ([5000], NOT_A_NUMBER),
        ({"value": 5000}, NOT_A_NUMBER),
        ("5,000.00", NOT_A_NUMBER),
        ("NaN", NOT_A_NUMBER),
        ("sNaN", NOT_A_NUMBER),
        ("-NaN", NOT_A_NUMBER),
        ("Infinity", NOT_A_NUMBER),
        ("-inf", NOT_A_NUMBER),
        (-5000, TOO_SMALL),
        ("-0.01", TOO_SMALL),
        (0, TOO_SMALL),
        ("0.00", TOO_SMALL),
        ("-0", TOO_SMALL),
        ("49.99", TOO_SMALL),
        ("5000.005", TOO_FINE),
        (5000.125, TOO_FINE),
        ("0.001", TOO_FINE),
        ("0E-9", TOO_FINE),
        ("10000000.01", ["Ensure this value is less than or equal to 10000000.00."]),
        ("99999999999", TOO_LONG),
        (10**40, TOO_LONG),
        ("1e400", TOO_LONG),
        ("1E+999999999999", TOO_LONG),
        ("9" * 1001, ["String value too large."]),
    ],
    ids=repr,
)
def test_an_amount_that_cannot_be_charged_is_refused(
    stack: Stack, paystack: Paystack, amount: object, problem: list[str]
):
    assert refused(stack, paystack, amount=amount) == {"amount": problem}


@pytest.mark.parametrize("currency", ["EUR", "ngn", "", 566, None, True, ["NGN"]], ids=repr)
def test_an_unknown_currency_is_refused(stack: Stack, paystack: Paystack, currency: object):
    assert [*refused(stack, paystack, currency=currency)] == ["currency"]


@pytest.mark.parametrize("interval", ["fortnightly", "Monthly", 30, True, ["monthly"], {"every": 1}], ids=repr)
def test_an_unknown_interval_is_refused(stack: Stack, paystack: Paystack, interval: object):
    problems = refused(stack, paystack, subscription_plan=True, payment_interval=interval)

    assert problems == {"payment_interval": [f'"{interval}" is not a valid choice.']}


@pytest.mark.parametrize("plan", [False, ..., "no", None], ids=repr)
def test_an_interval_needs_subscription_plan(stack: Stack, paystack: Paystack, plan: object):
    assert [*refused(stack, paystack, payment_interval="monthly", subscription_plan=plan)] == ["subscription_plan"]


def test_a_schedule_needs_subscription_plan(stack: Stack, paystack: Paystack):
    assert [*refused(stack, paystack, schedule={"interval": "weekly"})] == ["subscription_plan"]


@pytest.mark.parametrize("schedule", [{}, None, {"timezone": "Africa/Lagos"}], ids=repr)
def test_subscription_plan_needs_an_interval(stack: Stack, paystack: Paystack, schedule: object):
    problems = refused(stack, paystack, subscription_plan=True, schedule=schedule)

    assert problems == {"payment_interval": ["This field is required when subscription_plan is true."]}


@pytest.mark.parametrize("plan", ["maybe", 2, [], {}], ids=repr)
def test_subscription_plan_is_a_boolean(stack: Stack, paystack: Paystack, plan: object):
    assert refused(stack, paystack, subscription_plan=plan) == {"subscription_plan": ["Must be a valid boolean."]}


@pytest.mark.parametrize(
    "field",
    ["ccv", "cvv", "pin", "card_number", "card_first_six_digit", "card_last_four_digit", "authorization_code"],
)
def test_card_data_is_refused_and_not_repeated(stack: Stack, paystack: Paystack, field: str):
    assert refused(stack, paystack, **{field: "408408"}) == {field: CARD_DATA}


@pytest.mark.parametrize("email", [..., None, "", "amina", "amina@", "a@b", "a b@example.com", 5, True], ids=repr)
def test_an_address_that_is_none_is_refused(stack: Stack, paystack: Paystack, email: object):
    assert [*refused(stack, paystack, email=email)] == ["email"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "Lagos"),
        ("timezone", "posix/Africa/Lagos"),
        ("timezone", "Africa/"),
        ("timezone", ""),
        ("timezone", 1),
        ("timezone", None),
        ("interval_count", 0),
        ("interval_count", -1),
        ("interval_count", 37),
        ("interval_count", "often"),
        ("interval_count", 1.5),
        ("start_at", "tomorrow"),
        ("start_at", 1795454700),
        ("start_at", ""),
        ("start_at", "2027-02-30"),
        ("charge_time", "9 o'clock"),
        ("charge_time", "24:00"),
        ("anchor_day", 0),
        ("anchor_day", 32),
        ("anchor_day", 31),
        ("end_at", "never"),
        ("end_at", "2027-02-30"),
        ("end_at", "9999-12-31"),
        ("end_at", "2020-01-01"),
        ("charges", 0),
        ("charges", 1_001),
        ("charges", "many"),
        ("interval", "sometimes"),
        ("card", "4084084084084081"),
    ],
    ids=repr,
)
def test_a_schedule_that_makes_no_sense_is_refused_by_its_field(
    stack: Stack, paystack: Paystack, field: str, value: object
):
    schedule = {"interval": "monthly"} | {field: value}

    problems = refused(stack, paystack, subscription_plan=True, schedule=schedule)

    assert [*problems] == ["schedule"]
    assert [*problems["schedule"]] == [field]


@pytest.mark.parametrize("ago", [0, 1, 86_400, 10**9])
def test_a_start_in_the_past_is_refused(stack: Stack, paystack: Paystack, ago: int):
    start = datetime.fromtimestamp(stack.clock.now() - ago, UTC).isoformat()

    problems = refused(stack, paystack, subscription_plan=True, schedule={"interval": "daily", "start_at": start})

    assert problems == {"schedule": {"start_at": ["Ensure this time is in the future."]}}


def test_a_start_more_than_two_years_ahead_is_refused(stack: Stack, paystack: Paystack):
    start = datetime.fromtimestamp(stack.clock.now() + 731 * 86_400, UTC).isoformat()

    problems = refused(stack, paystack, subscription_plan=True, schedule={"interval": "daily", "start_at": start})

    assert problems == {"schedule": {"start_at": ["Ensure this time is less than two years ahead."]}}


@pytest.mark.parametrize(
    ("schedule", "named"),
    [
        ({"start_at": "{tomorrow}T10:00", "charge_time": "09:00"}, ["charge_time"]),
        ({"start_at": "{tomorrow}", "anchor_day": 1}, ["anchor_day"]),
        ({"start_at": "{tomorrow}", "interval": "weekly", "anchor_day": 28}, ["anchor_day"]),
        ({"start_at": "{tomorrow}T10:00", "end_at": "{tomorrow}T10:00"}, ["end_at"]),
        ({"start_at": "{tomorrow}T10:00", "end_at": "{tomorrow}T09:59"}, ["end_at"]),
        ({"end_at": "{tomorrow}"}, ["end_at"]),
        ({"end_at": "2199-12-31", "charges": 12}, ["charges", "end_at"]),
    ],
    ids=repr,
)
def test_dates_that_contradict_each_other_are_refused_by_their_fields(
    stack: Stack, paystack: Paystack, schedule: dict[str, Any], named: list[str]
):
    tomorrow = (datetime.fromtimestamp(stack.clock.now(), UTC) + timedelta(days=1)).date()
    if tomorrow.day == 1:
        tomorrow += timedelta(days=1)
    filled = {
        name: value.replace("{tomorrow}", tomorrow.isoformat()) if isinstance(value, str) else value
        for name, value in schedule.items()
    }

    problems = refused(stack, paystack, subscription_plan=True, schedule={"interval": "monthly"} | filled)

    assert sorted(problems["schedule"]) == named


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00"])
def test_a_start_at_the_ends_of_time_is_refused(stack: Stack, paystack: Paystack, start: str):
    schedule = {"interval": "daily", "start_at": start, "timezone": "Pacific/Auckland"}

    assert [*refused(stack, paystack, subscription_plan=True, schedule=schedule)["schedule"]] == ["start_at"]


def test_two_different_intervals_are_refused(stack: Stack, paystack: Paystack):
    problems = refused(
        stack, paystack, subscription_plan=True, payment_interval="weekly", schedule={"interval": "monthly"}
    )

    assert problems == {"schedule": {"interval": ["This differs from payment_interval."]}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channels", []),
        ("channels", "card"),
        ("channels", ["cash"]),
        ("channels", ["card"] * 21),
        ("callback_url", "javascript:alert(1)"),
        ("callback_url", "https://"),
        ("metadata", "order 17"),
        ("metadata", ["order 17"]),
        ("metadata", {"note": "x" * 2048}),
        ("metadata", {"custom_filters": "recurring"}),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_paystack_would_not_take_is_refused(stack: Stack, paystack: Paystack, field: str, value: object):
    assert [*refused(stack, paystack, **{field: value})] == [field]


@pytest.mark.parametrize("depth", [10, 300, 900, 1_200, 5_000])
def test_nesting_is_refused_rather_than_followed_to_the_end(stack: Stack, paystack: Paystack, depth: int):
    event = stack.event("initialize_payment/one_time")
    event["body"] = '{"email":"amina@example.com","amount":"5000","metadata":' + '{"a":' * depth + '"' + "x" * 2048
    event["body"] += '"' + "}" * depth + "}"
    before = stack.dump()

    assert stack.call("initialize_payment", event).status == 400
    assert stack.dump() == before


def test_a_subscription_without_the_card_among_its_channels_is_refused(stack: Stack, paystack: Paystack):
    problems = refused(stack, paystack, subscription_plan=True, payment_interval="weekly", channels=["ussd"])

    assert problems == {"channels": ["A subscription needs card: nothing else can be charged again."]}


def test_every_wrong_field_is_named_at_once(stack: Stack, paystack: Paystack):
    problems = refused(stack, paystack, amount="x", email="x", currency="x", payment_interval="x", ccv="1")

    assert sorted(problems) == ["amount", "ccv", "currency", "email", "payment_interval"]
