"""A card check: a checkout over the smallest amount that proves a card, and the steps of giving it back."""

from dataclasses import replace

from shared.domain.money import MINIMUM, Money
from shared.domain.payment import DAY, MINUTE, Payment, PaymentStatus, Purpose, new_checkout
from shared.domain.subscription import Subscription
from shared.domain.transaction import Outcome, OutcomeKind

LEAST_REFUND = {"NGN": 5_000, "GHS": 100}
"""Smallest refund in subunits where Paystack is known to have one (docs/paystack.md section 6)."""
REFUND_LEASE = 5 * MINUTE
"""How long a refund that was asked for is left alone: longer than any function that asks can live."""
MAX_REFUND_ATTEMPTS = 5


def card_check_amount(currency: str) -> Money:
    """Return what a card check takes: the least that Paystack charges in the currency, and gives back."""
    return Money(max(MINIMUM[currency], LEAST_REFUND.get(currency, 0)), currency)


def new_card_check(subscription: Subscription, payment_id: int, email: str, now: int) -> Payment:
    """Return a pending checkout whose card is to become the subscription's."""
    least = card_check_amount(subscription.money.currency)
    payment = new_checkout(subscription.user_id, payment_id, least, email, now)
    return replace(payment, purpose=Purpose.CARD_CHECK, subscription_id=subscription.id)


def is_being_refunded(payment: Payment, now: int) -> bool:
    """Whether somebody is at it, or Paystack needs its time."""
    return payment.look_at is not None and now < payment.look_at


def has_refunds_left(payment: Payment) -> bool:
    """Whether the refund may be asked for once more."""
    return payment.refund_attempts < MAX_REFUND_ATTEMPTS


def refund_asked(payment: Payment, now: int) -> Payment:
    """Note, before the call, that Paystack is asked for the refund."""
    pending = _moved(payment, PaymentStatus.REFUND_PENDING)
    return replace(pending, refund_attempts=payment.refund_attempts + 1, look_at=now + REFUND_LEASE)


def refund_awaited(payment: Payment, outcome: Outcome, now: int) -> Payment:
    """Look again later: in a day where Paystack has taken it up, in minutes where it gave no answer."""
    wait = DAY if outcome.kind is OutcomeKind.SUCCEEDED else REFUND_LEASE
    return replace(payment, look_at=now + wait)


def refunded(payment: Payment) -> Payment:
    """The money is back."""
    return _moved(payment, PaymentStatus.REFUNDED)


def refund_given_up(payment: Payment) -> Payment:
    """Paystack does not give it back: a person must."""
    return _moved(payment, PaymentStatus.SUCCESS)


def _moved(payment: Payment, status: PaymentStatus) -> Payment:
    return payment.moved_to(status) if payment.status is not status else replace(payment, look_at=None)
