"""Give a payment, or a part of it, back to its payer.

The refund is taken out of what is left of the payment, in one conditional write, before Paystack is asked. So however
many ask at once, no more than was taken is ever asked for.
"""

from shared.domain.errors import (
    Conflict,
    GatewayRefused,
    GatewayUnavailable,
    IdempotencyKeyReused,
    PaymentNotFound,
)
from shared.domain.money_back import earlier_refund, refund_of, with_refund
from shared.domain.payment import Payment
from shared.domain.refund import Refund, RefundRequest
from shared.domain.refund_record import RefundKind
from shared.ports import Clock, PaymentStore, Refunds
from shared.usecases.send_refund import send_refund


def refund_payment(
    user_id: str, payment_id: int, request: RefundRequest, *, payments: PaymentStore, refunds: Refunds, clock: Clock
) -> tuple[Payment, Refund]:
    """Return the payment and its refund: `requested` where Paystack did not say what became of it.

    With a client's key that has a refund already, that one is returned as it stands now.
    Raise PaymentNotFound, IdempotencyKeyReused, WrongState, InvalidInput for the amount; GatewayRefused with
    Paystack's reason and GatewayUnavailable when it could not be asked: nothing is refunded then, and the same
    request starts anew.
    """
    while True:
        payment = payments.get_payment(user_id, payment_id)
        if payment is None:
            raise PaymentNotFound
        if earlier := earlier_refund(payment, request.client_key):
            return payment, _same(earlier, request)
        pending, refund = with_refund(payment, request, clock.now())
        try:
            stored = payments.replace_payment(pending)
        except Conflict:  # another refund was faster: what is left is counted again
            continue
        payment, outcome = send_refund(stored, refund, payments=payments, refunds=refunds, clock=clock)
        if outcome.kind in {RefundKind.REFUSED, RefundKind.DONE_BEFORE}:
            raise GatewayRefused(f"Paystack refused the refund: {outcome.text}")
        if outcome.kind is RefundKind.NOT_SENT:
            raise GatewayUnavailable("Paystack could not be asked for the refund. Try again.")
        return payment, refund_of(payment, refund.id)


def _same(earlier: Refund, request: RefundRequest) -> Refund:
    if earlier.body_hash != request.body_hash:
        raise IdempotencyKeyReused
    return earlier
