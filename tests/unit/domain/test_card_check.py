"""A card check: the smallest amount that proves a card, and the steps of giving it back."""

import pytest

from shared.domain.card_check import card_check_amount, is_to_be_given_back, new_card_check
from shared.domain.dispute import DisputeMark
from shared.domain.dunning import CardDeclines
from shared.domain.money import Money
from shared.domain.payment import PaymentStatus, Purpose
from shared.domain.refund import FAILED, LOST, NOT_SENT, Refund, RefundStatus
from tests.support.builders import NOW, a_payment, a_subscription, success

PENDING, SUCCESS = PaymentStatus.PENDING, PaymentStatus.SUCCESS


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


CHECK = {"purpose": Purpose.CARD_CHECK, "status": SUCCESS, "look_at": NOW}


def refunds(*codes):
    return tuple(
        Refund(number, 500_000, NOW, NOW, RefundStatus.FAILED, failure_code=code)
        for number, code in enumerate(codes, 1)
    )


@pytest.mark.parametrize(
    ("over", "is_wanted"),
    [
        ({}, True),
        ({"purpose": Purpose.PAYMENT}, False),
        ({"status": PaymentStatus.FAILED}, False),
        ({"disputes": (DisputeMark(1, 500_000),)}, False),
        ({"refunds": (Refund(1, 500_000, NOW, NOW),)}, False),
        ({"refunds": (Refund(1, 1, NOW, NOW, RefundStatus.PROCESSED),)}, False),
        ({"refunds": refunds(LOST, NOT_SENT, FAILED)}, True),
        ({"refunds": refunds("insufficient_balance")}, False),
        ({"refunds": refunds(*[LOST] * 4)}, True),
        ({"refunds": refunds(*[LOST] * 5)}, False),
    ],
)
def test_is_given_back_unless_it_is_under_way_or_paystack_does_not_want_to(over, is_wanted):
    assert is_to_be_given_back(a_payment(**CHECK | over)) is is_wanted


def test_a_card_is_not_charged_while_one_of_its_payments_is_disputed_and_old_news_changes_nothing():
    card = CardDeclines()
    assert not card.is_disputed
    both = card.disputed(7, is_open=True).disputed(9, is_open=True)
    assert both.disputed(9, is_open=True) is both
    one = both.disputed(7, is_open=False)
    assert (one.is_disputed, one.open_disputes, one.past_disputes) == (True, (9,), (7,))
    over = one.disputed(9, is_open=False)
    assert (over.is_disputed, over.past_disputes) == (False, (7, 9))
    for is_open in (True, False):
        assert over.disputed(9, is_open=is_open) is over
