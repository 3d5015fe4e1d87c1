"""What of a payment went back, or is about to: its status follows from its refunds and disputes alone.

So it does not matter in which order they are heard of. Functions return the payment as it should be stored next.
"""

from dataclasses import replace

from shared.domain.dispute import DisputeMark, DisputeOutcome
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import SUBUNITS_PER_UNIT, WHOLE_UNITS_ONLY, Money
from shared.domain.payment import Payment, PaymentStatus, Purpose
from shared.domain.refund import (
    LEASE,
    LEAST_REFUND,
    MOST_REFUNDS,
    NOT_SENT,
    Refund,
    RefundRequest,
    RefundStatus,
    matched,
)
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundRecord


def returned(payment: Payment) -> int:
    """Return how much went back to the payer, in subunits, by refunds and by lost disputes."""
    if payment.status is PaymentStatus.REFUNDED:
        return payment.money.subunits  # also where it was refunded before refunds were kept one by one
    went = sum(one.amount for one in payment.refunds if one.status is RefundStatus.PROCESSED)
    return min(payment.money.subunits, went + _lost(payment))


def refundable(payment: Payment) -> int:
    """Return how much of what was taken can still be refunded, in subunits."""
    if not payment.is_paid or payment.status is PaymentStatus.REFUNDED:
        return 0
    held = sum(one.amount for one in payment.refunds if one.holds_money)
    return max(0, payment.money.subunits - held - _lost(payment))


def _lost(payment: Payment) -> int:
    return sum(one.amount for one in payment.disputes if one.outcome is DisputeOutcome.LOST)


def is_disputed(payment: Payment) -> bool:
    """Whether a dispute of it is open."""
    return any(one.outcome is DisputeOutcome.OPEN for one in payment.disputes)


def is_refunding(payment: Payment) -> bool:
    """Whether something is still to come of one of its refunds."""
    return payment.status is PaymentStatus.REFUND_PENDING or any(not one.is_over for one in payment.refunds)


def refund_of(payment: Payment, refund_id: int) -> Refund:
    """Return the payment's refund of this number."""
    return payment.refunds[refund_id - 1]


def earlier_refund(payment: Payment, client_key: str) -> Refund | None:
    """Return the refund that a client's key stands for."""
    return next((one for one in payment.refunds if client_key and one.client_key == client_key), None)


def with_refund(payment: Payment, request: RefundRequest, now: int) -> tuple[Payment, Refund]:
    """Take a refund out of what can be refunded, before Paystack is asked; also return it.

    Raise WrongState when nothing can be refunded now, and InvalidInput for an amount that cannot.
    """
    _check_state(payment)
    left = refundable(payment)
    amount = left if request.amount is None else request.amount
    _check_amount(amount, left, payment.money.currency)
    number = len(payment.refunds) + 1
    refund = Refund(
        number,
        amount,
        now,
        now,
        note=f"{payment.reference}.r{number}",
        reason=request.reason,
        requested_by=request.requested_by,
        client_key=request.client_key,
        body_hash=request.body_hash,
    )
    pending = _with(payment, (*payment.refunds, refund), payment.disputes, now)
    return replace(pending, look_at=now + LEASE), refund


def _check_state(payment: Payment) -> None:
    if not payment.is_paid:
        raise WrongState(f"The payment is {payment.status.value}: only what was paid can be refunded.")
    if is_disputed(payment):
        raise WrongState("The payment is disputed: accept the dispute to give the money back.")
    if refundable(payment) == 0:
        raise WrongState("Nothing of the payment is left to refund.")
    if len(payment.refunds) >= MOST_REFUNDS:
        raise WrongState(f"The payment has {MOST_REFUNDS} refunds: no more can be kept.")


def _check_amount(amount: int, left: int, currency: str) -> None:
    least = LEAST_REFUND.get(currency, 1)
    problem = ""
    if amount > left:
        problem = f"Ensure this value is less than or equal to {Money(left, currency)}, which is left to refund."
    elif amount < least:
        problem = f"Ensure this value is greater than or equal to {Money(least, currency)} for {currency}."
    elif currency in WHOLE_UNITS_ONLY and amount % SUBUNITS_PER_UNIT:
        problem = f"{currency} has no decimal places."
    if problem:
        raise InvalidInput({"amount": [problem]})


def with_answer(payment: Payment, refund_id: int, outcome: RefundOutcome, now: int) -> Payment:
    """Note what Paystack said to a refund, unless its list has told more of it since.

    What was refused gives its amount back, and frees the client's key: there is no refund to repeat.
    """
    refund = refund_of(payment, refund_id)
    if refund.status is not RefundStatus.REQUESTED:
        return payment
    match outcome.kind:
        case RefundKind.ACCEPTED:
            told = refund.recorded(outcome.refund, now) if outcome.refund else _taken_up(refund, now)
        case RefundKind.NOT_SENT:
            told = replace(refund.failed(NOT_SENT, "Paystack could not be asked.", now), client_key="")
        case RefundKind.REFUSED | RefundKind.DONE_BEFORE:
            told = replace(refund.failed(outcome.code or "refused", outcome.text, now), client_key="")
        case _:
            return payment
    refunds = tuple(told if one is refund else one for one in payment.refunds)
    changed = _with(payment, refunds, payment.disputes, now)
    return changed if told.holds_money else replace(changed, look_at=_after_refusal(payment, outcome, now))


def _after_refusal(payment: Payment, outcome: RefundOutcome, now: int) -> int | None:
    """Paystack may have refunds that our books do not: its list is read; a card check is given back all the same."""
    if outcome.kind is not RefundKind.NOT_SENT:
        return now
    return now + LEASE if payment.purpose is Purpose.CARD_CHECK else None


def with_records(payment: Payment, records: tuple[RefundRecord, ...], now: int) -> Payment:
    """Bring the refunds up to date with Paystack's whole list: itself where that is nothing new."""
    return _with(payment, matched(payment.refunds, records, now), payment.disputes, now)


def with_dispute(payment: Payment, mark: DisputeMark, now: int) -> Payment:
    """Note how a dispute stands; one that is over stays as it ended."""
    there = {one.id: one for one in payment.disputes}
    if mark.id in there and there[mark.id].outcome is not DisputeOutcome.OPEN:
        return payment
    ordered = sorted((there | {mark.id: mark}).values(), key=lambda one: one.id)
    return _with(payment, payment.refunds, tuple(ordered), now)


def _taken_up(refund: Refund, now: int) -> Refund:
    return replace(refund, status=RefundStatus.PENDING, updated_at=now)


def _with(payment: Payment, refunds: tuple[Refund, ...], disputes: tuple[DisputeMark, ...], now: int) -> Payment:
    is_news = (refunds, disputes) != (payment.refunds, payment.disputes)
    if not is_news and payment.look_at is not None and payment.look_at > now:
        return payment
    looks = [at for one in refunds if (at := one.look_at(now)) is not None]
    if payment.purpose is Purpose.CARD_CHECK and not refunds and payment.look_at is not None:
        looks.append(payment.look_at)  # it is still to be given back
    changed = replace(payment, refunds=refunds, disputes=disputes, look_at=min(looks, default=None))
    is_derived = is_news or payment.status is PaymentStatus.REFUND_PENDING
    return replace(changed, status=_status(changed)) if is_derived else changed


def _status(payment: Payment) -> PaymentStatus:
    """What follows from its refunds and disputes; the most urgent where several do."""
    if is_disputed(payment):
        return PaymentStatus.DISPUTED
    if any(not one.is_over for one in payment.refunds):
        return PaymentStatus.REFUND_PENDING
    back = returned(replace(payment, status=PaymentStatus.SUCCESS))
    if back < payment.money.subunits:
        return PaymentStatus.PARTIALLY_REFUNDED if back else PaymentStatus.SUCCESS
    return PaymentStatus.REVERSED if _lost(payment) else PaymentStatus.REFUNDED
