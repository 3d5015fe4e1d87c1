"""Every use case as it is when nothing goes wrong: what it needs is prepared, and the act itself is returned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from shared import bootstrap
from shared.domain.subscription_periods import indexed
from tests.support.builders import a_payment
from tests.support.stack import Stack
from tests.support.stack_paystack import Paystack, begin_payment, begin_subscription, wait_for_next_charge
from tests.support.stack_subscriptions import ask, charge, stored, subscribe_until

Act = Callable[[Stack, Paystack], Callable[[], object]]


def begun(case: str) -> Act:
    return lambda stack, _: lambda: begin_payment(stack, case)


def settled_by_webhook(case: str) -> Act:
    def act(stack: Stack, paystack: Paystack) -> Callable[[], object]:
        reference = begin_payment(stack, case)["reference"]
        paystack.pay(reference)
        deliver(stack)
        records = stack.waiting_webhooks()
        return lambda: stack.invoke("process_webhook", {"Records": records}) == {"batchItemFailures": []}

    return act


def deliver(stack: Stack) -> str:
    event = stack.event("receive_webhook/charge_success")
    return str(stack.call("receive_webhook", event).json["status"])


def kept(stack: Stack, _: Paystack) -> Callable[[], object]:
    begin_payment(stack, "one_time")
    return lambda: deliver(stack) == "queued"


def delivered_again(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    settled_by_webhook("one_time")(stack, paystack)()
    return lambda: deliver(stack) == "known"


def come_back(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    reference = begin_payment(stack, "one_time")["reference"]
    paystack.pay(reference)
    return lambda: stack.call("payment_callback", stack.event("payment_callback/ok")).status == 200


def charged(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    return lambda: charge(stack) == "success"


def refused(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    paystack.decline_next()
    return lambda: charge(stack) == "failed"


def tried_again(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    subscribe_until(stack, paystack, "past_due")
    wait_for_next_charge(stack)
    return lambda: charge(stack) == "success"


def woken_early(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    return lambda: charge(stack) == "not_due"


def told_of_expiry(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    subscription = stored()
    assert subscription.authorization
    month, year = datetime.fromtimestamp(stack.clock.now(), UTC).strftime("%m %Y").split()
    card = replace(subscription.authorization, exp_month=month, exp_year=year)
    bootstrap.subscriptions().replace_subscription(indexed(replace(subscription, authorization=card)))
    stack.clock.instant = max(stack.clock.instant, int(stack.items(prefix="SUBSCRIPTION#")[0]["look_at"]))
    return lambda: charge(stack) == "told_card_expires"


def shown(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    settled_by_webhook("one_time")(stack, paystack)()
    return lambda: stack.call("get_payment", stack.event("get_payment/ok")).json["status"] == "success"


def listed(stack: Stack, _: Paystack) -> Callable[[], object]:
    for number in range(1, 31):
        bootstrap.payments().add_payment(a_payment(id=number))
    return lambda: len(stack.call("list_payments", stack.event("list_payments/first_page")).json["results"]) == 20


def stopped(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    return lambda: stack.call("stop_payment", stack.event("stop_payment/ok")).json["status"] == "stopped"


def subscriptions_listed(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    for number in range(2, 31):
        bootstrap.subscriptions().add_subscription(replace(stored(), id=number, version=0))
    event = stack.event("list_subscriptions/first_page")
    return lambda: len(stack.call("list_subscriptions", event).json["results"]) == 20


def asked(function: str, case: str = "ok", *, state: str = "active", status: int = 200) -> Act:
    """An endpoint of a subscription, which is in a state."""

    def act(stack: Stack, paystack: Paystack) -> Callable[[], object]:
        subscribe_until(stack, paystack, state)
        return lambda: ask(stack, function, case).status == status

    return act


def card_given(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    begun = ask(stack, "update_card").json
    paystack.pay(begun["reference"], "second")
    return lambda: bootstrap.settle_with_ports()(begun["reference"])


def signed_up(function: str, case: str = "ok", *, status: int = 200) -> Act:
    """An endpoint of a user who has signed up."""

    def act(stack: Stack, _: Paystack) -> Callable[[], object]:
        user = stack.call("sign_up", stack.event("sign_up/ok"))
        assert user.status == 201
        event = stack.event(f"{function}/{case}", user.json["id"])
        return lambda: stack.call(function, event).status == status

    return act


def swept(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    return lambda: stack.invoke("sweep_due_subscriptions", stack.event("sweep_due_subscriptions/scheduled"))


def handed_on(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    wait_for_next_charge(stack)
    event = stack.event("sweep_due_subscriptions/scheduled")
    return lambda: stack.invoke("sweep_due_subscriptions", event)["subscriptions"] == 1


def watched(stack: Stack, paystack: Paystack) -> Callable[[], object]:
    begin_subscription(stack, paystack)
    return lambda: stack.invoke("watch_subscriptions", stack.event("watch_subscriptions/scheduled"))["watched"] == 1


ACTS: dict[str, Act] = {
    "initialize": begun("one_time"),
    "initialize, with an Idempotency-Key": begun("idempotent"),
    "initialize a subscription": begun("subscription"),
    "receive an event": kept,
    "settle": settled_by_webhook("one_time"),
    "settle, and begin the subscription": settled_by_webhook("subscription"),
    "an event delivered again": delivered_again,
    "come back from the checkout": come_back,
    "charge a subscription": charged,
    "charge, and be refused": refused,
    "charge again after a refusal": tried_again,
    "a wake-up before its time": woken_early,
    "tell of a card that ends": told_of_expiry,
    "show a payment": shown,
    "list 20 payments": listed,
    "stop": stopped,
    "list 20 subscriptions": subscriptions_listed,
    "show a subscription": asked("get_subscription"),
    "list upcoming charges": asked("list_upcoming_charges"),
    "change the amount": asked("change_subscription"),
    "change the schedule": asked("change_subscription", "new_schedule"),
    "pause": asked("pause_subscription"),
    "pause until a date": asked("pause_subscription", "until"),
    "resume": asked("resume_subscription", state="paused"),
    "stop a subscription": asked("stop_subscription"),
    "stop with the period": asked("stop_subscription", "at_period_end"),
    "stop, and forget the card": asked("stop_subscription", "and_forget_card"),
    "retry what is owed": asked("retry_subscription", state="past_due", status=202),
    "catch up": asked("catch_up_subscription", state="needs_attention"),
    "begin to give another card": asked("update_card", status=201),
    "take the card, and give its proof back": card_given,
    "sign up": lambda stack, _: lambda: stack.call("sign_up", stack.event("sign_up/ok")).status == 201,
    "log in": signed_up("create_token"),
    "refresh a token": signed_up("refresh_token"),
    "verify a token": signed_up("verify_token"),
    "who am I": signed_up("me"),
    "sweep, with nothing due": swept,
    "sweep, and hand one on": handed_on,
    "watch one subscription": watched,
}
