"""A customer's history: pages, filters, CSV."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_query
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment


def listed(stack: Stack, case: str = "first_page", **query: str) -> Answered:
    event = stack.event(f"list_payments/{case}")
    return stack.call("list_payments", with_query(event, **query) if query else event)


def ids(answer: Answered) -> list[int]:
    return [payment["id"] for payment in answer.json["results"]]


@pytest.fixture
def five(stack: Stack) -> None:
    """Five payments of the caller, and one of somebody else."""
    for _ in range(5):
        begin_payment(stack)
        stack.clock.advance(60)
    begin_payment(stack, user_id=OTHER_USER)


def test_nobodys_history_is_empty(stack: Stack):
    assert listed(stack).json == {"next": None, "results": []}


@pytest.mark.usefixtures("five")
def test_ones_own_payments_come_newest_first(stack: Stack):
    answer = listed(stack)

    assert ids(answer) == [5, 4, 3, 2, 1]
    assert {payment["reference"].split(".")[1] for payment in answer.json["results"]} == {USER}
    assert answer.json["next"] is None


@pytest.mark.usefixtures("five")
def test_the_address_of_the_next_page_leads_through_all_of_them(stack: Stack):
    answer = listed(stack, limit="2")
    pages = [ids(answer)]
    while answer.json["next"]:
        address = urlsplit(answer.json["next"])
        assert address.path == "/v1/dukka/api/payments-history/"
        answer = listed(stack, **dict(parse_qsl(address.query)))
        pages.append(ids(answer))

    assert pages == [[5, 4], [3, 2], [1]]


@pytest.mark.usefixtures("five")
def test_payments_are_filtered_by_status(stack: Stack, paystack: Paystack):
    paystack.pay(f"dk.{USER}.p1")
    stack.call("get_payment", stack.event("get_payment/ok"))

    assert ids(listed(stack, status="success")) == [1]
    assert ids(listed(stack, status="pending", limit="2")) == [5, 4]


@pytest.mark.usefixtures("five")
def test_payments_are_filtered_by_time_to_the_second(stack: Stack):
    times = {payment["id"]: payment["created_time"] for payment in listed(stack).json["results"]}

    assert ids(listed(stack, **{"from": times[2], "to": times[4]})) == [3, 2]


def test_payments_are_filtered_by_subscription(stack: Stack):
    begin_payment(stack)
    begin_payment(stack, "subscription")

    assert ids(listed(stack, subscription="1")) == [2]
    assert ids(listed(stack, subscription="2")) == []


@pytest.mark.usefixtures("five")
def test_csv_has_a_line_for_each_payment(stack: Stack):
    answer = listed(stack, "csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="payments.csv"'
    header, *lines = answer.text.splitlines()
    assert header.startswith("id,reference,status,amount,currency,email,created_time")
    assert [line.split(",")[0] for line in lines] == ["5", "4", "3", "2", "1"]


@pytest.mark.usefixtures("five")
def test_csv_names_the_next_page_in_a_header(stack: Stack):
    answer = listed(stack, format="csv", limit="3")

    assert "format=csv" in answer.headers["Link"]
    assert "cursor=3" in answer.headers["Link"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "101"),
        ("limit", "1001"),
        ("limit", "all"),
        ("limit", ""),
        ("limit", "1e9"),
        ("cursor", "0"),
        ("cursor", "next"),
        ("cursor", "1.5"),
        ("status", "paid"),
        ("status", ""),
        ("subscription", "one"),
        ("subscription", "0"),
        ("from", "yesterday"),
        ("to", "2026-13-01"),
        ("format", "xml"),
    ],
)
def test_a_wrong_parameter_is_named(stack: Stack, field: str, value: str):
    answer = listed(stack, **{field: value})

    assert answer.status == 400
    assert [*answer.json] == [field]


@pytest.mark.parametrize("cursor", ["1", "999999999999", "999999999999999999"])
def test_a_cursor_outside_the_history_is_no_error(stack: Stack, cursor: str):
    begin_payment(stack)

    assert ids(listed(stack, cursor=cursor)) in ([], [1])


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
@pytest.mark.parametrize("side", ["from", "to"])
def test_the_ends_of_time_are_no_error(stack: Stack, instant: str, side: str):
    begin_payment(stack)

    assert listed(stack, **{side: instant}).status == 200


def test_an_unknown_parameter_does_not_matter(stack: Stack):
    assert listed(stack, utm_source="mail").status == 200


def test_the_cell_of_a_csv_that_a_spreadsheet_would_run_is_made_harmless(stack: Stack):
    event: dict[str, Any] = stack.event("initialize_payment/one_time")
    event["body"] = '{"email": "=1+1@example.com", "amount": "5000"}'
    assert stack.call("initialize_payment", event).status == 201

    assert ",'=1+1@example.com," in listed(stack, "csv").text
