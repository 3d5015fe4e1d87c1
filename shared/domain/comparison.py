"""Compare one charge or refund of Paystack's books with ours."""

from shared.domain.difference import DifferenceKind
from shared.domain.payment import Payment, PaymentStatus
from shared.domain.reference import ChargeReference, parse_reference
from shared.domain.refund import Refund
from shared.domain.refund_record import RefundRecord, RefundState
from shared.domain.transaction import Outcome, OutcomeKind, Transaction


def compare(ours: Payment | None, outcome: Outcome) -> DifferenceKind | None:
    """Return in what a charge of Paystack's and our payment of its reference differ, None where they agree.

    That money is not taken yet, here or there, is no difference: what is pending is asked about by itself. A charge
    that nobody has paid is no orphan.
    """
    transaction = outcome.transaction if outcome.kind is OutcomeKind.SUCCEEDED else None
    if transaction is None:
        return DifferenceKind.STATE if ours is not None and ours.is_settled else None
    if ours is None:
        return DifferenceKind.ORPHAN
    return _of_money(ours, transaction) or _of_state(ours, transaction)


def _of_money(ours: Payment, theirs: Transaction) -> DifferenceKind | None:
    if theirs.currency != ours.money.currency:
        return DifferenceKind.CURRENCY
    if not theirs.covers(ours.reference, ours.money):
        return DifferenceKind.AMOUNT
    return None if _has_right_fees(ours, theirs) else DifferenceKind.FEES


def _has_right_fees(ours: Payment, theirs: Transaction) -> bool:
    """Whether the fees are those we were told of, and all that was taken beyond the price."""
    if theirs.fees is not None and not 0 <= theirs.fees <= theirs.amount:
        return False
    if None not in {ours.fees, theirs.fees} and ours.fees != theirs.fees:
        return False
    return theirs.amount - ours.money.subunits in {0, theirs.fees}


def _of_state(ours: Payment, theirs: Transaction) -> DifferenceKind | None:
    is_given_back = theirs.is_reversed or theirs.is_reversal_pending
    if not ours.is_settled:
        is_attempt = isinstance(parse_reference(ours.reference), ChargeReference)
        is_late = is_attempt and ours.status is PaymentStatus.FAILED
        return DifferenceKind.LATE if is_late else DifferenceKind.MISSED
    match ours.status:
        case PaymentStatus.QUARANTINED:
            return DifferenceKind.STATE
        case PaymentStatus.SUCCESS if is_given_back:
            return DifferenceKind.MISSED_REFUND
        case PaymentStatus.REFUNDED if not is_given_back:
            return DifferenceKind.STATE
    return None


def compare_refund(ours: Payment | None, refund: RefundRecord) -> DifferenceKind | None:
    """Return in what a refund of Paystack's and our payment of its charge differ, None where they agree.

    How far one is that has no end yet is no difference: it is followed by itself.
    """
    if ours is None:
        return DifferenceKind.ORPHAN_REFUND
    known = known_refund(ours, refund)
    if known is None:
        return (
            None if refund.state is RefundState.FAILED or _is_counted(ours, refund) else DifferenceKind.MISSED_REFUND
        )
    if known.amount != refund.amount:
        return DifferenceKind.AMOUNT
    is_over_in_both = known.is_over and refund.state.is_over
    return DifferenceKind.STATE if is_over_in_both and known.status.value != refund.state.value else None


def known_refund(ours: Payment, refund: RefundRecord) -> Refund | None:
    """Return our payment's refund that Paystack has under this number, or under the name we gave it."""
    by_number = next((one for one in ours.refunds if one.paystack_id == refund.id), None)
    unnumbered = [one for one in ours.refunds if one.note and one.paystack_id is None]
    return by_number or next((one for one in unnumbered if one.note == refund.note.strip()), None)


def _is_counted(ours: Payment, refund: RefundRecord) -> bool:
    """Whether our books have it in another way: with its dispute, or from before refunds were kept one by one."""
    if refund.dispute_id is not None:
        return any(mark.id == refund.dispute_id for mark in ours.disputes)
    return ours.status is PaymentStatus.REFUNDED and not ours.refunds


def is_behind(ours: Payment, refund: RefundRecord) -> bool:
    """Whether reading Paystack's list would change our payment's refunds."""
    if refund.dispute_id is not None:
        return False
    known = known_refund(ours, refund)
    return known is None or known.recorded(refund, refund.created_at) is not known
