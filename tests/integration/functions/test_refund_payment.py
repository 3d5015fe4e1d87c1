"""POST /dukka/api/staff/payments/{user}/{id}/refunds/: staff give money back, customers see it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared import bootstrap, bootstrap_books
from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_body, with_headers, with_path
from tests.support.stack import STAFF, Answered, Stack
from tests.support.stack_paystack import Paystack, begin_payment


@pytest.fixture(autouse=True)
def _paid(stack: Stack, paystack: Paystack) -> None:
    """A customer has paid 5,000.00 NGN."""
    begun = begin_payment(stack)
    paystack.pay(begun["reference"])
    assert payment(stack)["status"] == "success"


def payment(stack: Stack) -> Any:
    return stack.call("get_payment", stack.event("get_payment/ok")).json


def refund(stack: Stack, key: str | None = None, **body: Any) -> Answered:
    event = with_body(stack.event("refund_payment/ok"), body)
    return stack.call("refund_payment", with_headers(event, Idempotency_Key=key) if key else event)


def test_a_part_and_the_rest(stack: Stack, paystack: Paystack):
    answer = refund(stack, amount="1500.00", reason="One was broken.")

    assert answer.status == 201
    shown = answer.json
    assert (shown["id"], shown["status"], shown["amount"], shown["refundable"]) == (
        1,
        "pending",
        "1500.00",
        "3500.00",
    )
    assert (shown["reason"], shown["requested_by"]) == ("One was broken.", STAFF)
    assert shown["payment"] == {"user": USER, "id": 1, "reference": f"dk.{USER}.p1"}
    assert shown["payment_status"] == "refund_pending"
    (made,) = paystack.refunds()
    assert shown["paystack_id"] == made["id"]
    assert refund(stack).json["amount"] == "3500.00"
    assert refund(stack).json == {"detail": "Nothing of the payment is left to refund.", "code": "wrong_state"}


def test_the_customer_sees_it_without_what_is_for_staff(stack: Stack, paystack: Paystack):
    refund(stack, amount="1500.00", reason="Fraud?")
    (made,) = paystack.refunds()
    paystack.end_refund(made["id"])
    bootstrap_books.refresh_refunds_with_ports()(f"dk.{USER}.p1")

    shown = payment(stack)

    assert (shown["status"], shown["amount_refunded"]) == ("partially_refunded", "1500.00")
    assert [(one["id"], one["amount"], one["status"]) for one in shown["refunds"]] == [(1, "1500.00", "processed")]
    assert "Fraud" not in str(shown)
    listed = stack.call("list_payments", stack.event("list_payments/first_page")).json["results"]
    assert listed == [shown]


def test_the_sweep_follows_it_where_no_event_comes(stack: Stack, paystack: Paystack):
    refund(stack)
    paystack.end_refund(paystack.refunds()[0]["id"])
    stack.clock.advance(86_400)

    swept = stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))

    assert (swept["payments"], swept["disputes"]) == (1, 0)
    assert payment(stack)["status"] == "refunded"


def test_a_key_gets_the_same_refund_again_and_refuses_another(stack: Stack, paystack: Paystack):
    first = refund(stack, "k", amount="1500.00")

    assert refund(stack, "k", amount="1500.00").json == first.json
    other = refund(stack, "k", amount="1600.00")
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert len(paystack.refunds()) == 1
    assert refund(stack, "k" * 256).json == {
        "Idempotency-Key": ["Ensure this header has no more than 255 characters."]
    }


def test_a_lost_answer_is_found_by_its_name_and_never_sent_again(stack: Stack, paystack: Paystack):
    paystack.fail_next("refund", "lost_response")

    answer = refund(stack, "k", amount="1500.00")

    assert (answer.status, answer.json["status"], answer.json["paystack_id"]) == (201, "requested", None)
    assert refund(stack, "k", amount="1500.00").json["status"] == "requested"
    stack.clock.advance(300)
    stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))
    assert refund(stack, "k", amount="1500.00").json["status"] == "pending"
    assert len(paystack.calls("refund")) == len(paystack.refunds()) == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"amount": "5000.01"}, "Ensure this value is less than or equal to 5000.00, which is left to refund."),
        ({"amount": "49.99"}, "Ensure this value is greater than or equal to 50.00 for NGN."),
        ({"amount": "0.00"}, "Ensure this value is greater than 0."),
        ({"amount": "-50.00"}, "Ensure this value is greater than 0."),
        ({"amount": "1.001"}, "Ensure that there are no more than 2 decimal places."),
        ({"amount": True}, "A valid number is required."),
    ],
)
def test_an_amount_that_cannot_be_is_named_and_nothing_is_sent(
    stack: Stack, paystack: Paystack, body: dict[str, Any], problem: str
):
    stored = stack.items(prefix="PAYMENT#")

    answer = refund(stack, **body)

    assert (answer.status, answer.json) == (400, {"amount": [problem]})
    assert (stack.items(prefix="PAYMENT#"), paystack.calls("refund")) == (stored, [])


def test_fields_that_there_are_not_are_refused(stack: Stack):
    assert refund(stack, reason="x" * 201, ammount="5.00").json == {
        "ammount": ["Unknown field."],
        "reason": ["Ensure this field has no more than 200 characters."],
    }


def test_paystack_s_refusal_is_passed_on_and_the_money_can_be_refunded_again(stack: Stack, paystack: Paystack):
    headers = {"transaction": f"dk.{USER}.p1", "amount": 480_000}
    paystack.api("/refund", headers)

    answer = refund(stack, amount="500.00")

    assert answer.status == 400
    assert answer.json["detail"].startswith("Paystack refused the refund: Total refund amount cannot exceed")
    stack.clock.advance(1)
    stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))
    assert [one["status"] for one in payment(stack)["refunds"]] == ["failed", "pending"], "the dashboard's is adopted"
    assert (
        refund(stack, amount="500.00").json["amount"][0].startswith("Ensure this value is less than or equal to 200")
    )


@pytest.mark.parametrize(
    "path",
    [
        f"/dukka/api/staff/payments/{USER}/2/refunds/",
        f"/dukka/api/staff/payments/{USER}/x/refunds/",
        f"/dukka/api/staff/payments/{OTHER_USER}/1/refunds/",
        "/dukka/api/staff/payments/nobody/1/refunds/",
    ],
)
def test_a_payment_that_there_is_not(stack: Stack, path: str):
    assert stack.call("refund_payment", with_path(stack.event("refund_payment/ok"), path)).status == 404


def test_customers_may_not(stack: Stack, paystack: Paystack):
    assert stack.call("refund_payment", stack.event("refund_payment/by_a_customer")).status == 403
    assert (
        stack.call("refund_payment", with_headers(stack.event("refund_payment/ok"), Authorization=None)).status == 401
    )
    assert paystack.refunds() == []


def test_fifty_at_once_never_exceed_what_was_taken(stack: Stack, paystack: Paystack):
    """On the tables, in threads of their own: the conditional write alone keeps them apart."""
    gate, event = threading.Barrier(50), with_body(stack.event("refund_payment/ok"), {"amount": "150.00"})
    bootstrap.tokens(), bootstrap.refunds(), bootstrap.payments()

    def one(_: int) -> int:
        gate.wait()
        return int(stack.invoke("refund_payment", event)["statusCode"])

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(one, range(50)))

    made = paystack.refunds()
    assert statuses.count(201) == len(made) == 33
    assert statuses.count(400) == 17
    assert sum(one["amount"] for one in made) == 495_000
    assert bootstrap.payments().get_payment(USER, 1).transaction_id is not None
