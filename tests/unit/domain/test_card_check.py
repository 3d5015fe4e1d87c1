"""A card check: the smallest amount that proves a card, and the steps of giving it back."""

from dataclasses import replace

import pytest

from shared.domain.card_check import (
    MAX_REFUND_ATTEMPTS,
    REFUND_LEASE,
    card_check_amount,
    has_refunds_left,
    is_being_refunded,
    new_card_check,
    refund_asked,
    refund_awaited,
    refund_given_up,
    refunded,
)
from shared.domain.errors import Conflict
from shared.domain.money import Money
from shared.domain.payment import DAY, MINUTE, PaymentStatus, Purpose
from shared.domain.transaction import NOT_FOUND, UNKNOWN, Outcome, OutcomeKind
from tests.support.builders import NOW, a_payment, a_subscription, success

PENDING, SUCCESS = PaymentStatus.PENDING, PaymentStatus.SUCCESS
REFUND_PENDING, REFUNDED = PaymentStatus.REFUND_PENDING, PaymentStatus.REFUNDED


@pytest.mark.parametrize(
    ("currency", "least"), [("NGN", 5_000), ("GHS", 100), ("ZAR", 100), ("KES", 300), ("USD", 200), ("XOF", 100)]
)
def test_takes_the_least_that_paystack_charges_and_gives_back(currency, least):
    assert card_check_amount(currency) == Money(least, currency)


def test_is_a_checkout_of_its_subscription_in_its_currency():
    check = new_card_check(a_subscription(id=3, money=Money(900, "GHS")), 7, "new@example.com", NOW)
    assert (check.purpose, check.subscription_id, check.terms) == (Purpose.CARD_CHECK, 3, None)
    assert (check.money, check.email, check.id, check.status) == (Money(100, "GHS"), "new@example.com", 7, PENDING)


def test_paid_it_is_looked_at_at_once_so_that_it_is_given_back():
    check = a_payment(purpose=Purpose.CARD_CHECK)
    paid = check.settled(success(), NOW + 9)
    assert (paid.status, paid.look_at, paid.is_settled, paid.is_final) == (SUCCESS, NOW + 9, True, False)


class TestRefund:
    CHECK = a_payment(status=SUCCESS, look_at=NOW, purpose=Purpose.CARD_CHECK)

    @pytest.mark.parametrize("status", [SUCCESS, REFUND_PENDING])
    def test_is_noted_before_it_is_asked_for_and_then_left_alone(self, status):
        asked = refund_asked(replace(self.CHECK, status=status, refund_attempts=2), NOW)
        assert (asked.status, asked.refund_attempts, asked.look_at) == (REFUND_PENDING, 3, NOW + 5 * MINUTE)
        assert is_being_refunded(asked, NOW + REFUND_LEASE - 1)
        assert not is_being_refunded(asked, NOW + REFUND_LEASE)

    @pytest.mark.parametrize(("look_at", "is_left_alone"), [(None, False), (NOW, False), (NOW + 1, True)])
    def test_is_nobodys_while_nobody_looks(self, look_at, is_left_alone):
        assert is_being_refunded(replace(self.CHECK, look_at=look_at), NOW) is is_left_alone

    @pytest.mark.parametrize(
        ("outcome", "wait"),
        [
            (success(), DAY),
            (UNKNOWN, REFUND_LEASE),
            (NOT_FOUND, REFUND_LEASE),
            (Outcome(OutcomeKind.PENDING), REFUND_LEASE),
        ],
    )
    def test_taken_up_by_paystack_is_looked_at_in_a_day_and_unknown_in_minutes(self, outcome, wait):
        asked = refund_asked(self.CHECK, NOW)
        assert refund_awaited(asked, outcome, NOW + 9) == replace(asked, look_at=NOW + 9 + wait)

    @pytest.mark.parametrize("status", [SUCCESS, REFUND_PENDING])
    def test_done_nothing_is_left_to_be_done(self, status):
        done = refunded(replace(self.CHECK, status=status))
        assert (done.status, done.look_at, done.is_final, done.is_paid) == (REFUNDED, None, True, True)

    @pytest.mark.parametrize("status", [SUCCESS, REFUND_PENDING])
    def test_given_up_it_is_a_paid_one_that_a_person_gives_back(self, status):
        kept = refund_given_up(replace(self.CHECK, status=status))
        assert (kept.status, kept.look_at, kept.is_final) == (SUCCESS, None, True)

    def test_that_is_done_is_not_asked_for_again(self):
        with pytest.raises(Conflict):
            refund_asked(replace(self.CHECK, status=REFUNDED), NOW)

    def test_is_asked_for_five_times(self):
        assert [has_refunds_left(replace(self.CHECK, refund_attempts=n)) for n in (0, 4, 5, 6)] == [
            True, True, False, False,
        ]  # fmt: skip
        assert MAX_REFUND_ATTEMPTS == 5
