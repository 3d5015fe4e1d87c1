"""Bring the refunds of a charge up to date: for events, for reconciliation, and for people."""

from collections.abc import Callable

from shared.domain.payment import Payment
from shared.ports import Clock, PaymentProvider, Refunds
from shared.usecases.books import Books
from shared.usecases.follow_refunds import follow_refunds
from shared.usecases.settle import Settle
from shared.usecases.settled_payment import settled_payment

RefreshRefunds = Callable[[str], Payment | None]
"""`refresh_refunds` with its ports filled in."""


def refresh_refunds(
    reference: str,
    *,
    books: Books,
    provider: PaymentProvider,
    refunds: Refunds,
    settle: Settle,
    clock: Clock,
) -> Payment | None:
    """Return the charge's payment with every refund that Paystack has; None for one that our books do not count.

    Raise PaymentNotFound when the reference is not one of ours, and GatewayUnavailable when Paystack does not tell,
    so that whoever told us tells us again.
    """
    payment = settled_payment(reference, books=books, settle=settle)
    if payment is None or not payment.is_paid:
        return payment
    return follow_refunds(payment, books=books, provider=provider, refunds=refunds, clock=clock)
