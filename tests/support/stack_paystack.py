"""The Paystack simulator as the integration tests use it, and what customers do with it."""

from dataclasses import dataclass
from typing import Any

import requests

from local.paystack_simulator.cards import BY_KEY
from local.paystack_simulator.server import RunningSimulator
from tests.support.builders import EMAIL, USER
from tests.support.stack import PAYSTACK_KEY, Stack


@dataclass(frozen=True)
class Paystack:
    """A running simulator."""

    running: RunningSimulator

    def pay(self, reference: str, card: str = "success") -> None:
        """The customer pays a checkout with one of the test cards."""
        form = {"card_number": BY_KEY[card].number, "cvv": BY_KEY[card].cvv}
        answer = requests.post(f"{self.running.url}/_sim/pay/{reference}", json=form, timeout=5)
        assert answer.status_code == 200, answer.text

    def pay_by(self, channel: str, reference: str) -> None:
        """The customer pays a checkout with something other than a card, whatever the checkout offers."""
        self.transaction(reference).channels = None
        answer = requests.post(f"{self.running.url}/_sim/pay/{reference}", json={"channel": channel}, timeout=5)
        assert answer.status_code == 200, answer.text

    def api(self, path: str, body: dict[str, Any]) -> None:
        """Ask Paystack's API directly."""
        headers = {"Authorization": f"Bearer {PAYSTACK_KEY}"}
        answer = requests.post(f"{self.running.url}{path}", json=body, headers=headers, timeout=5)
        assert answer.json()["status"] is True, answer.text

    def refunds(self) -> list[dict[str, Any]]:
        """Every refund there is."""
        return list(requests.get(f"{self.running.url}/_sim/refunds", timeout=5).json()["refunds"])

    def end_refund(self, number: int, outcome: str = "processed") -> None:
        """A refund comes to its end."""
        answer = requests.post(
            f"{self.running.url}/_sim/refunds/{number}/complete", json={"outcome": outcome}, timeout=5
        )
        assert answer.status_code == 200, answer.text

    def begin_dispute(self, reference: str, **claim: Any) -> int:
        """A payer's bank wants a charge back; return Paystack's number."""
        answer = requests.post(f"{self.running.url}/_sim/disputes", json={"reference": reference} | claim, timeout=5)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["id"])

    def end_dispute(self, number: int, resolution: str = "auto-accepted") -> None:
        """A dispute comes to its end without us."""
        address = f"{self.running.url}/_sim/disputes/{number}/complete"
        answer = requests.post(address, json={"resolution": resolution}, timeout=5)
        assert answer.status_code == 200, answer.text

    def fail_next(self, endpoint: str, fault: str, **how: Any) -> None:
        """The next call of an endpoint goes wrong."""
        self.running.simulator.faults.add({"endpoint": endpoint, "fault": fault} | how)

    def decline_next(self, **how: Any) -> None:
        """The next charge of a saved card is declined, or as `outcome` says."""
        script = {"email": EMAIL, "outcome": "failed", "gateway_response_code": "insufficient_funds"}
        answer = requests.post(f"{self.running.url}/_sim/declines", json=script | how, timeout=5)
        assert answer.status_code < 300, answer.text

    def calls(self, endpoint: str) -> list[dict[str, Any]]:
        """The calls of an endpoint."""
        return self.running.simulator.requests.listed(endpoint)

    def transaction(self, reference: str) -> Any:
        """What Paystack holds under a reference, None when nothing."""
        return self.running.simulator.ledger.find(reference)


def begin_payment(stack: Stack, case: str = "one_time", user_id: str = USER) -> dict[str, Any]:
    """A user begins a payment; return the answer's body."""
    answer = stack.call("initialize_payment", stack.event(f"initialize_payment/{case}", user_id))
    assert answer.status == 201, answer.text
    body: dict[str, Any] = answer.json
    return body


def begin_subscription(stack: Stack, paystack: Paystack, user_id: str = USER) -> dict[str, Any]:
    """A user begins a monthly subscription and pays its checkout; return the stored subscription."""
    begun = begin_payment(stack, "subscription", user_id)
    paystack.pay(begun["reference"])
    answer = stack.call("get_payment", stack.event("get_payment/ok", user_id))
    assert answer.json["status"] == "success"
    stack.log_lines()
    return stack.items(prefix="SUBSCRIPTION#")[-1]


def wait_for_next_charge(stack: Stack) -> None:
    """Let the time come at which the only subscription is due."""
    (subscription,) = stack.items(prefix="SUBSCRIPTION#")
    stack.clock.instant = int(subscription["look_at"])
