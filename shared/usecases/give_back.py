"""Whatever is due of giving money back: refunds under way are followed, and a card check is given back by itself."""

from collections.abc import Callable

from shared.domain.alert import AlertKind
from shared.domain.card_check import has_tries_left, is_to_be_given_back
from shared.domain.errors import Conflict, GatewayUnavailable
from shared.domain.money_back import with_refund
from shared.domain.payment import Payment, PaymentStatus, Purpose
from shared.domain.refund import RefundRequest
from shared.domain.refund_record import RefundKind
from shared.ports import Clock, PaymentProvider, Refunds
from shared.usecases.books import Books
from shared.usecases.follow_refunds import follow_refunds
from shared.usecases.send_refund import read_again, send_refund

GiveBack = Callable[[Payment], Payment]
"""`give_back` with its ports filled in."""
_CARD_CHECK = RefundRequest(reason="The payment that proved a card.")


def give_back(
    payment: Payment, *, books: Books, provider: PaymentProvider, refunds: Refunds, clock: Clock
) -> Payment:
    """Return a paid payment with what is due done; without an answer from Paystack it is done later."""
    if payment.look_at is None or clock.now() < payment.look_at:
        return payment
    try:
        if payment.refunds or payment.status is PaymentStatus.REFUND_PENDING or payment.purpose is Purpose.PAYMENT:
            payment = follow_refunds(payment, books=books, provider=provider, refunds=refunds, clock=clock)
        if not is_to_be_given_back(payment):
            return payment
        pending, refund = with_refund(payment, _CARD_CHECK, clock.now())
        stored = books.payments.replace_payment(pending)
    except (GatewayUnavailable, Conflict):  # Conflict: somebody else is at it
        return read_again(payment, books.payments)
    given_back, outcome = send_refund(stored, refund, payments=books.payments, refunds=refunds, clock=clock)
    is_over = outcome.kind is RefundKind.NOT_SENT and not has_tries_left(given_back)
    if outcome.kind is RefundKind.REFUSED or is_over:
        books.alerts.raise_alert(AlertKind.REFUND_NEEDS_ATTENTION, payment.reference)
    return given_back
