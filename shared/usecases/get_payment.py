"""Show a customer one of their payments, as Paystack has it now."""

from shared.domain.errors import PaymentNotFound
from shared.domain.payment import Payment, PaymentStatus
from shared.ports import PaymentStore
from shared.usecases.settle import Settle

_WORTH_ASKING = frozenset({PaymentStatus.PENDING, PaymentStatus.ABANDONED})
"""An abandoned checkout may have been paid since, and nothing else of ours looks at it any more."""


def get_payment(
    user_id: str,
    payment_id: int,
    *,
    payments: PaymentStore,
    settle: Settle,
) -> Payment:
    """Return the caller's payment, an unpaid one settled first; raise PaymentNotFound for any other."""
    payment = payments.get_payment(user_id, payment_id)
    if payment is None:
        raise PaymentNotFound
    if payment.status not in _WORTH_ASKING:
        return payment
    return settle(payment.reference) or payment
