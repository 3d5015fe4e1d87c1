"""Subscriptions on the stack in the test's process: what customers ask for, and how each state is reached."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shared import bootstrap
from shared.domain.subscription import Subscription, SubscriptionStatus
from tests.support.builders import USER
from tests.support.events import with_body, with_path
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack, begin_subscription, wait_for_next_charge

DAY = 86_400
ROOT = "/dukka/api/subscriptions"


def ask(
    stack: Stack,
    function: str,
    case: str = "ok",
    *,
    body: object = ...,
    number: object = 1,
    user_id: str = USER,
) -> Answered:
    """Call an endpoint of a subscription with its event file, or with another body or subscription in it."""
    event = stack.event(f"{function}/{case}", user_id)
    event = with_path(event, event["resource"].replace("{subscription_id}", str(number)) + "/")
    return stack.call(function, event if body is ... else with_body(event, body))


def show(stack: Stack, number: int = 1) -> Any:
    """The subscription as its customer sees it."""
    answer = ask(stack, "get_subscription", number=number)
    assert answer.status == 200, answer.text
    return answer.json


def stored(number: int = 1, user_id: str = USER) -> Subscription:
    """The subscription as it is stored; it must be there."""
    found = bootstrap.subscriptions().get_subscription(user_id, number)
    assert found is not None
    return found


def charge(stack: Stack) -> str:
    """The charge function is invoked."""
    result: str = stack.invoke("charge_subscription", stack.event("charge_subscription/ok"))["result"]
    return result


def decline(stack: Stack, paystack: Paystack, code: str = "insufficient_funds") -> None:
    """The next charge is due, and refused."""
    wait_for_next_charge(stack)
    paystack.decline_next(gateway_response_code=code)
    assert charge(stack) == "failed"


def miss_periods(stack: Stack, days: int = 32) -> None:
    """The next charge is due, and so many days later it is asked for at last."""
    wait_for_next_charge(stack)
    stack.clock.advance(days * DAY)
    assert charge(stack) == "needs_attention"


def _pause(stack: Stack, _: Paystack) -> None:
    assert ask(stack, "pause_subscription").status == 200


def _halt(stack: Stack, paystack: Paystack) -> None:
    decline(stack, paystack, "expired_card")
    wait_for_next_charge(stack)
    assert charge(stack) == "halted"


def _complete(stack: Stack, _: Paystack) -> None:
    bootstrap.subscriptions().replace_subscription(replace(stored(), charges=1))
    wait_for_next_charge(stack)
    assert charge(stack) == "success"


_WAYS: dict[SubscriptionStatus, Callable[[Stack, Paystack], object]] = {
    SubscriptionStatus.ACTIVE: lambda stack, paystack: None,
    SubscriptionStatus.PAUSED: _pause,
    SubscriptionStatus.PAST_DUE: decline,
    SubscriptionStatus.NEEDS_ATTENTION: lambda stack, _: miss_periods(stack),
    SubscriptionStatus.HALTED: _halt,
    SubscriptionStatus.STOPPED: lambda stack, _: ask(stack, "stop_subscription"),
    SubscriptionStatus.COMPLETED: _complete,
}


def subscribe_until(stack: Stack, paystack: Paystack, status: str) -> None:
    """A user has a monthly subscription, and it has come into a state."""
    begin_subscription(stack, paystack)
    _WAYS[SubscriptionStatus(status)](stack, paystack)
    assert stored().status == status
    stack.log_lines()
