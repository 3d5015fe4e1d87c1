"""Beginning a payment: what is stored, what Paystack is asked, what is answered."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.builders import OTHER_USER, USER, at
from tests.support.events import with_fields, with_headers, with_path
from tests.support.openapi_check import assert_request_documented
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack

PATH = "/dukka/api/initialize-payment"


def begin(stack: Stack, case: str = "one_time", **fields: Any) -> Any:
    return stack.call("initialize_payment", with_fields(stack.event(f"initialize_payment/{case}"), **fields))


def test_a_one_time_payment_is_stored_pending_and_answered_with_where_to_pay(stack: Stack, paystack: Paystack):
    answer = begin(stack)

    assert answer.status == 201
    reference = f"dk.{USER}.p1"
    assert answer.json | {"access_code": "", "authorization_url": ""} == {
        "id": 1,
        "reference": reference,
        "access_code": "",
        "authorization_url": "",
        "status": "pending",
        "amount": "5000.00",
        "currency": "NGN",
        "subscription": None,
    }
    assert answer.json["authorization_url"].endswith(answer.json["access_code"])
    (payment,) = stack.items(prefix="PAYMENT#")
    assert (payment["status"], payment["money"]) == ("pending", {"subunits": 500_000, "currency": "NGN"})
    transaction = paystack.transaction(reference)
    assert (transaction.amount, transaction.currency) == (500_000, "NGN")


def test_a_subscription_is_numbered_but_not_stored_before_it_is_paid(stack: Stack):
    answer = begin(stack, "subscription")

    assert answer.json["subscription"] == 1
    assert stack.items(prefix="SUBSCRIPTION#") == []
    assert stack.dump()["schedules"] == []


def test_a_subscription_offers_the_card_alone(stack: Stack, paystack: Paystack):
    begin(stack, "subscription")

    assert list(paystack.transaction(f"dk.{USER}.p1").channels) == ["card"]


def test_payments_are_counted_per_user(stack: Stack):
    first, second = begin(stack), begin(stack)
    other = stack.call("initialize_payment", stack.event("initialize_payment/one_time", OTHER_USER))

    assert [first.json["id"], second.json["id"], other.json["id"]] == [1, 2, 1]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
@pytest.mark.parametrize("prefix", ["JWT", "Bearer"])
def test_both_slashes_and_both_prefixes_are_accepted(stack: Stack, path: str, prefix: str):
    event = stack.event("initialize_payment/one_time")
    token = event["headers"]["Authorization"].removeprefix("JWT ")

    answer = stack.call("initialize_payment", with_headers(with_path(event, path), Authorization=f"{prefix} {token}"))

    assert answer.status == 201


def test_a_local_start_time_is_read_in_the_schedules_zone(stack: Stack):
    soon = datetime.fromtimestamp(stack.clock.now(), UTC).replace(hour=9, minute=0, second=0) + timedelta(days=30)
    schedule = {"interval": "monthly", "start_at": soon.strftime("%Y-%m-%dT%H:%M"), "timezone": "Africa/Lagos"}

    answer = begin(stack, "scheduled", schedule=schedule)

    assert answer.status == 201
    (payment,) = stack.items(prefix="PAYMENT#")
    assert payment["terms"]["start_at"] == int((soon - timedelta(hours=1)).timestamp())


def test_every_field_of_a_schedule_is_kept_with_the_payment(stack: Stack):
    start = _last_day_of_a_short_month(stack.clock.now())
    schedule = {
        "interval": "biannually",
        "interval_count": 2,
        "timezone": "Africa/Nairobi",
        "start_at": start.isoformat(),
        "charge_time": "07:30",
        "anchor_day": 31,
        "end_at": f"{start.year + 5}-01-31",
    }

    answer = begin(stack, "scheduled", schedule=schedule)

    assert answer.status == 201
    (payment,) = stack.items(prefix="PAYMENT#")
    assert payment["subscription_id"] == answer.json["subscription"] == 1
    assert payment["terms"] == {
        "interval": "biannually",
        "interval_count": 2,
        "timezone": "Africa/Nairobi",
        "start_at": at(f"{start}T07:30", "Africa/Nairobi"),
        "charge_time": "07:30",
        "anchor_day": 31,
        "end_at": at(f"{start.year + 5}-01-31T23:59:59", "Africa/Nairobi"),
    }


def _last_day_of_a_short_month(now: int) -> date:
    """The next one, a week away at least."""
    days = (datetime.fromtimestamp(now, UTC).date() + timedelta(days=7 + number) for number in range(365))
    return next(day for day in days if (day + timedelta(days=1)).day == 1 and day.day < 31)


@pytest.mark.parametrize("case", ["one_time", "subscription", "scheduled", "limited", "idempotent"])
def test_what_is_accepted_is_what_the_document_describes(stack: Stack, case: str):
    event = stack.event(f"initialize_payment/{case}")

    assert_request_documented(PATH, "POST", json.loads(event["body"]))
    assert stack.call("initialize_payment", event).status == 201


def test_the_customer_returns_to_this_apis_own_callback_unless_another_is_named(stack: Stack, paystack: Paystack):
    begin(stack)
    begin(stack, callback_url="https://shop.example/thanks")

    ledger = paystack.running.simulator.ledger
    assert ledger.find(f"dk.{USER}.p1").callback_url.endswith(".amazonaws.com/v1/dukka/api/callback/")
    assert ledger.find(f"dk.{USER}.p2").callback_url == "https://shop.example/thanks"
