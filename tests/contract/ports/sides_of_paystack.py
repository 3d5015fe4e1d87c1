"""Paystack as the fake, and as the adapters on the simulator; what payers, banks and a bad network do to either."""

from dataclasses import dataclass
from typing import Any

import requests

from local.paystack_simulator.control_disputes import begin
from local.paystack_simulator.control_planting import plant
from shared.adapters.paystack.disputes import PaystackDisputes
from shared.adapters.paystack.ledger import PaystackLedger
from shared.adapters.paystack.provider import PaystackProvider
from shared.adapters.paystack.refunds import PaystackRefunds
from shared.domain.transaction import CheckoutRequest
from tests.support.builders import EMAIL, PRICE, USER
from tests.support.fakes import FakeClock
from tests.support.fakes_paystack import OTHER_CARD, Decline, FakePaystack, Next, State

CHECKOUT = f"dk.{USER}.p1"
OTHER_CHECKOUT = f"dk.{USER}.p2"
CHARGE = f"dk.{USER}.s1.1.1"


ENDPOINTS = {
    "fetch_transactions": "list",
    "fetch_transaction": "fetch",
    "fetch_refunds": "refund_list",
    "fetch_refunds_of": "refund_list",
    "fetch_refund": "refund_fetch",
    "fetch_disputes": "dispute_list",
    "fetch_dispute": "dispute_fetch",
    "evidence_upload_url": "dispute_upload_url",
    "add_evidence": "dispute_evidence",
    "resolve_dispute": "dispute_resolve",
}
"""What the simulator calls the methods whose names differ."""


@dataclass
class Simulated:
    """The adapter, and what a payer and a bank do at the simulator."""

    provider: PaystackProvider
    refunds: PaystackRefunds
    ledger: PaystackLedger
    disputes: PaystackDisputes
    running: Any

    def now(self):
        return int(self.running.simulator.clock.now())

    def wait(self, seconds):
        self._control("clock/advance", {"seconds": seconds})

    def pay_checkout(self, reference, **card):
        self._control(f"pay/{reference}", card)

    def pay_checkout_with_another_card(self, reference):
        self.pay_checkout(reference, card_number="5060666666666666666", expiry="11/31")

    def decline_next_charge(self, code, failure_code):
        self._control("declines", {"authorization_code": code, "gateway_response_code": failure_code})

    def challenge_next_charge(self, code):
        self._control("declines", {"authorization_code": code, "outcome": "paused"})

    def end_challenge(self, outcome, *, is_confirmed):
        """What the customer does at the address."""
        decision = {"decision": "approve" if is_confirmed else "cancel"}
        answer = requests.post(
            outcome.challenge_url, data=decision, headers={"Accept": "application/json"}, timeout=5
        )
        assert answer.status_code == 200, answer.text

    def leave_challenge(self, reference):
        self._control(f"transactions/{reference}/complete", {"outcome": "abandoned"})

    def end_refunds(self, reference, state):
        for refund in self.running.simulator.refunds.listed():
            if refund.reference == reference:
                self.running.simulator.refunds.end(refund, state.value)

    def plant(self, reference, money):
        body = {"reference": reference, "amount": money.subunits, "currency": money.currency, "email": EMAIL}
        plant(self.running.simulator, body)

    def begin_dispute(self, reference, **claim):
        return begin(self.running.simulator, {"reference": reference, **claim}).id

    def end_dispute(self, dispute_id, resolution):
        self._control(f"disputes/{dispute_id}/complete", {"resolution": resolution.value})

    def put_file(self, upload):
        assert requests.put(upload.url, data=b"%PDF", timeout=5).status_code == 200

    def lose_next_answer(self, method):
        self._fail(method, "lost_response")

    def fail_next(self, method):
        """The next call of a method that reads comes to nothing, twice."""
        self._fail(method, "reset", times=2)

    def _fail(self, method, fault, **how):
        self._control("faults", {"endpoint": ENDPOINTS.get(method, method), "fault": fault} | how)

    def _control(self, path, body):
        answer = requests.post(f"{self.running.url}/_sim/{path}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text


class Faked:
    """The same, of the fake."""

    def __init__(self):
        self.provider = self.refunds = self.ledger = self.disputes = FakePaystack(FakeClock())

    def now(self):
        return self.provider.clock.now()

    def wait(self, seconds):
        self.provider.clock.advance(seconds)

    def pay_checkout(self, reference):
        self.provider.pay_checkout(reference)

    def pay_checkout_with_another_card(self, reference):
        self.provider.pay_checkout(reference, authorization=OTHER_CARD)

    def decline_next_charge(self, code, failure_code):
        self.provider.script("charge", Decline(failure_code))

    def challenge_next_charge(self, code):
        self.provider.script("charge", Next.PAUSED)

    def end_challenge(self, outcome, *, is_confirmed):
        reference = outcome.challenge_url.rsplit("/", 1)[-1]
        self.provider.finish(reference, State.TAKEN if is_confirmed else State.DECLINED, "customer_cancellation")

    def leave_challenge(self, reference):
        self.provider.finish(reference, State.ABANDONED)

    def lose_next_answer(self, method):
        self.provider.script(method, Next.LOST_ANSWER)

    def fail_next(self, method):
        self.provider.script(method, Next.NOT_SENT)

    def end_refunds(self, reference, state):
        self.provider.end_refunds(reference, state)

    def plant(self, reference, money):
        self.provider.plant(reference, money, EMAIL)

    def begin_dispute(self, reference, **claim):
        return self.provider.begin_dispute(reference, **claim).id

    def end_dispute(self, dispute_id, resolution):
        self.provider.end_dispute(dispute_id, resolution)

    def put_file(self, upload):
        self.provider.put_file(upload)


def open_checkout(paystack, reference=CHECKOUT):
    request = CheckoutRequest(reference, PRICE, EMAIL, "https://shop.example/paid", is_recurring=True)
    return paystack.provider.initialize(request)


def number_of(paystack, reference):
    """Paystack's number of a charge."""
    return paystack.provider.verify(reference).transaction.id
