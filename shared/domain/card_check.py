"""A card check: a checkout over the smallest amount that proves a card, and is given back by itself."""

from dataclasses import replace

from shared.domain.money import MINIMUM, Money
from shared.domain.money_back import is_disputed, refundable
from shared.domain.payment import Payment, Purpose, new_checkout
from shared.domain.refund import FAILED, LEAST_REFUND, LOST, NOT_SENT
from shared.domain.subscription import Subscription

MAX_TRIES = 5
_CAN_BE_TRIED_AGAIN = frozenset({LOST, NOT_SENT, FAILED})
"""Where Paystack did not refuse the refund, and certainly does not make it."""


def card_check_amount(currency: str) -> Money:
    """Return what a card check takes: the least that Paystack charges in the currency, and gives back."""
    return Money(max(MINIMUM[currency], LEAST_REFUND.get(currency, 0)), currency)


def new_card_check(subscription: Subscription, payment_id: int, email: str, now: int) -> Payment:
    """Return a pending checkout whose card is to become the subscription's."""
    least = card_check_amount(subscription.money.currency)
    payment = new_checkout(subscription.user_id, payment_id, least, email, now)
    return replace(payment, purpose=Purpose.CARD_CHECK, subscription_id=subscription.id)


def is_to_be_given_back(payment: Payment) -> bool:
    """Whether a refund of it is to be asked for: the first, or another after one that came to nothing."""
    if payment.purpose is not Purpose.CARD_CHECK or is_disputed(payment):
        return False
    if refundable(payment) < payment.money.subunits:
        return False
    return has_tries_left(payment) and all(one.failure_code in _CAN_BE_TRIED_AGAIN for one in payment.refunds)


def has_tries_left(payment: Payment) -> bool:
    """Whether the refund may be asked for once more."""
    return len(payment.refunds) < MAX_TRIES
