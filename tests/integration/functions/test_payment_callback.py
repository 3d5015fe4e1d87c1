"""The customer comes back from Paystack's page: the visit proves nothing, Paystack is asked."""

import pytest

from tests.support.builders import OTHER_USER, USER
from tests.support.events import with_query
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription

REFERENCE = f"dk.{USER}.p1"


def test_a_paid_checkout_is_settled_and_thanked_for(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    answer = stack.call("payment_callback", stack.event("payment_callback/ok"))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Payment received" in answer.text
    assert "NGN 5000.00" in answer.text
    assert stack.items(prefix="PAYMENT#")[0]["status"] == "success"


def test_a_visit_before_paying_changes_nothing(stack: Stack):
    begin_payment(stack)
    before = stack.dump()

    answer = stack.call("payment_callback", stack.event("payment_callback/ok"))

    assert "Payment not complete yet" in answer.text
    assert stack.dump() == before


def test_the_page_shows_nothing_personal(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    page = stack.call("payment_callback", stack.event("payment_callback/ok")).text

    for secret in ("amina", "4081", "AUTH_"):
        assert secret not in page.replace(USER, "")


@pytest.mark.parametrize("names", [("reference",), ("trxref",), ("trxref", "reference")])
def test_either_of_paystacks_parameters_is_read(stack: Stack, names: tuple[str, ...]):
    begin_payment(stack)
    event = with_query(stack.event("payment_callback/ok"), **dict.fromkeys(names, REFERENCE))

    assert stack.call("payment_callback", event).status == 200


@pytest.mark.parametrize(
    "reference",
    [
        "somebody-elses",
        "",
        f"dk.{USER}.p2",
        f"dk.{OTHER_USER}.p1",
        f"dk.{USER}.p01",
        f"DK.{USER}.p1",
        f"dk.{USER}.s1.1.1",
        "<script>alert(1)</script>",
        "dk..p1",
    ],
)
def test_what_is_no_checkout_of_ours_is_not_found(stack: Stack, paystack: Paystack, reference: str):
    begin_subscription(stack, paystack)
    before, asked = stack.dump(), len(paystack.calls("verify"))

    answer = stack.call("payment_callback", with_query(stack.event("payment_callback/ok"), trxref=reference))

    assert answer.status == (404 if reference else 400)
    assert "script" not in answer.text
    assert stack.dump() == before
    assert len(paystack.calls("verify")) == asked


@pytest.mark.parametrize("case", ["no_reference", "unknown_reference"])
def test_the_event_files_of_strangers_are_not_found(stack: Stack, case: str):
    assert stack.call("payment_callback", stack.event(f"payment_callback/{case}")).status == 404


def test_a_reference_that_is_too_long_is_refused(stack: Stack):
    event = with_query(stack.event("payment_callback/ok"), reference="d" * 101)

    assert stack.call("payment_callback", event).status == 400
