"""Showing one payment: a pending one is settled with Paystack first."""

from typing import Any

import pytest

from tests.support.builders import USER
from tests.support.events import with_path
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription

REFERENCE = f"dk.{USER}.p1"


def show(stack: Stack) -> Any:
    answer = stack.call("get_payment", stack.event("get_payment/ok"))
    assert answer.status == 200
    return answer.json


def test_an_unpaid_payment_is_pending_and_says_where_to_pay(stack: Stack):
    begun = begin_payment(stack)

    shown = show(stack)

    assert shown["status"] == "pending"
    assert shown["authorization_url"] == begun["authorization_url"]
    assert (shown["paid_at"], shown["card"], shown["subscription"]) == (None, None, None)
    assert shown["metadata"] == {"order": "A-17"}


def test_a_paid_payment_is_settled_with_its_card(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    shown = show(stack)

    assert (shown["status"], shown["channel"]) == ("success", "card")
    assert shown["card"] == {"brand": "visa", "last4": "4081"}
    assert shown["authorization_url"] is None
    assert stack.items(prefix="PAYMENT#")[0]["status"] == "success"


def test_a_settled_payment_is_not_asked_about_again(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE)

    first, second = show(stack), show(stack)

    assert first == second
    assert len(paystack.calls("verify")) == 1


def test_a_checkout_whose_first_card_was_declined_can_still_be_paid(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    paystack.pay(REFERENCE, card="insufficient")
    declined = show(stack)
    paystack.pay(REFERENCE)

    assert (declined["status"], show(stack)["status"]) == ("pending", "success")


def test_a_paid_checkout_with_a_schedule_begins_the_subscription(stack: Stack, paystack: Paystack):
    subscription = begin_subscription(stack, paystack)

    assert subscription["status"] == "active"
    assert subscription["authorization"]["code"].startswith("AUTH_")
    assert stack.dump()["schedules"] == [f"{USER}.1"]
    shown = show(stack)
    assert (shown["subscription"], shown["payment_interval"], shown["subscription_plan"]) == (1, "monthly", True)


@pytest.mark.parametrize("fault", ["garbage", "reset", "status"])
def test_paystack_in_trouble_leaves_the_payment_as_it_is(stack: Stack, paystack: Paystack, fault: str):
    begin_payment(stack)
    paystack.pay(REFERENCE)
    paystack.fail_next("verify", fault, times=2)
    before = stack.dump()

    assert show(stack)["status"] == "pending"
    assert stack.dump() == before


@pytest.mark.parametrize("path", ["999", "0", "-1", "01", "1.0", "abc", "1%20", "9" * 13, "9" * 40, "%2e%2e"])
def test_what_is_no_payment_of_ones_own_is_not_found(stack: Stack, path: str):
    begin_payment(stack)

    answer = stack.call("get_payment", with_path(stack.event("get_payment/ok"), f"/dukka/api/payments/{path}/"))

    assert answer.status == 404
    assert answer.json == {"detail": "No payment matches the given query.", "code": "not_found"}


@pytest.mark.parametrize("path", ["/dukka/api/payments/1", "/dukka/api/payments/1/"])
def test_both_slashes_are_accepted(stack: Stack, path: str):
    begin_payment(stack)

    assert stack.call("get_payment", with_path(stack.event("get_payment/ok"), path)).status == 200


def test_an_amount_other_than_the_agreed_one_is_never_shown_as_paid(stack: Stack, paystack: Paystack):
    begin_payment(stack)
    transaction = paystack.transaction(REFERENCE)
    transaction.amount = transaction.requested_amount = 100
    paystack.pay(REFERENCE)

    assert show(stack)["status"] == "quarantined"
