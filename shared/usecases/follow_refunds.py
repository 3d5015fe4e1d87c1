"""Bring a payment's refunds up to date with Paystack's list of them: the one way in which a refund moves on."""

from dataclasses import replace

from shared.domain.alert import AlertKind
from shared.domain.card_check import is_to_be_given_back
from shared.domain.errors import Conflict, GatewayUnavailable
from shared.domain.money_back import with_records
from shared.domain.payment import Payment
from shared.domain.refund import LEASE, UNTRACED_TOO_LONG, Refund, RefundStatus
from shared.ports import Clock, PaymentProvider, Refunds
from shared.usecases.books import Books
from shared.usecases.send_refund import read_again

_FOR_PEOPLE = frozenset({RefundStatus.FAILED, RefundStatus.NEEDS_ATTENTION})


def follow_refunds(
    payment: Payment, *, books: Books, provider: PaymentProvider, refunds: Refunds, clock: Clock
) -> Payment:
    """Return the payment as it is stored then; refunds that we never asked for are in it.

    The list is read after the payment, and stored over that version alone: what is older never replaces what is
    newer. Raise GatewayUnavailable when Paystack does not tell; what is due is then looked at again in minutes.
    """
    while True:
        now = clock.now()
        try:
            numbered = _numbered(payment, provider)
            records = refunds.fetch_refunds_of(numbered.transaction_id or 0)
        except GatewayUnavailable:
            _put_off(payment, books, now)
            raise
        changed = with_records(numbered, records, now)
        _tell_people(payment, changed, books, now)
        if changed == payment:
            return payment
        try:
            return books.payments.replace_payment(changed)
        except Conflict:
            payment = read_again(payment, books.payments)


def _numbered(payment: Payment, provider: PaymentProvider) -> Payment:
    """Return the payment with Paystack's number of it, by which alone its refunds are listed."""
    if payment.transaction_id is not None:
        return payment
    transaction = provider.verify(payment.reference).transaction
    if transaction is None or transaction.id is None:
        raise GatewayUnavailable("Paystack did not say which refunds there are. Try again.")
    return replace(payment, transaction_id=transaction.id)


def _put_off(payment: Payment, books: Books, now: int) -> None:
    """So that what cannot be answered does not keep the sweep from what can."""
    if payment.look_at is not None and payment.look_at <= now:
        try:
            books.payments.replace_payment(replace(payment, look_at=now + LEASE))
        except Conflict:
            return  # somebody else is at it


def _tell_people(before: Payment, after: Payment, books: Books, now: int) -> None:
    """Tell people, before it is stored, of what does not come right by itself."""
    known = {one.id: one.status for one in before.refunds}
    if not is_to_be_given_back(after) and any(_is_for_people(one, known.get(one.id), now) for one in after.refunds):
        books.alerts.raise_alert(AlertKind.REFUND_NEEDS_ATTENTION, after.reference)


def _is_for_people(refund: Refund, before: RefundStatus | None, now: int) -> bool:
    if refund.status is RefundStatus.REQUESTED:
        return now - refund.created_at >= UNTRACED_TOO_LONG
    return refund.status in _FOR_PEOPLE and refund.status is not before
