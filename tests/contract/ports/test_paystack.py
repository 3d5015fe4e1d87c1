"""Paystack: the fake answers as the adapter does on the simulator, through a whole payment's life."""

from dataclasses import replace

import pytest

from shared.adapters.paystack.signature import PaystackSignatures
from shared.domain.errors import GatewayRefused, GatewayTimeout
from shared.domain.transaction import AUTHORIZATION_REFUSED, NOT_FOUND, Outcome, OutcomeKind
from tests.contract.ports.sides_of_paystack import CHARGE, CHECKOUT, OTHER_CHECKOUT, open_checkout
from tests.support.builders import EMAIL, PRICE
from tests.support.fakes import FakeSignatures


def test_a_checkout_has_an_address_and_nobody_is_at_it_yet(paystack):
    checkout = open_checkout(paystack)
    assert checkout.access_code
    assert checkout.authorization_url.startswith("http")
    assert paystack.provider.verify(CHECKOUT).kind is OutcomeKind.ABANDONED


def test_a_paid_checkout_is_told_in_full(paystack):
    open_checkout(paystack)
    paystack.pay_checkout(CHECKOUT)
    outcome = paystack.provider.verify(CHECKOUT)
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert outcome.transaction.covers(CHECKOUT, PRICE)
    assert outcome.transaction.customer_email == EMAIL
    assert outcome.transaction.paid_at
    assert outcome.transaction.id > 2**32
    assert not outcome.transaction.is_reversal_pending
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
    paystack.decline_next_charge(card.code, "expired_card")
    outcome = paystack.provider.charge(CHARGE, PRICE, card, EMAIL)
    assert (outcome.kind, outcome.failure_code) == (OutcomeKind.DECLINED, "expired_card")
    assert outcome.failure_text == "Expired card"
    assert paystack.provider.verify(CHARGE) == outcome


def test_a_card_of_another_address_is_refused_itself_and_leaves_the_reference_free(paystack, card):
    outcome = paystack.provider.charge(CHARGE, PRICE, card, "kofi@example.com")
    assert (outcome.kind, outcome.failure_code) == (OutcomeKind.DECLINED, AUTHORIZATION_REFUSED)
    assert outcome.failure_text
    assert paystack.provider.verify(CHARGE) == NOT_FOUND
    assert paystack.provider.charge(CHARGE, PRICE, card, EMAIL).kind is OutcomeKind.SUCCEEDED


def test_another_card_is_another_instrument(paystack, card):
    open_checkout(paystack, OTHER_CHECKOUT)
    paystack.pay_checkout_with_another_card(OTHER_CHECKOUT)
    other = paystack.provider.verify(OTHER_CHECKOUT).transaction.authorization
    assert other.code != card.code
    assert other.signature != card.signature
    assert (other.brand, other.last4, other.exp_month, other.exp_year) == ("verve", "6666", "11", "2031")


class TestChallenges:
    @pytest.fixture
    def challenge(self, paystack, card):
        """A charge that waits for its customer."""
        paystack.challenge_next_charge(card.code)
        return paystack.provider.charge(CHARGE, PRICE, card, EMAIL)

    def test_have_an_address_and_are_not_over(self, paystack, challenge):
        assert challenge.kind is OutcomeKind.PENDING
        assert challenge.challenge_url.startswith("http")
        assert paystack.provider.verify(CHARGE) == replace(challenge, challenge_url="")

    def test_are_paid_once_confirmed(self, paystack, challenge):
        paystack.end_challenge(challenge, is_confirmed=True)
        assert paystack.provider.verify(CHARGE).transaction.covers(CHARGE, PRICE)

    def test_are_refused_once_cancelled(self, paystack, challenge):
        paystack.end_challenge(challenge, is_confirmed=False)
        outcome = paystack.provider.verify(CHARGE)
        assert (outcome.kind, outcome.failure_code) == (OutcomeKind.DECLINED, "customer_cancellation")

    def test_that_were_left_are_abandoned(self, paystack, challenge):
        paystack.leave_challenge(CHARGE)
        assert paystack.provider.verify(CHARGE) == Outcome(OutcomeKind.ABANDONED)


class TestDeactivate:
    def test_ends_an_authorization_for_good(self, paystack, card):
        paystack.provider.deactivate(card.code)
        outcome = paystack.provider.charge(CHARGE, PRICE, card, EMAIL)
        assert (outcome.kind, outcome.failure_code) == (OutcomeKind.DECLINED, AUTHORIZATION_REFUSED)
        assert paystack.provider.verify(CHARGE) == NOT_FOUND

    def test_is_done_where_there_is_nothing_left_to_end(self, paystack, card):
        paystack.provider.deactivate("AUTH_nobodys00")
        paystack.provider.deactivate(card.code)
        paystack.provider.deactivate(card.code)
        assert paystack.provider.charge(CHARGE, PRICE, card, EMAIL).kind is OutcomeKind.DECLINED

    def test_without_an_answer_is_an_error_though_it_may_be_done(self, paystack, card):
        paystack.lose_next_answer("deactivate")
        with pytest.raises(GatewayTimeout):
            paystack.provider.deactivate(card.code)
        assert paystack.provider.charge(CHARGE, PRICE, card, EMAIL).kind is OutcomeKind.DECLINED


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
