"""Disputes over HTTP: staff list and answer them; files of evidence go to Paystack, not through us."""

import json
from typing import Any

import pytest
import requests

from shared import bootstrap_books
from tests.support.builders import USER
from tests.support.events import with_body, with_headers, with_path, with_query
from tests.support.stack import STAFF, Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment

REFERENCE = f"dk.{USER}.p1"
ANSWERS = ("accept_dispute", "decline_dispute", "upload_dispute_evidence")
MESSAGE = {"message": "Delivered and signed for."}
EVIDENCE = {
    "customer_email": "amina@example.com",
    "customer_name": "Amina",
    "customer_phone": "+2348012345678",
    "service_details": "Shoes",
}


@pytest.fixture
def dispute(stack: Stack, paystack: Paystack) -> int:
    """A customer has paid, and their bank wants the money back."""
    paystack.pay(begin_payment(stack)["reference"])
    assert status(stack) == "success"
    return paystack.begin_dispute(REFERENCE)


def status(stack: Stack) -> str:
    return str(stack.call("get_payment", stack.event("get_payment/ok")).json["status"])


def ask(stack: Stack, function: str, dispute: int, **body: Any) -> Answered:
    event = stack.event(f"{function}/ok", dispute_id=str(dispute))
    return stack.call(function, with_body(event, body))


def uploaded(stack: Stack, dispute: int) -> str:
    """Staff put a file where Paystack says; return what it is called there."""
    answer = ask(stack, "upload_dispute_evidence", dispute, file_name="receipt.pdf")
    assert requests.put(answer.json["upload_url"], data=b"%PDF", timeout=5).status_code == 200
    return str(answer.json["file_name"])


def listed(stack: Stack, **query: str) -> Any:
    return stack.call("list_disputes", with_query(stack.event("list_disputes/ok"), **query)).json


def test_accepted_the_money_goes_back(stack: Stack, dispute: int):
    answer = ask(stack, "accept_dispute", dispute, **MESSAGE)

    assert answer.status == 200
    shown = answer.json
    assert (shown["id"], shown["outcome"], shown["resolution"]) == (dispute, "lost", "merchant-accepted")
    assert shown["payment"] == {"user": USER, "id": 1}
    assert (shown["answer"]["resolution"], shown["answer"]["by"]) == ("merchant-accepted", STAFF)
    assert status(stack) == "reversed"


def test_declined_with_a_file_the_money_stays(stack: Stack, dispute: int):
    name = uploaded(stack, dispute)

    shown = ask(stack, "decline_dispute", dispute, file_name=name, **MESSAGE).json

    assert (shown["outcome"], shown["amount"]) == ("won", "5000.00")
    assert status(stack) == "success"


def test_a_claim_of_fraud_takes_who_bought_what_which_is_not_kept(stack: Stack, paystack: Paystack, dispute: int):
    fraud = paystack.begin_dispute(REFERENCE, category="fraud")
    name = uploaded(stack, fraud)
    assert ask(stack, "decline_dispute", fraud, file_name=name, **MESSAGE).status == 400

    answer = ask(stack, "decline_dispute", fraud, file_name=name, evidence=EVIDENCE, **MESSAGE)

    assert answer.json["outcome"] == "won"
    assert "+2348012345678" not in json.dumps(stack.items(prefix="DISPUTE#"), default=str)
    assert "+2348012345678" not in "".join(stack.log_lines())


def test_they_are_listed_newest_first_in_pages(stack: Stack, paystack: Paystack, dispute: int):
    second = paystack.begin_dispute(REFERENCE, amount=100_000)
    for number in (dispute, second):
        bootstrap_books.refresh_dispute_with_ports()(number)

    page = listed(stack, limit="1")

    assert [one["id"] for one in page["results"]] == [second]
    assert page["next"].endswith(f"/dukka/api/staff/disputes/?limit=1&cursor={second}")
    rest = listed(stack, limit="1", cursor=str(second))
    assert ([one["id"] for one in rest["results"]], rest["next"]) == ([dispute], None)
    assert [one["amount"] for one in listed(stack, outcome="open")["results"]] == ["1000.00", "5000.00"]
    assert listed(stack, outcome="won")["results"] == []
    assert listed(stack, outcome="x") == {"outcome": ['"x" is not a valid choice.']}


def test_the_sweep_tells_people_before_its_time_runs_out_and_finds_its_end(
    stack: Stack, paystack: Paystack, dispute: int
):
    stored = bootstrap_books.refresh_dispute_with_ports()(dispute)
    assert status(stack) == "disputed"
    stack.clock.instant = stored.due_at - 6 * 3_600
    stack.log_lines()

    for _ in range(2):
        stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))

    assert sum("dispute_due" in line and '"level":"ERROR"' in line for line in stack.log_lines()) == 1
    paystack.end_dispute(dispute)
    stack.clock.instant = stored.due_at + 300
    stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))
    assert status(stack) == "reversed"


def test_an_answer_that_is_lost_is_looked_up_and_not_sent_again(stack: Stack, paystack: Paystack, dispute: int):
    paystack.fail_next("dispute_resolve", "lost_response")

    assert ask(stack, "accept_dispute", dispute, **MESSAGE).json["outcome"] == "lost"
    again = ask(stack, "accept_dispute", dispute, **MESSAGE)

    assert (again.status, again.json["code"]) == (409, "wrong_state")
    assert len(paystack.calls("dispute_resolve")) == 1


@pytest.mark.parametrize(
    ("function", "body", "problems"),
    [
        ("accept_dispute", {}, {"message": ["This field is required."]}),
        (
            "accept_dispute",
            MESSAGE | {"amount": "5000.01"},
            {"amount": ["Ensure this value is less than or equal to 5000.00, which is in dispute."]},
        ),
        ("accept_dispute", MESSAGE | {"amount": "0"}, {"amount": ["Ensure this value is greater than 0."]}),
        ("decline_dispute", MESSAGE, {"file_name": ["This field is required."]}),
        (
            "decline_dispute",
            MESSAGE | {"file_name": "x", "evidence": EVIDENCE | {"delivery_date": "1 May", "x": 1}},
            {
                "evidence": {
                    "delivery_date": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."],
                    "x": ["Unknown field."],
                }
            },
        ),
        (
            "upload_dispute_evidence",
            {"file_name": "receipt.exe"},
            {"file_name": ["Ensure this is the name of a .pdf, .jpg or .jpeg file."]},
        ),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_answered(
    stack: Stack, paystack: Paystack, dispute: int, function: str, body: dict[str, Any], problems: dict[str, Any]
):
    answer = ask(stack, function, dispute, **body)

    assert (answer.status, answer.json) == (400, problems)
    assert paystack.calls("dispute_resolve") == []


@pytest.mark.parametrize("function", ANSWERS)
def test_one_that_there_is_not(stack: Stack, function: str):
    known = stack.event(f"{function}/ok")
    for number in ("1", "x", "9" * 30):
        assert stack.call(function, with_path(known, known["path"].replace("7000000001", number))).status == 404


@pytest.mark.parametrize(
    "function", ["list_disputes", "accept_dispute", "decline_dispute", "upload_dispute_evidence"]
)
def test_customers_may_not(stack: Stack, function: str):
    event = stack.event(f"{function}/ok")
    customer = stack.event("get_payment/ok")["headers"]["Authorization"]

    assert stack.call(function, with_headers(event, Authorization=customer)).status == 403
    assert stack.call(function, with_headers(event, Authorization=None)).status == 401
