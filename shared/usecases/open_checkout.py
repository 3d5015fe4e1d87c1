"""Open a checkout at Paystack for a payment that is stored already."""

from dataclasses import replace

from shared.domain.errors import GatewayError, GatewayTimeout
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.transaction import CheckoutRequest
from shared.ports import PaymentProvider, PaymentStore


def open_checkout(
    payment: Payment, request: CheckoutRequest, *, payments: PaymentStore, provider: PaymentProvider
) -> Payment:
    """Return the payment with the address where its customer pays.

    Raise GatewayError when Paystack opened none: the payment is then stored as failed, or, after a timeout, pending.
    """
    try:
        checkout = provider.initialize(request)
    except GatewayTimeout:  # it may exist at Paystack, but nobody has its address: the sweep gives it up
        raise
    except GatewayError as error:
        failed = payment.moved_to(PaymentStatus.FAILED)
        payments.replace_payment(replace(failed, failure_code=error.code, failure_text=error.detail))
        raise
    return payments.replace_payment(
        replace(payment, access_code=checkout.access_code, authorization_url=checkout.authorization_url)
    )
