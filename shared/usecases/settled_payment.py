"""The paid payment of a reference, whatever was heard of first."""

from shared.domain.errors import GatewayUnavailable, PaymentNotFound
from shared.domain.payment import Payment
from shared.domain.reference import ChargeReference, CheckoutReference, parse_reference
from shared.ports import PaymentFilter, PaymentStore
from shared.usecases.books import Books
from shared.usecases.settle import Settle

_PAGE = 100


def settled_payment(reference: str, *, books: Books, settle: Settle) -> Payment | None:
    """Return the payment, settled first where it is not yet; None for a charge that our books do not count.

    Raise PaymentNotFound when the reference is not one of ours, and GatewayUnavailable while its end is not known.
    """
    named = parse_reference(reference)
    if named is None:
        raise PaymentNotFound
    payment = _stored(named, reference, books.payments)
    if payment is None or not payment.is_settled:
        payment = settle(reference)
    if payment is None and isinstance(named, ChargeReference) and not _is_in_flight(named, books):
        return _stored(named, reference, books.payments)
    if payment is None or not payment.is_settled:
        raise GatewayUnavailable("The payment could not be verified yet.")
    return payment


def _is_in_flight(named: ChargeReference, books: Books) -> bool:
    subscription = books.subscriptions.get_subscription(named.user_id, named.subscription_id)
    return (
        subscription is not None and subscription.in_flight is not None and subscription.in_flight.reference == named
    )


def _stored(named: CheckoutReference | ChargeReference, reference: str, payments: PaymentStore) -> Payment | None:
    if isinstance(named, CheckoutReference):
        payment = payments.get_payment(named.user_id, named.payment_id)
        return payment if payment and payment.reference == reference else None
    before = None
    while True:  # a charge's reference does not tell its payment's id, and is asked for rarely
        wanted = PaymentFilter(subscription_id=named.subscription_id)
        page = payments.list_payments(named.user_id, _PAGE, before, wanted)
        for payment in page.payments:
            if payment.reference == reference:
                return payment
        if (before := page.next_before) is None:
            return None
