"""Paystack: the fake answers as the adapter does on the simulator, through a whole payment's life."""

from dataclasses import dataclass
from typing import Any

import pytest
import requests

from local.paystack_simulator.server import running_simulator
from shared.adapters.paystack.client import PaystackClient
from shared.adapters.paystack.provider import PaystackProvider
from shared.adapters.paystack.signature import PaystackSignatures
from shared.domain.errors import GatewayRefused
from shared.domain.transaction import NOT_FOUND, CheckoutRequest, OutcomeKind
from tests.support.builders import EMAIL, PRICE, USER
from tests.support.fakes import FakeClock, FakeSignatures
from tests.support.fakes_paystack import FakePaystack, Next

CHECKOUT = f"dk.{USER}.p1"
CHARGE = f"dk.{USER}.s1.1.1"


@dataclass
class Simulated:
    """The adapter, and what a payer and a bank do at the simulator."""

    provider: PaystackProvider
    running: Any

    def pay_checkout(self, reference):
        self._control(f"pay/{reference}", {})

    def decline_next_charge(self, code):
        self._control("declines", {"authorization_code": code, "gateway_response_code": "insufficient_funds"})

    def _control(self, path, body):
        answer = requests.post(f"{self.running.url}/_sim/{path}", json=body, timeout=5)
        assert answer.status_code == 200, answer.text


class Faked:
    """The same, of the fake."""

    def __init__(self):
        self.provider = FakePaystack(FakeClock())

    def pay_checkout(self, reference):
        self.provider.pay_checkout(reference)

    def decline_next_charge(self, code):
        self.provider.script("charge", Next.DECLINE)


@pytest.fixture
def simulated():
    with running_simulator() as running:
        client = PaystackClient(running.url, lambda: running.secret_key)
        yield Simulated(PaystackProvider(client), running)
        client._session.close()


@pytest.fixture(params=["fake", "simulator"])
def paystack(request):
    return Faked() if request.param == "fake" else request.getfixturevalue("simulated")


def open_checkout(paystack, reference=CHECKOUT):
    request = CheckoutRequest(reference, PRICE, EMAIL, "https://shop.example/paid", is_recurring=True)
    return paystack.provider.initialize(request)


@pytest.fixture
def card(paystack):
    """A saved card of our customer."""
    open_checkout(paystack)
    paystack.pay_checkout(CHECKOUT)
    return paystack.provider.verify(CHECKOUT).transaction.authorization


def test_a_checkout_has_an_address_and_is_not_paid_yet(paystack):
    checkout = open_checkout(paystack)
    assert checkout.access_code
    assert checkout.authorization_url.startswith("http")
    assert paystack.provider.verify(CHECKOUT).kind is OutcomeKind.PENDING


def test_a_paid_checkout_is_told_in_full(paystack):
    open_checkout(paystack)
    paystack.pay_checkout(CHECKOUT)
    outcome = paystack.provider.verify(CHECKOUT)
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert outcome.transaction.covers(CHECKOUT, PRICE)
    assert outcome.transaction.customer_email == EMAIL
    assert outcome.transaction.paid_at
    assert outcome.transaction.authorization.reusable


def test_a_reference_is_taken_once(paystack):
    open_checkout(paystack)
    with pytest.raises(GatewayRefused):
        open_checkout(paystack)


def test_what_was_never_created_is_not_found(paystack):
    assert paystack.provider.verify(CHARGE) == NOT_FOUND


def test_a_saved_card_is_charged(paystack, card):
    outcome = paystack.provider.charge(CHARGE, PRICE, card, EMAIL)
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert outcome.transaction.covers(CHARGE, PRICE)
    assert paystack.provider.verify(CHARGE).kind is OutcomeKind.SUCCEEDED


def test_a_used_reference_tells_nothing_and_takes_nothing(paystack, card):
    paystack.provider.charge(CHARGE, PRICE, card, EMAIL)
    assert paystack.provider.charge(CHARGE, PRICE, card, EMAIL).kind is OutcomeKind.UNKNOWN
    assert paystack.provider.verify(CHARGE).kind is OutcomeKind.SUCCEEDED


def test_a_refusal_is_final_and_has_a_code(paystack, card):
    paystack.decline_next_charge(card.code)
    outcome = paystack.provider.charge(CHARGE, PRICE, card, EMAIL)
    assert (outcome.kind, outcome.failure_code) == (OutcomeKind.DECLINED, "insufficient_funds")
    assert paystack.provider.verify(CHARGE).kind is OutcomeKind.DECLINED


class TestSignatures:
    @pytest.fixture(params=["fake", "hmac"])
    def signed(self, request):
        """A checker, and the right signature of `{}`."""
        if request.param == "fake":
            return FakeSignatures(), FakeSignatures().sign(b"{}")
        import hashlib
        import hmac

        signature = hmac.new(b"sk_test_previous", b"{}", hashlib.sha512).hexdigest()
        return PaystackSignatures(lambda: ["sk_test_current", "sk_test_previous"]), signature

    def test_belong_to_their_bytes(self, signed):
        checker, signature = signed
        assert checker.is_signed(b"{}", signature)
        assert not checker.is_signed(b"{ }", signature)

    @pytest.mark.parametrize("signature", ["", "nonsense", "é", "0" * 128])
    def test_of_anybody_else_are_none(self, signed, signature):
        checker, _ = signed
        assert not checker.is_signed(b"{}", signature)
