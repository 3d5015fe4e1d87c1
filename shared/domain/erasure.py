"""What is kept of somebody who has left: the books, without the person."""

from dataclasses import replace

from shared.domain.payment import Payment
from shared.domain.subscription import Subscription

ERASED_EMAIL = "erased@deleted.invalid"
"""Stands where an address was: the domain is one that can never be (RFC 2606)."""


def erased_payment(payment: Payment) -> Payment:
    """Return a payment without address, metadata and words about it; amounts, times and reference stay."""
    refunds = tuple(replace(one, reason="") for one in payment.refunds)
    return replace(payment, email=ERASED_EMAIL, metadata="", refunds=refunds)


def erased_subscription(subscription: Subscription) -> Subscription:
    """Return a subscription without address and saved card: nothing can be charged to it any more."""
    return replace(subscription, email=ERASED_EMAIL, authorization=None)
