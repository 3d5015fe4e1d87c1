"""Receive a customer whom Paystack sends back after a checkout."""

from shared.domain.errors import PaymentNotFound
from shared.domain.payment import Payment
from shared.domain.reference import CheckoutReference, parse_reference
from shared.ports import Clock, PaymentProvider, PaymentStore, Scheduler, SubscriptionStore
from shared.usecases.settle import settle


def payment_callback(
    reference: str,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: Scheduler,
    clock: Clock,
) -> Payment:
    """Return the checkout's payment, settled; the visit itself proves nothing. Raise PaymentNotFound otherwise."""
    if not isinstance(parse_reference(reference), CheckoutReference):
        raise PaymentNotFound
    payment = settle(
        reference,
        payments=payments,
        subscriptions=subscriptions,
        provider=provider,
        scheduler=scheduler,
        clock=clock,
    )
    if payment is None:
        raise PaymentNotFound
    return payment
