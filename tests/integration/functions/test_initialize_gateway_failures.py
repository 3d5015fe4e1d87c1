"""Paystack down, slow or answering nonsense while a payment is begun: never a success, always said."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from shared.adapters.paystack import provider
from tests.support.builders import USER
from tests.support.stack import Answered, Stack
from tests.support.stack_paystack import Paystack

REFERENCE = f"dk.{USER}.p1"


def begin(stack: Stack, case: str = "one_time") -> Answered:
    return stack.call("initialize_payment", stack.event(f"initialize_payment/{case}"))


def stored(stack: Stack) -> dict[str, Any]:
    """The one payment there is; no subscription, no schedule."""
    dump = stack.dump()
    (payment,) = [item for item in dump["payments"] if item["sk"].startswith("PAYMENT#")]
    assert dump["schedules"] == []
    assert stack.items(prefix="SUBSCRIPTION#") == []
    return payment


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for Paystack a fraction of a second."""
    monkeypatch.setattr(provider, "INITIALIZE_TIMEOUT", 0.2)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_paystack_that_cannot_be_reached_is_a_502_and_a_failed_payment(stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAYSTACK_BASE_URL", f"http://127.0.0.1:{closed_port()}")

    answer = begin(stack)

    assert (answer.status, answer.json["code"]) == (502, "gateway_unavailable")
    assert (stored(stack)["status"], stored(stack)["failure_code"]) == ("failed", "gateway_unavailable")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("after_commit", [False, True])
def test_paystack_in_trouble_is_a_502_and_a_failed_payment(
    stack: Stack, paystack: Paystack, status: int, after_commit: bool
):
    paystack.fail_next("initialize", "status", status=status, after_commit=after_commit)

    answer = begin(stack)

    assert (answer.status, answer.json["code"]) == (502, "gateway_unavailable")
    assert stored(stack)["status"] == "failed"
    assert len(paystack.calls("initialize")) == 1


def test_garbage_is_a_502_and_a_failed_payment(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "garbage")

    answer = begin(stack)

    assert (answer.status, answer.json["code"]) == (502, "gateway_unavailable")
    assert stored(stack)["status"] == "failed"


def test_too_many_calls_are_a_502_and_a_failed_payment(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "rate_limit")

    assert begin(stack).status == 502
    assert stored(stack)["status"] == "failed"


@pytest.mark.parametrize("fault", ["reset", "lost_response", "reset_mid_body"])
def test_a_connection_lost_on_the_way_is_a_504_and_a_pending_payment(stack: Stack, paystack: Paystack, fault: str):
    paystack.fail_next("initialize", fault)

    answer = begin(stack)

    assert (answer.status, answer.json["code"]) == (504, "gateway_timeout")
    assert stored(stack)["status"] == "pending"
    assert len(paystack.calls("initialize")) == 1


@pytest.mark.usefixtures("impatience")
def test_paystack_that_is_slow_is_a_504_and_a_pending_payment_that_the_sweep_will_look_at(
    stack: Stack, paystack: Paystack
):
    paystack.fail_next("initialize", "delay", seconds=1)

    answer = begin(stack, "subscription")

    assert (answer.status, answer.json["code"]) == (504, "gateway_timeout")
    assert stored(stack)["status"] == "pending"
    assert stored(stack)["look_at"] > stack.clock.now()
    assert stored(stack)["due_shard"]


def test_a_refusal_by_paystack_is_a_400_with_its_reason_and_a_failed_payment(
    stack: Stack, paystack: Paystack, monkeypatch: pytest.MonkeyPatch
):
    simulator = paystack.running.simulator
    monkeypatch.setattr(simulator, "settings", replace(simulator.settings, currencies=("GHS",)))

    answer = begin(stack)

    assert (answer.status, answer.json["code"]) == (400, "gateway_refused")
    assert "currency" in answer.json["detail"].lower()
    assert stored(stack)["status"] == "failed"


def test_a_wrong_key_is_a_502_that_does_not_show_it(stack: Stack, paystack: Paystack):
    stack.client("secretsmanager").put_secret_value(
        SecretId="dukka-paystack", SecretString='{"current": "sk_test_not_the_simulators"}'
    )

    answer = begin(stack)

    assert answer.status == 502
    assert "sk_test" not in answer.text
    assert stored(stack)["status"] == "failed"


def test_a_failed_checkout_can_be_begun_again_with_the_same_key(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "status", status=503)

    failed, begun = begin(stack, "idempotent"), begin(stack, "idempotent")

    assert (failed.status, begun.status, begun.json["id"]) == (502, 201, 2)
    assert [item["status"] for item in stack.items(prefix="PAYMENT#")] == ["failed", "pending"]


def test_a_checkout_that_timed_out_is_found_paid_all_the_same(stack: Stack, paystack: Paystack):
    paystack.fail_next("initialize", "lost_response")
    begin(stack)
    paystack.pay(REFERENCE)

    answer = stack.call("get_payment", stack.event("get_payment/ok"))

    assert (answer.status, answer.json["status"]) == (200, "success")
