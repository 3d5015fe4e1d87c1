"""Another card: proved by a small payment that is given back, charged from then on, and for what is owed at once."""

from typing import Any

import pytest

from shared.domain.card_check import card_check_amount
from shared.domain.money import MINIMUM
from tests.support.builders import EMAIL, USER
from tests.support.events import with_path
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import ask, charge, decline, show, stored, subscribe_until


def begin(stack: Stack, **body: object) -> Any:
    answer = ask(stack, "update_card", body=body)
    assert answer.status == 201, answer.text
    return answer.json


def payment(stack: Stack, number: int) -> Any:
    path = f"/dukka/api/payments/{number}/"
    return stack.call("get_payment", with_path(stack.event("get_payment/ok"), path)).json


def give_card(stack: Stack, paystack: Paystack, card: str = "second") -> Any:
    """Begin, pay with a card, come back; return the payment as it is then shown."""
    begun = begin(stack)
    paystack.pay(begun["reference"], card)
    return payment(stack, begun["id"])


def test_a_checkout_over_the_least_amount_is_opened_for_the_subscription(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    begun = begin(stack)

    assert (begun["id"], begun["status"], begun["subscription"]) == (2, "pending", 1)
    assert (begun["amount"], begun["currency"], begun["reference"]) == ("50.00", "NGN", f"dk.{USER}.p2")
    assert begun["authorization_url"].startswith("http")
    sent = paystack.transaction(begun["reference"])
    assert (sent.email, sent.channels) == (EMAIL, ["card"])
    shown = payment(stack, 2)
    assert (shown["purpose"], shown["subscription"], shown["subscription_plan"]) == ("card_check", 1, False)


def test_another_address_and_way_back_are_passed_on(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)

    begun = begin(stack, email="amina@new.example.com", callback_url="https://shop.example/card")

    sent = paystack.transaction(begun["reference"])
    assert (sent.email, sent.callback_url) == ("amina@new.example.com", "https://shop.example/card")
    paystack.pay(begun["reference"], "second")
    payment(stack, 2)
    assert stored().email == "amina@new.example.com"
    wait_for_next_charge(stack)
    assert charge(stack) == "success"


def test_the_new_card_is_shown_charged_next_and_its_proof_given_back_once(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)

    proof = give_card(stack, paystack)

    assert (proof["status"], proof["notice"]) == ("refund_pending", None)
    assert [payment(stack, 2)["status"] for _ in range(2)] == ["refund_pending"] * 2
    assert len(paystack.refunds()) == len(paystack.calls("refund")) == 1
    after = show(stack)
    assert (after["card"]["brand"], after["card"]["last4"]) == ("mastercard", "0004")
    assert (after["next_charge_at"], after["status"]) == (before["next_charge_at"], "active")
    wait_for_next_charge(stack)
    assert charge(stack) == "success"
    saved = paystack.running.simulator.ledger.find(f"dk.{USER}.s1.1.1")
    assert saved.authorization_code == stored().authorization.code


def test_the_money_is_seen_to_be_back(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    give_card(stack, paystack)
    (refund,) = paystack.refunds()
    paystack.end_refund(refund["id"])

    stack.clock.instant = int(stack.items(prefix="PAYMENT#")[1]["look_at"])
    stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))

    assert payment(stack, 2)["status"] == "refunded"


@pytest.mark.parametrize("state", ["past_due", "halted"])
def test_what_is_owed_is_charged_at_once_to_the_new_card_and_once(stack: Stack, paystack: Paystack, state: str):
    subscribe_until(stack, paystack, state)

    give_card(stack, paystack)

    assert stack.charges == [{"user_id": USER, "subscription_id": 1, "is_waited_for": True}]
    assert show(stack)["past_due"]["failure"] is None
    assert [charge(stack), charge(stack)] == ["success", "not_due"]
    after = show(stack)
    assert (after["status"], after["charges_made"], after["past_due"]) == ("active", 1, None)


def test_a_card_that_is_done_for_is_saved_by_a_new_one(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    decline(stack, paystack, "pickup_stolen_card")
    assert ask(stack, "retry_subscription").status == 409

    give_card(stack, paystack)

    assert charge(stack) == "success"


def test_a_card_check_that_is_never_paid_leaves_the_card(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    begin(stack)

    assert payment(stack, 2)["status"] == "pending"
    assert show(stack)["card"]["last4"] == "4081"
    assert paystack.refunds() == []


def test_what_cannot_be_charged_again_is_given_back_and_leaves_the_card(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    begun = begin(stack)
    paystack.pay_by("bank_transfer", begun["reference"])

    shown = payment(stack, 2)

    assert (shown["status"], shown["notice"]) == ("refund_pending", "not_reusable")
    assert show(stack)["card"]["last4"] == "4081"


def test_a_card_that_comes_after_the_end_is_given_back_and_not_charged(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    begun = begin(stack)
    ask(stack, "stop_subscription")
    paystack.pay(begun["reference"], "second")

    assert payment(stack, 2)["status"] == "refund_pending"

    shown = show(stack)
    assert (shown["status"], shown["card"]["last4"]) == ("stopped", "4081")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("callback_url", "javascript:alert(1)"),
        ("card_number", "4084084084084081"),
        ("ccv", "408"),
        ("amount", "1"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_begun(stack: Stack, paystack: Paystack, field: str, value: str):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = ask(stack, "update_card", body={field: value})

    assert (answer.status, [*answer.json]) == (400, [field])
    assert stack.dump() == before


@pytest.mark.parametrize(("fault", "status"), [("status", 502), ("lost_response", 504)])
def test_a_checkout_that_paystack_does_not_open_is_told(stack: Stack, paystack: Paystack, fault: str, status: int):
    begin_subscription(stack, paystack)
    paystack.fail_next("initialize", fault)

    assert ask(stack, "update_card").status == status
    assert show(stack)["card"]["last4"] == "4081"


@pytest.mark.parametrize("currency", MINIMUM)
def test_what_a_card_check_takes_paystack_also_gives_back(stack: Stack, paystack: Paystack, currency: str):
    amount = card_check_amount(currency).subunits
    given = {"email": EMAIL, "amount": amount, "currency": currency, "reference": "check"}
    paystack.api("/transaction/initialize", given)
    paystack.pay("check")

    paystack.api("/refund", {"transaction": "check"})

    assert [refund["amount"] for refund in paystack.refunds()] == [amount]
