"""Show a customer one of their payments, as Paystack has it now."""

from shared.domain.errors import PaymentNotFound
from shared.domain.payment import Payment, PaymentStatus
from shared.ports import Clock, PaymentProvider, PaymentStore, Scheduler, SubscriptionStore
from shared.usecases.settle import settle


def get_payment(
    user_id: str,
    payment_id: int,
    *,
    payments: PaymentStore,
    subscriptions: SubscriptionStore,
    provider: PaymentProvider,
    scheduler: Scheduler,
    clock: Clock,
) -> Payment:
    """Return the caller's payment, a pending one settled first; raise PaymentNotFound for any other."""
    payment = payments.get_payment(user_id, payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.status is not PaymentStatus.PENDING:
        return payment
    settled = settle(
        payment.reference,
        payments=payments,
        subscriptions=subscriptions,
        provider=provider,
        scheduler=scheduler,
        clock=clock,
    )
    return settled or payment
