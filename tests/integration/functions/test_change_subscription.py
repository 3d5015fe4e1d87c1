"""A customer changes what a subscription charges, or when: from a date on, and never a period twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.builders import USER
from tests.support.stack import GROUP, Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import ask, charge, show, stored

LAGOS = ZoneInfo("Africa/Lagos")


def change(stack: Stack, **body: object) -> Any:
    answer = ask(stack, "change_subscription", body=body)
    assert answer.status == 200, answer.text
    return answer.json


def days_on(stack: Stack, days: int, zone: ZoneInfo = LAGOS) -> datetime:
    """A wall time of today, some days on."""
    return datetime.fromtimestamp(stack.clock.now(), zone).replace(microsecond=0) + timedelta(days=days)


def taken(paystack: Paystack) -> dict[str, int]:
    """What was taken for each recurring charge, in subunits."""
    transactions = paystack.running.simulator.ledger.transactions()
    return {one.reference: one.amount for one in transactions if one.status == "success" and ".s1." in one.reference}


def test_a_new_amount_is_charged_from_the_next_charge_on(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)

    changed = change(stack, amount="6000.00")

    assert changed == show(stack)
    assert (changed["amount"], changed["next_charge_at"]) == ("6000.00", before["next_charge_at"])
    wait_for_next_charge(stack)
    assert charge(stack) == "success"
    assert [*taken(paystack).values()] == [600_000]


def test_until_new_terms_start_the_old_ones_hold(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)
    start = days_on(stack, 75)

    changed = change(stack, amount=7000, schedule={"interval": "weekly", "start_at": start.isoformat()})

    assert {name: changed[name] for name in ("amount", "schedule", "next_charge_at")} == {
        name: before[name] for name in ("amount", "schedule", "next_charge_at")
    }
    assert changed["change"]["starts_at"] == start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (changed["change"]["amount"], changed["change"]["schedule"]["interval"]) == ("7000.00", "weekly")
    for _ in range(4):
        wait_for_next_charge(stack)
        assert charge(stack) == "success"
    assert [*taken(paystack).values()] == [500_000, 500_000, 700_000, 700_000]
    assert len(taken(paystack)) == 4
    after = show(stack)
    assert (after["change"], after["schedule"]["interval"], after["amount"]) == (None, "weekly", "7000.00")


def test_the_schedule_wakes_by_the_new_calendar(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    change(stack, schedule={"interval": "daily", "timezone": "Africa/Nairobi", "charge_time": "06:45"})

    schedule = stack.client("scheduler").get_schedule(GroupName=GROUP, Name=f"{USER}.1")
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == (
        "cron(45 6 * * ? *)",
        "Africa/Nairobi",
    )
    assert show(stack)["next_charge_local"].endswith("T06:45:00+03:00")


@pytest.mark.parametrize(
    "schedule",
    [
        {"charge_time": "23:59"},
        {"charge_time": "00:00"},
        {"timezone": "Pacific/Honolulu"},
        {"timezone": "Pacific/Auckland"},
        {"interval": "weekly", "timezone": "America/St_Johns", "charge_time": "12:00"},
    ],
    ids=str,
)
def test_the_next_charge_moves_to_its_new_time_and_is_not_made_twice(
    stack: Stack, paystack: Paystack, schedule: dict[str, str]
):
    begin_subscription(stack, paystack)
    before = show(stack)

    changed = change(stack, schedule=schedule)

    assert (changed["change"], changed["schedule"] == before["schedule"]) == (None, False)
    first, second = ask(stack, "list_upcoming_charges").json["results"][:2]
    assert first["at"] == changed["next_charge_at"] != before["next_charge_at"]
    assert first["local"][:10] == before["next_charge_local"][:10]
    wait_for_next_charge(stack)
    assert [charge(stack), charge(stack)] == ["success", "not_due"]
    assert show(stack)["next_charge_at"] == second["at"]
    assert datetime.fromisoformat(second["at"]) - datetime.fromisoformat(first["at"]) > timedelta(days=6)


def test_a_change_replaces_one_that_was_still_to_come(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    change(stack, amount="9000", schedule={"start_at": days_on(stack, 75).isoformat()})

    changed = change(stack, amount="6000")

    assert (changed["amount"], changed["change"]) == ("6000.00", None)


def test_a_day_alone_keeps_the_time_of_the_charges(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    day = days_on(stack, 40).date()

    change(stack, schedule={"start_at": day.isoformat()})

    time = datetime.fromisoformat(stored().schedule.anchor).time()
    locals_ = [one["local"] for one in ask(stack, "list_upcoming_charges").json["results"]]
    assert f"{day}T{time}+01:00" in locals_
    assert show(stack)["change"]["schedule"]["anchor"] == f"{day}T{time}"


@pytest.mark.parametrize("zone", ["Africa/Lagos", "America/St_Johns", "Australia/Lord_Howe"])
def test_a_time_without_its_offset_is_of_the_new_zone(stack: Stack, paystack: Paystack, zone: str):
    begin_subscription(stack, paystack)
    wall = days_on(stack, 20, ZoneInfo(zone)).replace(hour=12, minute=30, tzinfo=None)

    changed = change(stack, schedule={"timezone": zone, "start_at": wall.isoformat(timespec="minutes")})

    local = datetime.fromisoformat(changed["next_charge_local"])
    assert (local.replace(tzinfo=None), changed["schedule"]["timezone"]) == (wall.replace(second=0), zone)


def test_a_month_end_comes_back_to_its_day(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    today = days_on(stack, 0)
    april = today.year + (today.month >= 4)

    changed = change(
        stack,
        schedule={"start_at": f"{april}-04-30", "anchor_day": 31, "charge_time": "08:00", "interval": "monthly"},
    )

    terms = changed["change"] or changed
    assert terms["schedule"]["anchor_day"] == 31
    locals_ = [one["local"][:16] for one in ask(stack, "list_upcoming_charges").json["results"]]
    assert f"{april}-04-30T08:00" in locals_
    assert f"{april}-05-31T08:00" in locals_


def test_a_paused_subscription_resumes_under_its_new_terms(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    ask(stack, "pause_subscription")

    assert change(stack, amount="100")["status"] == "paused"

    assert ask(stack, "resume_subscription").json["amount"] == "100.00"


IMPOSSIBLE: list[tuple[dict[str, Any], Any]] = [
    ({"amount": "0.99"}, "amount"),
    ({"amount": "49.99"}, "amount"),
    ({"amount": "10000000.01"}, "amount"),
    ({"amount": "5000.001"}, "amount"),
    ({"amount": "free"}, "amount"),
    ({"amount": None}, "amount"),
    ({}, "non_field_errors"),
    ({"schedule": {}}, "non_field_errors"),
    ({"schedule": None}, "schedule"),
    ({"interval": "weekly"}, "interval"),
    ({"currency": "GHS", "amount": "5000"}, "currency"),
    ({"amount": "5000", "ccv": "123"}, "ccv"),
    ({"amount": "5000", "authorization_code": "AUTH_x"}, "authorization_code"),
    ({"schedule": {"interval": "hourly"}}, {"schedule": "interval"}),
    ({"schedule": {"interval_count": 0}}, {"schedule": "interval_count"}),
    ({"schedule": {"interval_count": 37}}, {"schedule": "interval_count"}),
    ({"schedule": {"interval": "yearly", "interval_count": 4}}, {"schedule": "interval_count"}),
    ({"schedule": {"timezone": "Mars/Olympus"}}, {"schedule": "timezone"}),
    ({"schedule": {"timezone": "../UTC"}}, {"schedule": "timezone"}),
    ({"schedule": {"charge_time": "24:00"}}, {"schedule": "charge_time"}),
    ({"schedule": {"charge_time": "9:00"}}, {"schedule": "charge_time"}),
    ({"schedule": {"anchor_day": 32, "start_at": "2099-01-01"}}, {"schedule": "anchor_day"}),
    ({"schedule": {"anchor_day": 15}}, {"schedule": "anchor_day"}),
    ({"schedule": {"start_at": "2020-01-01"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": "2099-01-01T09:00"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": "2026-02-30"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": "0001-01-01T00:00:00+14:00"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": "9999-12-31T23:59:59-12:00"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": "9999-12-31", "timezone": "America/St_Johns"}}, {"schedule": "start_at"}),
    ({"schedule": {"start_at": None}}, {"schedule": "start_at"}),
    ({"schedule": {"end_at": "2099-01-01"}}, {"schedule": "end_at"}),
    ({"schedule": {"number": "4084"}}, {"schedule": "number"}),
]


@pytest.mark.parametrize(("body", "field"), IMPOSSIBLE, ids=[str(body) for body, _ in IMPOSSIBLE])
def test_an_impossible_change_names_the_field_and_changes_nothing(
    stack: Stack, paystack: Paystack, body: dict[str, Any], field: Any
):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = ask(stack, "change_subscription", body=body)

    nested = {name: next(iter(answer.json[name])) for name in answer.json if isinstance(answer.json[name], dict)}
    assert answer.status == 400, answer.text
    assert (nested or next(iter(answer.json))) == field
    assert stack.dump() == before


def test_all_that_is_wrong_is_told_at_once(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    answer = ask(stack, "change_subscription", body={"amount": "1", "schedule": {"timezone": "X/Y", "anchor_day": 3}})

    assert answer.status == 400
    assert [*answer.json] == ["amount", "schedule"]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ({"anchor_day": 15}, "start_at"),
        ({"anchor_day": 15, "start_at": "{16}"}, "must fall on this day"),
        ({"anchor_day": 16, "start_at": "{16}", "interval": "weekly"}, "months"),
    ],
)
def test_a_day_to_come_back_to_must_be_one_that_the_first_charge_leads_to(
    stack: Stack, paystack: Paystack, schedule: dict[str, Any], words: str
):
    begin_subscription(stack, paystack)
    day = days_on(stack, 60).replace(day=16).date().isoformat()
    given = {name: day if value == "{16}" else value for name, value in schedule.items()}

    answer = ask(stack, "change_subscription", body={"schedule": given})

    assert (answer.status, words in answer.json["schedule"]["anchor_day"][0]) == (400, True)


def test_one_that_is_about_to_stop_and_one_being_charged_cannot_be_changed(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    ask(stack, "stop_subscription", "at_period_end")
    about_to_stop = ask(stack, "change_subscription")
    ask(stack, "resume_subscription")
    wait_for_next_charge(stack)
    paystack.fail_next("*", "status", status=503, times=10)
    charge(stack)
    before = stack.dump()

    under_way = ask(stack, "change_subscription")

    assert (about_to_stop.status, "about to stop" in about_to_stop.json["detail"]) == (409, True)
    assert (under_way.status, "under way" in under_way.json["detail"]) == (409, True)
    assert stack.dump() == before
