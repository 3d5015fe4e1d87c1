"""Refunds: the fake answers as the adapter does on the simulator."""

import pytest

from shared.domain.errors import GatewayUnavailable
from shared.domain.money import Money
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundState
from shared.domain.transaction import OutcomeKind
from tests.contract.ports.sides_of_paystack import CHARGE, CHECKOUT, number_of, open_checkout
from tests.support.builders import PRICE

PART = Money(200_000, "NGN")
"""Of 500,000."""


def test_a_whole_charge_is_given_back_and_still_was_one(paystack, card):
    assert paystack.refunds.refund(CHECKOUT).kind is RefundKind.ACCEPTED
    outcome = paystack.provider.verify(CHECKOUT)
    assert outcome.kind is OutcomeKind.SUCCEEDED
    assert (outcome.transaction.is_reversed, outcome.transaction.is_reversal_pending) == (False, True)


def test_a_whole_charge_is_given_back_once(paystack, card):
    paystack.refunds.refund(CHECKOUT)
    again = paystack.refunds.refund(CHECKOUT)
    assert (again.kind, again.code) == (RefundKind.DONE_BEFORE, "transaction_reversed")


@pytest.mark.parametrize("reference", [CHECKOUT, CHARGE], ids=["unpaid", "unknown"])
def test_what_was_not_paid_is_not_given_back(paystack, reference):
    open_checkout(paystack)
    assert paystack.refunds.refund(reference).kind is RefundKind.REFUSED
    assert paystack.refunds.refund(reference, PART, "ours").kind is RefundKind.REFUSED


def test_a_refund_without_an_answer_is_unknown_though_verify_and_the_list_tell(paystack, card):
    paystack.lose_next_answer("refund")
    assert paystack.refunds.refund(CHECKOUT, PART, "ours") == RefundOutcome(RefundKind.UNKNOWN)
    assert paystack.provider.verify(CHECKOUT).transaction.is_reversal_pending
    (refund,) = paystack.refunds.fetch_refunds_of(number_of(paystack, CHECKOUT))
    assert (refund.note, refund.amount, refund.state) == ("ours", PART.subunits, RefundState.PENDING)


def test_a_part_is_told_in_full(paystack, card):
    outcome = paystack.refunds.refund(CHECKOUT, PART, "ours")
    refund = outcome.refund
    assert (outcome.kind, refund.note, refund.reference) == (RefundKind.ACCEPTED, "ours", CHECKOUT)
    assert (refund.amount, refund.currency, refund.state) == (PART.subunits, "NGN", RefundState.PENDING)
    assert (refund.transaction_id, refund.dispute_id) == (number_of(paystack, CHECKOUT), None)
    assert abs(refund.created_at - paystack.now()) <= 5
    assert refund.id > 2**32
    assert paystack.refunds.fetch_refund(refund.id) == refund
    assert paystack.refunds.fetch_refunds_of(refund.transaction_id) == (refund,)


def test_parts_that_are_alike_are_told_apart_by_their_notes_newest_first(paystack, card):
    first, second = (paystack.refunds.refund(CHECKOUT, PART, note).refund for note in ("a", "b"))
    assert [one.note for one in paystack.refunds.fetch_refunds_of(first.transaction_id)] == ["b", "a"]
    assert first.id != second.id


@pytest.mark.parametrize(
    "money",
    [Money(300_001, "NGN"), Money(4_999, "NGN"), Money(200_000, "GHS"), PRICE],
    ids=["too much", "too little", "other currency", "all of it"],
)
def test_more_than_is_left_and_less_than_the_least_are_refused(paystack, card, money):
    paystack.refunds.refund(CHECKOUT, PART, "a")
    assert paystack.refunds.refund(CHECKOUT, money, "b").kind is RefundKind.REFUSED
    assert paystack.refunds.refund(CHECKOUT).kind is RefundKind.REFUSED
    assert len(paystack.refunds.fetch_refunds_of(number_of(paystack, CHECKOUT))) == 1


def test_parts_that_make_a_whole_leave_nothing(paystack, card):
    for money in (PART, Money(300_000, "NGN")):
        assert paystack.refunds.refund(CHECKOUT, money).kind is RefundKind.ACCEPTED
    assert paystack.refunds.refund(CHECKOUT, PART).kind is RefundKind.DONE_BEFORE


@pytest.mark.parametrize(
    ("state", "is_reversed", "is_pending"),
    [
        (RefundState.PROCESSED, True, False),
        (RefundState.FAILED, False, False),
        (RefundState.NEEDS_ATTENTION, False, True),
    ],
)
def test_a_refund_comes_to_an_end_and_its_charge_follows(paystack, card, state, is_reversed, is_pending):
    refund = paystack.refunds.refund(CHECKOUT, PART, "a").refund
    paystack.end_refunds(CHECKOUT, state)
    assert paystack.refunds.fetch_refund(refund.id).state is state
    transaction = paystack.provider.verify(CHECKOUT).transaction
    assert (transaction.is_reversed, transaction.is_reversal_pending) == (is_reversed, is_pending)


def test_what_failed_can_be_given_back_after_all(paystack, card):
    paystack.refunds.refund(CHECKOUT)
    paystack.end_refunds(CHECKOUT, RefundState.FAILED)
    assert paystack.refunds.refund(CHECKOUT).kind is RefundKind.ACCEPTED


def test_there_is_nothing_under_a_number_of_nobody(paystack, card):
    assert paystack.refunds.fetch_refund(7) is None
    assert paystack.refunds.fetch_refunds_of(7) == ()
    assert paystack.refunds.fetch_refunds_of(number_of(paystack, CHECKOUT)) == ()


@pytest.mark.parametrize("method", ["fetch_refund", "fetch_refunds_of"])
def test_without_an_answer_nothing_is_said_of_refunds(paystack, card, method):
    paystack.fail_next(method)
    with pytest.raises(GatewayUnavailable):
        getattr(paystack.refunds, method)(7)


def test_more_refunds_than_a_page_holds_are_all_found(paystack, card):
    paystack.plant("big", Money(150 * 5_000, "NGN"))
    notes = [f"part-{number}" for number in range(101)]
    for note in notes:
        paystack.refunds.refund("big", Money(5_000, "NGN"), note)
    found = paystack.refunds.fetch_refunds_of(number_of(paystack, "big"))
    assert [one.note for one in found] == notes[::-1]
