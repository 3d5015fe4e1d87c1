"""Stopping: at once, with the paid period, and with the card forgotten."""

from shared import bootstrap
from tests.support.builders import USER
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import ask, charge, miss_periods, show, stored, subscribe_until


def deactivated(paystack: Paystack) -> list[str]:
    saved = paystack.running.simulator.ledger.authorizations(None)
    return sorted(one.authorization_code for one in saved if not one.active)


def second_subscription(stack: Stack, paystack: Paystack) -> None:
    begun = begin_payment(stack, "subscription")
    paystack.pay(begun["reference"])
    bootstrap.settle_with_ports()(begun["reference"])


def test_a_stop_is_at_once_and_for_good(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    due_at = stored().next_charge_at

    stopped = ask(stack, "stop_subscription").json

    assert (stopped["status"], stopped["next_charge_at"], stopped["stops_at"]) == ("stopped", None, None)
    assert (stopped["last_charge"], stopped["card_forgotten"]) == (None, None)
    assert stack.dump()["schedules"] == []
    stack.clock.instant = due_at
    assert charge(stack) == "ended"
    assert paystack.calls("charge_authorization") == []


def test_stopping_again_is_harmless(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    first = ask(stack, "stop_subscription")
    after = stack.dump()

    assert ask(stack, "stop_subscription", "at_period_end").json == first.json
    assert stack.dump() == after


def test_one_that_is_completed_stays_completed(stack: Stack, paystack: Paystack):
    subscribe_until(stack, paystack, "completed")

    assert ask(stack, "stop_subscription").json["status"] == "completed"


def test_a_charge_under_way_is_named_as_the_last(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.fail_next("charge_authorization", "lost_response")
    paystack.fail_next("verify", "status", status=503, times=2)
    charge(stack)

    assert ask(stack, "stop_subscription").json["last_charge"] == f"dk.{USER}.s1.1.1"


def test_a_stop_with_the_period_lets_the_paid_time_run_out(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    ends = show(stack)["next_charge_at"]

    stopping = ask(stack, "stop_subscription", "at_period_end").json

    assert (stopping["status"], stopping["stops_at"], stopping["next_charge_at"]) == ("active", ends, None)
    assert ask(stack, "list_upcoming_charges").json["results"] == []
    wait_for_next_charge(stack)
    assert charge(stack) == "stopped"
    shown = show(stack)
    assert (shown["status"], shown["stops_at"]) == ("stopped", None)
    assert paystack.calls("charge_authorization") == []


def test_a_stop_with_the_period_can_be_taken_back(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = show(stack)
    ask(stack, "stop_subscription", "at_period_end")

    assert ask(stack, "resume_subscription").json == before
    wait_for_next_charge(stack)
    assert charge(stack) == "success"


def test_one_that_has_no_paid_period_stops_at_once(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    miss_periods(stack)

    assert ask(stack, "stop_subscription", "at_period_end").json["status"] == "stopped"


def test_the_last_subscription_on_a_card_has_it_forgotten(stack: Stack, paystack: Paystack):
    code = begin_subscription(stack, paystack)["authorization"]["code"]

    stopped = ask(stack, "stop_subscription", "and_forget_card").json

    assert (stopped["status"], stopped["card_forgotten"]) == ("stopped", True)
    assert deactivated(paystack) == [code]
    assert ask(stack, "stop_subscription", "and_forget_card").json["card_forgotten"] is True


def test_a_card_that_another_subscription_needs_is_kept(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    second_subscription(stack, paystack)

    assert ask(stack, "stop_subscription", "and_forget_card").json["card_forgotten"] is False

    assert deactivated(paystack) == []
    last = ask(stack, "stop_subscription", "and_forget_card", number=2)
    assert last.json["card_forgotten"] is True
    assert len(deactivated(paystack)) == len({stored(1).authorization.code, stored(2).authorization.code})


def test_with_paystack_down_it_is_stopped_and_the_card_can_be_asked_for_again(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    paystack.fail_next("*", "status", status=503, times=1)

    stopped = ask(stack, "stop_subscription", "and_forget_card").json

    assert (stopped["status"], stopped["card_forgotten"]) == ("stopped", False)
    assert ask(stack, "stop_subscription", "and_forget_card").json["card_forgotten"] is True


def test_a_card_that_is_still_needed_cannot_be_forgotten(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = stack.dump()

    answer = ask(stack, "stop_subscription", body={"at_period_end": True, "forget_card": True})

    assert (answer.status, [*answer.json]) == (400, ["forget_card"])
    assert stack.dump() == before


def test_what_is_no_yes_or_no_is_named(stack: Stack, paystack: Paystack):
    begin_subscription(stack, paystack)
    before = stack.dump()

    for field in ("at_period_end", "forget_card"):
        for value in ("maybe", None, 2, []):
            answer = ask(stack, "stop_subscription", body={field: value})
            assert (answer.status, [*answer.json]) == (400, [field])
    assert stack.dump() == before
