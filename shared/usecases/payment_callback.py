"""Receive a customer whom Paystack sends back after a checkout."""

from shared.domain.errors import PaymentNotFound
from shared.domain.payment import Payment
from shared.domain.reference import CheckoutReference, parse_reference
from shared.usecases.settle import Settle


def payment_callback(
    reference: str,
    *,
    settle: Settle,
) -> Payment:
    """Return the checkout's payment, settled; the visit itself proves nothing. Raise PaymentNotFound otherwise."""
    if not isinstance(parse_reference(reference), CheckoutReference):
        raise PaymentNotFound
    payment = settle(reference)
    if payment is None:
        raise PaymentNotFound
    return payment
