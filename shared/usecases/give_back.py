"""Give a card check back: the small amount that proved a card, refunded by itself, once.

Paystack has no idempotency on refunds, but never gives back more than was taken: a whole refund that is sent twice is
refused the second time. So what is unknown is asked about first and then sent again, and nothing is doubled.
"""

from shared.domain.alert import AlertKind
from shared.domain.card_check import (
    has_refunds_left,
    is_being_refunded,
    refund_asked,
    refund_awaited,
    refund_given_up,
    refunded,
)
from shared.domain.errors import Conflict
from shared.domain.payment import Payment
from shared.domain.transaction import Outcome, OutcomeKind, RefundKind
from shared.ports import PaymentProvider
from shared.usecases.books import Books


def give_back(payment: Payment, *, books: Books, provider: PaymentProvider, now: int) -> Payment:
    """Return the payment with its refund a step further; Paystack's verify decides which step.

    The intent is stored before the call, so that nobody else sends it meanwhile.
    """
    if is_being_refunded(payment, now):
        return payment
    outcome = provider.verify(payment.reference)
    try:
        return _next_step(payment, outcome, books, provider, now)
    except Conflict:  # somebody else is at it
        return books.payments.get_payment(payment.user_id, payment.id) or payment


def _next_step(payment: Payment, outcome: Outcome, books: Books, provider: PaymentProvider, now: int) -> Payment:
    transaction = outcome.transaction
    if transaction is not None and transaction.is_reversed:
        return books.payments.replace_payment(refunded(payment))
    is_taken_up = transaction is not None and transaction.is_reversal_pending
    if is_taken_up or outcome.kind is not OutcomeKind.SUCCEEDED:
        return books.payments.replace_payment(refund_awaited(payment, outcome, now))
    if not has_refunds_left(payment):
        return _give_up(payment, books)
    return _ask(books.payments.replace_payment(refund_asked(payment, now)), outcome, books, provider, now)


def _ask(payment: Payment, outcome: Outcome, books: Books, provider: PaymentProvider, now: int) -> Payment:
    match provider.refund(payment.reference).kind:
        case RefundKind.ACCEPTED:
            return books.payments.replace_payment(refund_awaited(payment, outcome, now))
        case RefundKind.DONE_BEFORE:
            return books.payments.replace_payment(refunded(payment))
        case RefundKind.REFUSED:
            return _give_up(payment, books)
        case _:
            return payment  # it is asked about again when its lease is over


def _give_up(payment: Payment, books: Books) -> Payment:
    books.alerts.raise_alert(AlertKind.REFUND_REFUSED, payment.reference)
    return books.payments.replace_payment(refund_given_up(payment))
