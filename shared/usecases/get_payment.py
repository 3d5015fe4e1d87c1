"""Show a customer one of their payments, as Paystack has it now."""

from contextlib import suppress

from shared.domain.errors import Conflict, GatewayUnavailable, PaymentNotFound
from shared.domain.payment import Payment
from shared.ports import PaymentStore
from shared.usecases.settle import Settle


def get_payment(
    user_id: str,
    payment_id: int,
    *,
    payments: PaymentStore,
    settle: Settle,
) -> Payment:
    """Return the caller's payment, settled first while it may still become paid; raise PaymentNotFound otherwise."""
    payment = payments.get_payment(user_id, payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.is_final:
        return payment
    with suppress(GatewayUnavailable, Conflict):  # nothing new to be known now: what is stored is shown
        return settle(payment.reference) or payment
    return payment
