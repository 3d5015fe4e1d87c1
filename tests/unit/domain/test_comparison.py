"""In what a charge or refund of Paystack's and our payment differ."""

from dataclasses import replace

import pytest

from shared.domain.comparison import compare, compare_refund, is_behind
from shared.domain.difference import DifferenceKind, Figures, figures_told
from shared.domain.dispute import DisputeMark, DisputeOutcome
from shared.domain.payment import PaymentStatus
from shared.domain.reconciliation import Counts, with_refunds
from shared.domain.refund import Refund, RefundStatus
from shared.domain.refund_record import RefundRecord, RefundState
from shared.domain.transaction import Outcome, OutcomeKind
from tests.support.builders import NOW, a_payment, a_transaction

PAID = a_payment(status=PaymentStatus.SUCCESS, fees=900)
RECORD = RefundRecord(6, 5, 10_000, "NGN", RefundState.PROCESSED, NOW, note="ours")
REFUND = Refund(1, 10_000, NOW, NOW, RefundStatus.PROCESSED, note="ours", paystack_id=6)


def taken(**over):
    return Outcome(OutcomeKind.SUCCEEDED, a_transaction(**({"fees": 900} | over)))


@pytest.mark.parametrize("kind", [one for one in OutcomeKind if one is not OutcomeKind.SUCCEEDED])
def test_what_paystack_did_not_take_differs_from_what_we_have_as_taken_alone(kind):
    assert compare(PAID, Outcome(kind)) is DifferenceKind.STATE
    assert compare(a_payment(), Outcome(kind)) is None
    assert compare(None, Outcome(kind)) is None


@pytest.mark.parametrize(
    ("status", "over", "kind"),
    [
        (PaymentStatus.SUCCESS, {}, None),
        (PaymentStatus.SUCCESS, {"is_reversed": True}, DifferenceKind.MISSED_REFUND),
        (PaymentStatus.SUCCESS, {"is_reversal_pending": True}, DifferenceKind.MISSED_REFUND),
        (PaymentStatus.PARTIALLY_REFUNDED, {"is_reversed": True}, None),
        (PaymentStatus.REFUNDED, {"is_reversed": True}, None),
        (PaymentStatus.REFUNDED, {}, DifferenceKind.STATE),
        (PaymentStatus.QUARANTINED, {}, DifferenceKind.STATE),
        (PaymentStatus.PENDING, {}, DifferenceKind.MISSED),
        (PaymentStatus.FAILED, {}, DifferenceKind.MISSED),
    ],
)
def test_states(status, over, kind):
    assert compare(replace(PAID, status=status), taken(**over)) is kind


@pytest.mark.parametrize(
    ("fees", "over", "kind"),
    [
        (900, {"fees": 901}, DifferenceKind.FEES),
        (None, {"fees": 901}, None),
        (900, {"fees": None}, None),
        (None, {"fees": -1}, DifferenceKind.FEES),
        (None, {"fees": PAID.money.subunits + 1}, DifferenceKind.FEES),
        (900, {"amount": PAID.money.subunits + 900}, None),
        (900, {"amount": PAID.money.subunits + 899}, DifferenceKind.FEES),
    ],
)
def test_fees_are_those_that_were_told_and_all_that_was_taken_beyond_the_price(fees, over, kind):
    assert compare(replace(PAID, fees=fees), taken(**over)) is kind


@pytest.mark.parametrize(
    ("refunds", "over", "kind"),
    [
        ((REFUND,), {}, None),
        ((), {}, DifferenceKind.MISSED_REFUND),
        ((), {"state": RefundState.FAILED}, None),
        ((replace(REFUND, paystack_id=None, status=RefundStatus.REQUESTED),), {}, None),
        ((replace(REFUND, note="another's", paystack_id=None),), {}, DifferenceKind.MISSED_REFUND),
        ((REFUND,), {"amount": 9_999}, DifferenceKind.AMOUNT),
        ((REFUND,), {"state": RefundState.FAILED}, DifferenceKind.STATE),
        ((REFUND,), {"state": RefundState.PENDING}, None),
    ],
)
def test_refunds(refunds, over, kind):
    payment = replace(PAID, status=PaymentStatus.PARTIALLY_REFUNDED, refunds=refunds)
    assert compare_refund(payment, replace(RECORD, **over)) is kind


def test_a_refund_of_a_payment_from_before_refunds_were_kept_is_known():
    assert compare_refund(replace(PAID, status=PaymentStatus.REFUNDED), RECORD) is None
    assert compare_refund(None, RECORD) is DifferenceKind.ORPHAN_REFUND


def test_a_refund_that_settled_a_dispute_belongs_to_it():
    settled = replace(RECORD, dispute_id=7)
    disputed = replace(PAID, disputes=(DisputeMark(7, 10_000, DisputeOutcome.LOST),))

    assert compare_refund(disputed, settled) is None
    assert compare_refund(PAID, settled) is DifferenceKind.MISSED_REFUND
    assert not is_behind(PAID, settled)


def test_our_refunds_are_behind_while_paystack_has_more_of_one():
    assert is_behind(PAID, RECORD)
    assert not is_behind(replace(PAID, refunds=(REFUND,)), RECORD)
    assert is_behind(replace(PAID, refunds=(replace(REFUND, status=RefundStatus.PENDING),)), RECORD)


def test_paystacks_figures_are_the_charges_own_where_it_tells_them():
    assert figures_told(5, "NGN", Outcome(OutcomeKind.DECLINED)) == Figures(5, "NGN", state="declined")
    assert figures_told(5, "NGN", taken(is_reversed=True)).state == "reversed"
    assert figures_told(5, "NGN", taken(is_reversal_pending=True)).state == "reversal_pending"


def test_a_refund_that_failed_is_counted_and_gave_nothing_back():
    assert with_refunds(Counts(), (RECORD, replace(RECORD, state=RefundState.FAILED))).refunded == {"NGN": 10_000}
