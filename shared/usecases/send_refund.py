"""Ask Paystack for a refund that is stored already, once, and note what it said."""

from shared.domain.errors import Conflict, PaymentNotFound
from shared.domain.money import Money
from shared.domain.money_back import with_answer
from shared.domain.payment import Payment
from shared.domain.refund import Refund
from shared.domain.refund_record import RefundOutcome
from shared.ports import Clock, PaymentStore, Refunds


def send_refund(
    payment: Payment, refund: Refund, *, payments: PaymentStore, refunds: Refunds, clock: Clock
) -> tuple[Payment, RefundOutcome]:
    """Return the payment as it is stored then, and Paystack's answer.

    An answer that never came changes nothing: `follow_refunds` finds the refund in Paystack's list by its note.
    """
    money = Money(refund.amount, payment.money.currency)
    outcome = refunds.refund(payment.reference, money, refund.note)
    while True:
        changed = with_answer(payment, refund.id, outcome, clock.now())
        if changed is payment:
            return payment, outcome
        try:
            return payments.replace_payment(changed), outcome
        except Conflict:  # another refund of the same payment: the answer is noted over what is stored now
            payment = read_again(payment, payments)


def read_again(payment: Payment, payments: PaymentStore) -> Payment:
    """Return what is stored of a payment now; raise PaymentNotFound, though payments are never deleted."""
    stored = payments.get_payment(payment.user_id, payment.id)
    if stored is None:
        raise PaymentNotFound
    return stored
