"""A trial: its checkout proves the card and is given back; the price is charged when it ends. Once for each card."""

import pytest

from shared.domain.card_check import card_check_amount
from shared.domain.money import Money
from shared.domain.payment import DAY, Notice, PaymentStatus, Purpose
from shared.domain.subscription import SubscriptionStatus
from shared.usecases.charge_subscription import ChargeResult
from tests.support.builders import NOW, USER, a_payment, an_authorization, some_terms, user_id
from tests.support.fakes_paystack import OTHER_CARD, Row, State
from tests.support.fakes_world import Crash, crash

PRICE = Money(900_000, "NGN")
ENDS = NOW + 14 * DAY


def begin(world, user=USER, offer="gold", number=1):
    """A customer opens the checkout of a trial."""
    terms = some_terms(start_at=ENDS, offer=offer, money=PRICE)
    payment_id, _ = world.payments.new_subscription_id(user)
    check = card_check_amount("NGN")
    payment = a_payment(
        user_id=user, id=payment_id, money=check, terms=terms, subscription_id=number, purpose=Purpose.CARD_CHECK
    )
    world.payments.add_payment(payment)
    world.paystack.ledger[payment.reference] = Row(payment.reference, check, payment.email, State.OPEN)
    return payment


def trial(world, user=USER, offer="gold", card=None, number=1):
    """A customer begins a trial with a card."""
    payment = begin(world, user, offer, number)
    world.paystack.pay_checkout(payment.reference, authorization=card or an_authorization())
    return world.settle(payment.reference)


def test_the_card_is_given_back_and_the_price_charged_when_it_ends(world):
    payment = trial(world)
    assert (payment.status, payment.notice) == (PaymentStatus.REFUND_PENDING, None)
    assert world.paystack.refunded == [payment.reference]
    begun = world.subscription()
    assert (begun.money, begun.charge_at, begun.next_index) == (PRICE, ENDS, 0)
    world.clock.set(ENDS)
    assert world.charge() is ChargeResult.SUCCESS
    assert [(row.reference, row.money) for row in world.paystack.taken if row.is_charge] == [
        (f"dk.{USER}.s1.0.1", PRICE)
    ]


@pytest.mark.parametrize(
    ("second", "is_begun"),
    [
        ({"user": USER, "number": 2}, False),
        ({"user": user_id(2)}, False),
        ({"user": user_id(2), "card": an_authorization(code="AUTH_newer")}, False),
        ({"user": user_id(2), "card": OTHER_CARD}, True),
        ({"user": user_id(2), "offer": "silver"}, True),
    ],
)
def test_each_card_has_each_offer_once_over_all_users(world, second, is_begun):
    trial(world)
    payment = trial(world, **second)
    assert (payment.notice is None) is is_begun
    assert ((payment.user_id, payment.subscription_id) in world.subscriptions.stored) is is_begun
    assert payment.reference in world.paystack.refunded, "the money goes back in any case"
    if not is_begun:
        assert (payment.notice, payment.subscription_id) == (Notice.TRIAL_USED, None)


def test_settled_again_and_after_a_crash_it_is_the_same_trial(world):
    payment = begin(world)
    world.paystack.pay_checkout(payment.reference)
    world.subscriptions.before_next_write(crash)
    with pytest.raises(Crash):
        world.settle(payment.reference)
    assert world.settle(payment.reference).notice is None
    assert world.subscription().status is SubscriptionStatus.ACTIVE
    assert world.settle(payment.reference).notice is None


def test_a_used_one_leaves_nothing_to_stop(world):
    trial(world)
    payment = trial(world, user_id(2))
    assert world.subscriptions.get_subscription(payment.user_id, 1) is None
    assert not world.is_scheduled(user_id=user_id(2))


def test_without_an_offer_nobody_claims_anything(world):
    world.subscribe()
    assert world.cards.trials == {}


def test_of_a_card_that_cannot_be_charged_again_it_is_not_used_up(world):
    trial(world, card=an_authorization(reusable=False))
    assert world.cards.trials == {}
    assert trial(world, number=2).notice is None
