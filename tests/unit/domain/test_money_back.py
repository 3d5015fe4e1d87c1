"""What of a payment went back, and the status that follows from it."""

from dataclasses import replace
from functools import reduce

import pytest

from shared.domain.dispute import DisputeMark, DisputeOutcome
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.money_back import (
    earlier_refund,
    is_refunding,
    refundable,
    returned,
    with_answer,
    with_dispute,
    with_records,
    with_refund,
)
from shared.domain.payment import PaymentStatus, Purpose
from shared.domain.refund import DAY, LEASE, MOST_REFUNDS, Refund, RefundRequest, RefundStatus
from shared.domain.refund_record import RefundKind, RefundOutcome, RefundRecord, RefundState
from tests.support.builders import NOW, PRICE, a_payment

P, S = PaymentStatus, RefundStatus
OPEN, WON, LOST = DisputeOutcome
PAID = a_payment(status=P.SUCCESS, look_at=None, transaction_id=5)


def refunds(*pairs):
    return tuple(Refund(number, amount, NOW, NOW, status) for number, (status, amount) in enumerate(pairs, 1))


def a_record(refund, **over):
    given = {"id": 70 + refund.id, "transaction_id": 5, "amount": refund.amount, "currency": "NGN"}
    return RefundRecord(**given | {"state": RefundState.PENDING, "created_at": NOW, "note": refund.note} | over)


def asked(payment=PAID, now=NOW, **request):
    return with_refund(payment, RefundRequest(**request), now)


class TestAsked:
    def test_it_is_taken_out_of_what_is_left_before_anything_is_sent(self):
        payment, refund = asked(
            amount=200_000, reason="Broken", requested_by="staff", client_key="key", body_hash="hash"
        )
        assert (payment.status, payment.look_at, payment.refunds) == (P.REFUND_PENDING, NOW + LEASE, (refund,))
        assert refund == Refund(
            1, 200_000, NOW, NOW, S.REQUESTED, f"{PAID.reference}.r1", None, "Broken", "staff", "key", "hash"
        )
        assert (refundable(PAID), refundable(payment), returned(payment)) == (500_000, 300_000, 0)

    def test_without_an_amount_it_is_all_that_is_left(self):
        payment, _ = asked(amount=200_000)
        payment, second = asked(payment)
        assert (second.id, second.note, second.amount) == (2, f"{PAID.reference}.r2", 300_000)
        assert refundable(payment) == 0

    @pytest.mark.parametrize(
        ("currency", "amount", "words"),
        [
            ("NGN", 500_001, "Ensure this value is less than or equal to 5000.00, which is left to refund."),
            ("NGN", 4_999, "Ensure this value is greater than or equal to 50.00 for NGN."),
            ("GHS", 99, "Ensure this value is greater than or equal to 1.00 for GHS."),
            ("KES", 0, "Ensure this value is greater than or equal to 0.01 for KES."),
            ("XOF", 150, "XOF has no decimal places."),
        ],
    )
    def test_an_amount_that_cannot_be_is_named(self, currency, amount, words):
        with pytest.raises(InvalidInput) as refused:
            asked(replace(PAID, money=Money(500_000, currency)), amount=amount)
        assert refused.value.fields == {"amount": [words]}

    @pytest.mark.parametrize(("currency", "amount"), [("NGN", 5_000), ("GHS", 100), ("KES", 1), ("XOF", 200)])
    def test_the_least_is_enough(self, currency, amount):
        assert asked(replace(PAID, money=Money(500_000, currency)), amount=amount)[1].amount == amount

    @pytest.mark.parametrize(
        ("over", "words"),
        [
            ({"status": P.PENDING}, "The payment is pending: only what was paid can be refunded."),
            ({"status": P.QUARANTINED}, "The payment is quarantined: only what was paid can be refunded."),
            ({"status": P.REFUNDED}, "Nothing of the payment is left to refund."),
            ({"refunds": refunds((S.REQUESTED, 500_000))}, "Nothing of the payment is left to refund."),
            (
                {"disputes": (DisputeMark(1, 5_000),)},
                "The payment is disputed: accept the dispute to give the money back.",
            ),
            (
                {"refunds": refunds(*[(S.FAILED, 5_000)] * MOST_REFUNDS)},
                "The payment has 100 refunds: no more can be kept.",
            ),
        ],
    )
    def test_a_payment_of_which_nothing_can_be_refunded_says_why(self, over, words):
        with pytest.raises(WrongState, match=words):
            asked(replace(PAID, **over))

    def test_a_client_s_key_finds_its_refund(self):
        payment, refund = asked(amount=5_000, client_key="one")
        payment, _ = asked(payment, amount=5_000)
        assert earlier_refund(payment, "one") == refund
        assert earlier_refund(payment, "two") is None
        assert earlier_refund(payment, "") is None


class TestAnswered:
    def test_accepted_it_is_as_paystack_has_it(self):
        payment, refund = asked(amount=200_000)
        told = with_answer(payment, 1, RefundOutcome(RefundKind.ACCEPTED, refund=a_record(refund)), NOW + 1)
        assert (told.refunds[0].status, told.refunds[0].paystack_id) == (S.PENDING, 71)
        assert (told.status, told.look_at) == (P.REFUND_PENDING, NOW + 1 + DAY)

    def test_accepted_without_saying_more_it_is_pending(self):
        payment, _ = asked()
        told = with_answer(payment, 1, RefundOutcome(RefundKind.ACCEPTED), NOW + 1)
        assert (told.refunds[0].status, told.refunds[0].updated_at) == (S.PENDING, NOW + 1)

    @pytest.mark.parametrize("kind", [RefundKind.REFUSED, RefundKind.DONE_BEFORE])
    def test_refused_it_gives_the_money_and_the_key_back_and_the_list_is_read(self, kind):
        payment, _ = asked(client_key="key")
        told = with_answer(payment, 1, RefundOutcome(kind, "insufficient_balance", "Top up."), NOW + 1)
        (refund,) = told.refunds
        assert (refund.status, refund.failure_code, refund.failure_text) == (
            S.FAILED,
            "insufficient_balance",
            "Top up.",
        )
        assert (refund.client_key, refundable(told)) == ("", 500_000)
        assert (told.status, told.look_at) == (P.SUCCESS, NOW + 1)

    def test_refused_without_a_code_it_says_so(self):
        payment, _ = asked()
        assert with_answer(payment, 1, RefundOutcome(RefundKind.REFUSED), NOW).refunds[0].failure_code == "refused"

    @pytest.mark.parametrize(("purpose", "look_at"), [(Purpose.PAYMENT, None), (Purpose.CARD_CHECK, NOW + LEASE)])
    def test_never_sent_it_is_as_if_nobody_had_asked_and_a_card_check_is_tried_again(self, purpose, look_at):
        payment, _ = asked(replace(PAID, purpose=purpose), client_key="key")
        told = with_answer(payment, 1, RefundOutcome(RefundKind.NOT_SENT), NOW)
        assert (told.status, told.look_at, refundable(told)) == (P.SUCCESS, look_at, 500_000)
        assert (told.refunds[0].failure_code, told.refunds[0].client_key) == ("not_sent", "")

    def test_without_an_answer_it_stays_as_it_was(self):
        payment, _ = asked()
        assert with_answer(payment, 1, RefundOutcome(RefundKind.UNKNOWN), NOW + 1) is payment

    @pytest.mark.parametrize("kind", RefundKind)
    def test_what_the_list_has_told_since_stands(self, kind):
        payment, refund = asked()
        listed = with_records(payment, (a_record(refund, state=RefundState.PROCESSED),), NOW + 1)
        assert with_answer(listed, 1, RefundOutcome(kind, refund=a_record(refund)), NOW + 2) is listed

    def test_the_others_stay_as_they_are(self):
        payment, _ = asked(amount=5_000)
        payment, refund = asked(payment, amount=5_000)
        told = with_answer(payment, 2, RefundOutcome(RefundKind.ACCEPTED, refund=a_record(refund)), NOW)
        assert [one.status for one in told.refunds] == [S.REQUESTED, S.PENDING]
        assert told.look_at == NOW + LEASE


@pytest.mark.parametrize(
    ("of", "disputes", "status", "back", "left"),
    [
        ((), (), P.SUCCESS, 0, 500_000),
        (((S.FAILED, 500_000),), (), P.SUCCESS, 0, 500_000),
        (((S.REQUESTED, 100_000),), (), P.REFUND_PENDING, 0, 400_000),
        (((S.PENDING, 100_000),), (), P.REFUND_PENDING, 0, 400_000),
        (((S.PROCESSING, 100_000),), (), P.REFUND_PENDING, 0, 400_000),
        (((S.NEEDS_ATTENTION, 100_000),), (), P.REFUND_PENDING, 0, 400_000),
        (((S.PROCESSED, 100_000),), (), P.PARTIALLY_REFUNDED, 100_000, 400_000),
        (((S.PROCESSED, 100_000), (S.PENDING, 400_000)), (), P.REFUND_PENDING, 100_000, 0),
        (((S.PROCESSED, 100_000), (S.PROCESSED, 400_000)), (), P.REFUNDED, 500_000, 0),
        (((S.PROCESSED, 600_000),), (), P.REFUNDED, 500_000, 0),
        ((), ((OPEN, 500_000),), P.DISPUTED, 0, 500_000),
        (((S.PENDING, 100_000),), ((OPEN, 500_000),), P.DISPUTED, 0, 400_000),
        ((), ((WON, 500_000),), P.SUCCESS, 0, 500_000),
        ((), ((LOST, 500_000),), P.REVERSED, 500_000, 0),
        ((), ((LOST, 200_000),), P.PARTIALLY_REFUNDED, 200_000, 300_000),
        (((S.PROCESSED, 300_000),), ((LOST, 200_000),), P.REVERSED, 500_000, 0),
        (((S.PROCESSED, 300_000),), ((LOST, 500_000),), P.REVERSED, 500_000, 0),
        (((S.PROCESSED, 300_000),), ((WON, 500_000),), P.PARTIALLY_REFUNDED, 300_000, 200_000),
        ((), ((LOST, 500_000), (OPEN, 500_000)), P.DISPUTED, 500_000, 0),
    ],
)
def test_the_status_follows_from_refunds_and_disputes_alone(of, disputes, status, back, left):
    """Whichever is heard of last."""
    marks = tuple(DisputeMark(number, amount, outcome) for number, (outcome, amount) in enumerate(disputes, 1))
    asked_for = tuple(one for one in refunds(*of) if one.status is S.REQUESTED)
    records = tuple(
        a_record(one, state=RefundState(one.status.value.replace("_", "-")))
        for one in refunds(*of)
        if one.status is not S.REQUESTED
    )

    def refunded(payment):
        return with_records(replace(payment, refunds=asked_for, look_at=NOW), records, NOW)

    def marked(payment):
        return reduce(lambda one, mark: with_dispute(one, mark, NOW), marks, payment)

    for told in (marked(refunded(PAID)), refunded(marked(PAID))):
        shown = with_dispute(told, DisputeMark(99, 0, WON), NOW)
        assert (shown.status, returned(shown), refundable(shown)) == (status, back, left)


def test_what_was_refunded_before_refunds_were_kept_stays_so():
    old = replace(PAID, status=P.REFUNDED)
    assert (returned(old), refundable(old)) == (500_000, 0)
    assert with_records(old, (), NOW) == old


def test_what_was_being_refunded_then_follows_paystack_s_list():
    old = replace(PAID, status=P.REFUND_PENDING, look_at=NOW)
    assert is_refunding(old)
    assert (with_records(old, (), NOW).status, with_records(old, (), NOW).look_at) == (P.SUCCESS, None)
    record = a_record(Refund(1, 500_000, NOW, NOW), state=RefundState.PROCESSED)
    assert with_records(old, (record,), NOW).status is P.REFUNDED


def test_nothing_new_changes_nothing_before_its_time():
    payment, refund = asked()
    told = with_records(payment, (a_record(refund),), NOW)
    assert with_records(told, (a_record(refund),), NOW + DAY - 1) is told
    due = with_records(told, (a_record(refund),), NOW + DAY)
    assert due == replace(told, look_at=NOW + 2 * DAY)


def test_a_dispute_that_is_over_stays_as_it_ended():
    lost = with_dispute(PAID, DisputeMark(9, 500_000, LOST), NOW)
    for outcome in DisputeOutcome:
        assert with_dispute(lost, DisputeMark(9, 500_000, outcome), NOW) is lost
    opened = with_dispute(PAID, DisputeMark(9, 500_000), NOW)
    assert with_dispute(opened, DisputeMark(9, 500_000, WON), NOW).status is P.SUCCESS
    assert [one.id for one in with_dispute(lost, DisputeMark(3, 1), NOW).disputes] == [3, 9]


def test_a_card_check_that_is_disputed_before_it_was_given_back_is_looked_at_all_the_same():
    check = replace(PAID, purpose=Purpose.CARD_CHECK, look_at=NOW)
    assert with_dispute(check, DisputeMark(9, 500_000), NOW + 1).look_at == NOW
    assert PRICE.subunits == 500_000
