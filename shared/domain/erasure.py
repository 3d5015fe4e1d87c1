"""What is kept of somebody who has left: the books, without the person."""

from dataclasses import replace

from shared.domain.payment import Payment
from shared.domain.subscription import Subscription

ERASED_EMAIL = "erased@deleted.invalid"
"""Stands where an address was: the domain is one that can never be (RFC 2606)."""


def erased_payment(payment: Payment) -> Payment:
    """Return a payment without address and metadata; amount, times, reference and the card's last digits stay."""
    return replace(payment, email=ERASED_EMAIL, metadata="")


def erased_subscription(subscription: Subscription) -> Subscription:
    """Return a subscription without address and saved card: nothing can be charged to it any more."""
    return replace(subscription, email=ERASED_EMAIL, authorization=None)
