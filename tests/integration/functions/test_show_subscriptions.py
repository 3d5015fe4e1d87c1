"""A customer sees their subscriptions, and what will become of them."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared import bootstrap
from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_query
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import DAY, ask, charge, decline, miss_periods, show, stored, subscribe_until


def listed(stack: Stack, **query: str) -> Answered:
    event = stack.event("list_subscriptions/first_page")
    return stack.call("list_subscriptions", with_query(event, **query) if query else event)


def subscribe(stack: Stack, paystack: Paystack, times: int) -> None:
    for _ in range(times):
        begun = begin_payment(stack, "subscription")
        paystack.pay(begun["reference"])
        bootstrap.settle_with_ports()(begun["reference"])


def test_an_active_subscription_in_full(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    shown = show(stack)

    anchor = datetime.fromisoformat(shown["schedule"]["anchor"])
    next_local = datetime.fromisoformat(shown["next_charge_local"])
    assert next_local == datetime.fromisoformat(shown["next_charge_at"])
    assert (next_local.time(), next_local.utcoffset().total_seconds()) == (anchor.time(), 3_600)
    assert shown["card"].pop("exp_year").isdecimal()
    del shown["next_charge_local"], shown["next_charge_at"], shown["created_time"]
    assert shown == {
        "id": 1,
        "status": "active",
        "amount": "5000.00",
        "currency": "NGN",
        "payment": 1,
        "schedule": {
            "interval": "monthly",
            "interval_count": 1,
            "timezone": "Africa/Lagos",
            "anchor": anchor.isoformat(),
            "anchor_day": anchor.day,
        },
        "charges_made": 0,
        "charges": None,
        "end_at": None,
        "stops_at": None,
        "paused_until": None,
        "card": {"brand": "visa", "last4": "4081", "exp_month": "12", "expires_before_next_charge": False},
        "change": None,
        "past_due": None,
        "action_required": None,
        "attention": None,
        "last_charge": None,
    }


def test_a_charge_that_was_paid_is_counted(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)["next_charge_at"]
    wait_for_next_charge(stack)

    assert charge(stack) == "success"

    after = show(stack)
    assert (after["charges_made"], after["status"]) == (1, "active")
    assert after["next_charge_at"] > before


def test_a_declined_charge_says_what_happens_next(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    decline(stack, paystack, "insufficient_funds")

    shown = show(stack)
    retry_local = datetime.fromisoformat(shown["next_charge_local"])
    assert (shown["status"], retry_local.strftime("%H:%M")) == ("past_due", "09:00")
    owed = shown["past_due"]
    assert owed["halts_at"] > owed["next_retry_at"] == shown["next_charge_at"]
    assert (owed["declines"], owed["needs_new_card"]) == (1, False)
    assert owed["failure"]["code"] == "insufficient_funds"
    assert owed["failure"]["class"] == "soft"
    assert owed["failure"]["message"]


def test_a_card_that_is_done_for_asks_for_a_new_one(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    decline(stack, paystack, "pickup_stolen_card")

    shown = show(stack)
    assert shown["next_charge_at"] is None
    owed = shown["past_due"]
    assert (owed["next_retry_at"], owed["needs_new_card"], owed["failure"]["class"]) == (None, True, "hard")
    assert owed["halts_at"]


def test_a_charge_to_confirm_says_where_until_it_is_too_late(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.decline_next(outcome="paused")
    assert charge(stack) == "unresolved"

    shown = show(stack)

    assert shown["last_charge"] == f"dk.{USER}.s1.1.1"
    assert shown["action_required"]["url"].startswith("http")
    assert shown["next_charge_at"] > shown["action_required"]["expires_at"]
    stack.clock.advance(DAY)
    assert show(stack)["action_required"] is None


def test_missed_periods_are_put_to_the_customer(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    miss_periods(stack, days=62)

    shown = show(stack)
    assert (shown["status"], shown["next_charge_at"]) == ("needs_attention", None)
    assert shown["attention"] == {
        "reason": "missed_periods",
        "missed_periods": 3,
        "choices": ["charge_one", "charge_all", "skip_to_next"],
    }


def test_money_that_is_looked_into_is_not_the_customers_choice(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("charge_authorization", "lost_response")
    paystack.fail_next("verify", "status", status=503, times=2)
    charge(stack)
    transaction = paystack.transaction(f"dk.{USER}.s1.1.1")
    transaction.amount = transaction.requested_amount = 100
    wait_for_next_charge(stack)
    charge(stack)

    shown = show(stack)["attention"]

    assert shown == {"reason": "unclear_money", "missed_periods": 0, "choices": []}


@pytest.mark.parametrize("state", ["stopped", "completed", "halted", "needs_attention", "paused"])
def test_nothing_is_charged_next_when_nothing_is(stack: Stack, paystack: Paystack, state: str):
    subscribe_until(stack, paystack, state)

    shown = show(stack)

    assert (shown["status"], shown["next_charge_at"], shown["next_charge_local"]) == (state, None, None)
    assert ask(stack, "list_upcoming_charges").json["results"] == []


def test_nobodys_list_is_empty(stack: Stack):
    assert listed(stack).json == {"next": None, "results": []}


def test_the_list_is_ones_own_newest_first_and_as_each_is_shown(stack: Stack, paystack: Paystack):
    subscribe(stack, paystack, times=3)
    begin_subscription(stack, paystack, OTHER_USER)

    assert listed(stack).json == {"next": None, "results": [show(stack, number) for number in (3, 2, 1)]}


def test_the_address_of_the_next_page_leads_through_all_of_them(stack: Stack, paystack: Paystack):
    subscribe(stack, paystack, times=3)

    answer = listed(stack, limit="2")
    pages = [[one["id"] for one in answer.json["results"]]]
    while answer.json["next"]:
        address = urlsplit(answer.json["next"])
        assert address.path == "/v1/dukka/api/subscriptions/"
        answer = listed(stack, **dict(parse_qsl(address.query)))
        pages.append([one["id"] for one in answer.json["results"]])

    assert pages == [[3, 2], [1]]


@pytest.mark.parametrize(
    ("field", "value"), [("limit", "0"), ("limit", "101"), ("limit", "all"), ("cursor", "0"), ("cursor", "next")]
)
def test_a_wrong_parameter_is_named(stack: Stack, field: str, value: str):
    answer = listed(stack, **{field: value})

    assert (answer.status, [*answer.json]) == (400, [field])


def upcoming(stack: Stack, **query: str) -> Any:
    return stack.call("list_upcoming_charges", with_query(stack.event("list_upcoming_charges/ok"), **query))


def test_what_comes_is_told_in_the_customers_time_and_then_happens(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    told = upcoming(stack, count="3").json

    assert told["subscription"] == 1
    assert [charge["index"] for charge in told["results"]] == [1, 2, 3]
    for expected in told["results"]:
        assert datetime.fromisoformat(expected["local"]) == datetime.fromisoformat(expected["at"])
        assert (expected["timezone"], expected["amount"], expected["currency"]) == ("Africa/Lagos", "5000.00", "NGN")
        assert show(stack)["next_charge_at"] == expected["at"]
        wait_for_next_charge(stack)
        assert stack.clock.now() == int(datetime.fromisoformat(expected["at"]).timestamp())
        assert charge(stack) == "success"
    assert stored().charged == 3


@pytest.mark.parametrize(("query", "expected"), [({}, 12), ({"count": "1"}, 1), ({"count": "100"}, 100)])
def test_so_many_are_told_as_are_asked_for(stack: Stack, paystack: Paystack, query: dict[str, str], expected: int):
    begin_subscription(stack, paystack)

    assert len(upcoming(stack, **query).json["results"]) == expected


@pytest.mark.parametrize("count", ["0", "101", "-1", "twelve", ""])
def test_an_impossible_number_of_charges_is_refused(stack: Stack, paystack: Paystack, count: str):
    begin_subscription(stack, paystack)

    answer = upcoming(stack, count=count)

    assert (answer.status, [*answer.json]) == (400, ["count"])
